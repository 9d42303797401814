"""A user's policy on changes: which kinds weigh more or less than usual, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from conformance.comparison.observation import Impact
from conformance.contract.own_files import read_rows
from conformance.contract.requirement_ids import present_id
from conformance.model import InputError, JsonValue, Requirement, Subject
from conformance.verdict.change import Comparison

_MOVED = (Impact.BREAKING, Impact.WARNING, Impact.SAFE)
_ROW: Mapping[str, JsonValue] = {
    "type": "object",
    "required": ["requirement", "breaking", "reason"],
    "additionalProperties": False,
    "properties": {
        "requirement": {"type": "string"},
        "breaking": {"enum": [*map(str, _MOVED)]},
        "reason": {"type": "string", "minLength": 1},
    },
}
_WEIGHED = (Impact.BREAKING, Impact.WARNING)


def read_policy(path: Path, ledger: Mapping[str, Requirement]) -> Mapping[str, Impact]:
    """Return what a change of each requirement in a policy file weighs, by its id.

    Args:
        path: A YAML file with rows under `changes:`, each with `requirement`, `breaking` and `reason`.
        ledger: The requirements by id.

    Raises:
        InputError: The file has another form, or names no requirement on changes; says file and line.
    """
    policy = {}
    for row in read_rows(path, "changes", _ROW):
        name = present_id(row.data["requirement"])
        if name not in ledger or ledger[name].subject is not Subject.CHANGE:
            raise InputError(f"there is no requirement {name} on changes; `explain` lists them", row.file, row.line)
        policy[name] = Impact(row.data["breaking"])
    return policy


def weighed(comparison: Comparison, policy: Mapping[str, Impact]) -> Comparison:
    """Return a comparison in which what breaks or may break weighs what a policy says; the worst comes first."""
    changes = [
        replace(each, change=replace(each.change, impact=policy[each.requirement.id]))
        if each.requirement.id in policy and each.change.impact in _WEIGHED
        else each
        for each in comparison.changes
    ]
    order = list(Impact)
    return replace(comparison, changes=tuple(sorted(changes, key=lambda each: order.index(each.impact))))
