"""The cost of a pattern is derived from its form, and never underestimated."""

from __future__ import annotations

import pytest

from conformance.verdict.backtracking import paths
from conformance.verdict.righted import MAX_PATHS


@pytest.mark.parametrize(
    ("pattern", "length", "expected"),
    [
        ("", 7, 8),
        ("^[0-9a-fA-F]{32}$", 32, 33),
        (r"^\+[1-9]\d{1,14}$", 9, 10 * 9),
        ("a?", 5, 6 * 2),
        ("a*b+", 4, 5 * 5 * 4),
        ("(a|b|cd)", 3, 4 * 3),
        ("(?:a|b){2}", 3, 4 * 2**2),
        ("(a*)*", 2, 3 * 3 * 3**2),
        ("[*+?({]+", 3, 4 * 3),
        (r"\*\(\{", 3, 4),
        (r"\p{Lu}{2,3}", 3, 4 * 2),
        (r"\u{1F600}+", 3, 4 * 3),
        ("(?<year>[0-9]{4})(?=x*)(?!y)(?<=z)(?<!w)", 3, 4 * 4),
        ("a+?", 3, 4 * 3),
        ("a{2,}", 5, 6 * 4),
        ("a)b+", 2, 3 * 2),
    ],
)
def test_paths(pattern: str, length: int, expected: int) -> None:
    """A quantifier can stop at every position, an alternative counts once, and a match begins anywhere."""
    assert paths(pattern, length) == expected


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|a)*$", "(a*)*b", "((a?b?)*)*", "(.*,){20}", "^.*.*.*.*.*x$"])
def test_unbounded(pattern: str) -> None:
    """Patterns that backtrack without bound exceed the limit."""
    assert paths(pattern, 400) > MAX_PATHS


@pytest.mark.parametrize(
    ("pattern", "length"),
    [
        ("^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", 36),
        (r"^[^@\s]+@[^@\s]+\.[^@\s]+$", 40),
        (r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$", 30),
        ("^(queued|executed|failed)$", 1_000),
        ("^https?://.+$", 2_000),
    ],
)
def test_ordinary(pattern: str, length: int) -> None:
    """Typical patterns of contracts are judged."""
    assert paths(pattern, length) <= MAX_PATHS
