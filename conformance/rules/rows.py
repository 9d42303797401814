"""Rows of a list, and what identifies them: by the contract, or else by the data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

from conformance.model import JsonValue
from conformance.rules.evidence import Evidence
from conformance.rules.identity import id_of

Row = Mapping[str, JsonValue]
_HEXADECIMAL = re.compile(r"[0-9a-fA-F-]{16,}")


def rows_of(value: JsonValue) -> list[Row]:
    """Return the objects of a list, or of the only list inside an envelope."""
    if isinstance(value, Mapping):
        lists = [member for member in value.values() if isinstance(member, list)]
        value = lists[0] if len(lists) == 1 else []
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def own_names(evidence: Evidence) -> dict[str, str]:
    """Return the property that identifies a row by the contract, for each schema of rows that have one."""
    kinds = (kind for kind in evidence.kinds if kind.schema.endswith("/items"))
    named = {kind.schema: id_of(evidence, kind) for kind in kinds}
    return {schema: name for schema, name in named.items() if name is not None}


def identity(evidence: Evidence, answers: Sequence[Sequence[Row]]) -> str | None:
    """Return the property that identifies the rows: a text in every row, unique within an answer.

    Where the contract gives it, it is that or none; else the first whose name ends with `id`.
    """
    own = own_names(evidence).values()
    names = [name for name in _common_names(answers) if _is_identity(name, answers)]
    return next((name for name in names if (name in own if own else name.lower().endswith("id"))), None)


def row_ids(evidence: Evidence, values: Sequence[JsonValue]) -> list[list[str]]:
    """Return, for each list, the ids of its rows in order; their positions where nothing identifies them."""
    answers = [rows_of(value) for value in values]
    name = identity(evidence, answers)
    return [[str(row[name]) if name else str(index) for index, row in enumerate(rows)] for rows in answers]


def is_id(value: object) -> TypeGuard[str | int]:
    """Return whether a value can be an id."""
    return isinstance(value, str | int) and not isinstance(value, bool)


def plain_id(value: str | int) -> str | int:
    """Return an id in one spelling: hexadecimal digits are case-insensitive (RFC 9562 section 4)."""
    return value.lower() if isinstance(value, str) and _HEXADECIMAL.fullmatch(value) else value


def _common_names(answers: Sequence[Sequence[Row]]) -> Iterator[str]:
    rows = [row for answer in answers for row in answer]
    return (name for name in rows[0] if all(name in row for row in rows)) if rows else iter(())


def _is_identity(name: str, answers: Sequence[Sequence[Row]]) -> bool:
    for rows in answers:
        values = [row[name] for row in rows]
        if not all(isinstance(value, str) for value in values) or len(set(values)) < len(values):
            return False
    return True
