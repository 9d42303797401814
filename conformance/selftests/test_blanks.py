"""No rule file has an unfilled placeholder of `bolna-conformance new-rule`."""

from __future__ import annotations

import pytest

from conformance.selftests.blanks import blanks


def test_nothing_is_left_to_fill_in(pytestconfig: pytest.Config) -> None:
    """Every placeholder that a command left for the author is filled in: in the files of `--rule`, if it is given."""
    left = [*blanks(pytestconfig.getoption("--rule"))]
    if left:
        pytest.fail("\n".join(["to be filled in:", *left]), pytrace=False)
