"""The ledger of requirements: those of the rules, with the overrides and exclusions of an API's own files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from conformance.contract.own_files import FileRow, read_rows
from conformance.contract.requirement_ids import present_id
from conformance.model import InputError, Level, Requirement, Subject
from conformance.rules.registry import requirements

_TEXT = {"type": "string", "minLength": 1}
_ROW = {
    "type": "object",
    "required": ["id"],
    "minProperties": 2,
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)+$"},
        "level": {"enum": [level.value for level in Level]},
        "text": {"type": "string", "minLength": 10},
        "clause": _TEXT,
        "subject": {"enum": [subject.value for subject in Subject]},
        "since": _TEXT,
        "source": _TEXT,
        "excluded": {"type": "string", "minLength": 20},
        "notable": {"type": "boolean"},
    },
}
_WHOLE = ("level", "text", "clause", "subject", "since", "source")
_ENUMS = {"level": Level, "subject": Subject}


def load_ledger(folder: Path) -> dict[str, Requirement]:
    """Return the requirements by id: those of the rules, overridden or excluded by a folder's `*.yaml` files.

    A sentence that cannot be observed has no rule, only a row in a file, which says why.

    Raises:
        InputError: A row does not fit the ledger's schema, its id is unknown, or occurs twice; says file and line.
    """
    ledger, seen = requirements(), set[str]()
    for path in sorted(folder.glob("*.yaml")):
        for row in read_rows(path, "requirements", _ROW):
            name = present_id(row.data["id"])
            if name in seen:
                raise InputError(f"the id {name} already has a row", row.file, row.line)
            seen.add(name)
            ledger[name] = _overridden(ledger[name], row) if name in ledger else _unobservable(row, ledger)
    return ledger


def _overridden(requirement: Requirement, row: FileRow) -> Requirement:
    values = {**_values(row), "id": requirement.id}
    if values.get("subject", requirement.subject) is not requirement.subject:
        raise InputError(f"{requirement.id} judges {requirement.subject.blame}: remove `subject`", row.file, row.line)
    return replace(requirement, **values)


def _unobservable(row: FileRow, ledger: Mapping[str, Requirement]) -> Requirement:
    """Return the requirement of a row that no rule judges."""
    name = row.data["id"]
    if "excluded" not in row.data:
        near = get_close_matches(name, ledger, 3, 0.5)
        hint = f"did you mean {', '.join(near)}?" if near else "say why by `excluded`, or remove the row"
        raise InputError(f"no rule judges {name}: {hint}", row.file, row.line)
    missing = [key for key in _WHOLE if key not in row.data]
    if missing:
        raise InputError(f"no rule judges {name}, so its row needs {', '.join(missing)}", row.file, row.line)
    return Requirement(**_values(row))


def _values(row: FileRow) -> dict[str, Any]:
    return {key: _ENUMS[key](value) if key in _ENUMS else value for key, value in row.data.items()}
