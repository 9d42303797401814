"""The written-down edits prove one requirement on changes; run by `--rule ID` alone."""

from __future__ import annotations

from functools import cache

import pytest

from conformance.comparison.observation import Impact
from conformance.rules.registry import change_rules
from conformance.selftests.changes import LEDGER, VERSION, contract_of
from conformance.selftests.edits import pairs
from conformance.verdict.change import Comparison, compare

EDITS = {name: edit for name, *edit in pairs()}
WORST_FIRST = [*(each.value for each in Impact), "no change"]


@cache
def compared(rule: str, edit: str) -> Comparison:
    """Return what a rule finds in an edit; no other rule is run."""
    old, new, _ = EDITS[edit]
    return compare(contract_of(old, "old.yaml"), contract_of(new, "new.yaml"), LEDGER, {rule: change_rules()[rule]})


@pytest.mark.parametrize("edit", EDITS)
def test_edits(rule: str, edit: str) -> None:
    """An edit is not rated worse than written down, and the rule does not crash on it."""
    found = compared(rule, edit)
    assert found.broken == {}
    worst = min(
        (WORST_FIRST.index(each.impact.value) for each in found.changes), default=WORST_FIRST.index("no change")
    )
    assert worst >= WORST_FIRST.index(EDITS[edit][2])


def test_proof(rule: str) -> None:
    """Some edit shows the rule at work; the rule on the version needs two revisions of one version."""
    assert rule == VERSION or any(compared(rule, edit).changes for edit in EDITS)
