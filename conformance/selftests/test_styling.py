"""A line is folded at the width of a terminal and coloured by its meaning; commands to be copied stay whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.report.styling import folded, markup_of


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("result: success", ["result: success"]),
        (
            "  expected  a text that is long and goes on and on and on",
            ["  expected  a text that is long and goes on", "            and on and on"],
        ),
        (
            '  "A sentence that is quoted, and longer than the terminal is wide."',
            ['  "A sentence that is quoted, and longer', '    than the terminal is wide."'],
        ),
        (
            "3 requirements because nobody asked for what they speak of",
            ["3 requirements because nobody asked for what", "  they speak of"],
        ),
        (
            "  repeat    curl -sS -i -H 'Accept: application/json' https://example.com/a/b/c",
            ["  repeat    curl -sS -i -H 'Accept: application/json' https://example.com/a/b/c"],
        ),
    ],
)
def test_folded(line: str, lines: list[str]) -> None:
    """Continuation lines are indented below the text."""
    assert folded(line, 44).split("\n") == lines


@given(st.text("abc -/|:", max_size=200), st.integers(0, 120))
def test_keeps_all(line: str, width: int) -> None:
    """Folding loses nothing but spaces."""
    assert "".join(folded(line, width).split()) == "".join(line.split())


@pytest.mark.parametrize("width", [0, 20, 39])
def test_narrow(width: int) -> None:
    """If the width is unknown or tiny, lines are not folded."""
    assert folded("word " * 30, width) == "word " * 30


@pytest.mark.parametrize(
    ("line", "colour"),
    [
        ("MUST body-is-json", "red"),
        ("expired MUST body-is-json (3): no", "red"),
        ("SHOULD body-is-json", "yellow"),
        ("waived MUST body-is-json (3): no", "yellow"),
        ("known MUST body-is-json (3): no", "yellow"),
        ("1 new (body-is-json) since 2026-03-01 02:17 UTC", "red"),
        ("result: failure", "red"),
        ("result: partial", "yellow"),
        ("result: success", "green"),
    ],
)
def test_colours(line: str, colour: str) -> None:
    """Failures are red, known deviations and advice yellow, passes green."""
    assert markup_of(line).get(colour) is True


@pytest.mark.parametrize(
    "line", ["properties: 12 documented", "  MUST is a word", "report: reports/latest/report.json", ""]
)
def test_plain(line: str) -> None:
    """Everything else has no colour."""
    assert markup_of(line) == {}
