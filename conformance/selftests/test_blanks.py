"""No file of a rule is left as `bolna-conformance new-rule` writes it."""

from __future__ import annotations

import pytest

from conformance.selftests.blanks import blanks


def test_nothing_is_left_to_fill_in() -> None:
    """Every place that a command left for the author is filled in."""
    left = [*blanks()]
    if left:
        pytest.fail("\n".join(["to be filled in:", *left]), pytrace=False)
