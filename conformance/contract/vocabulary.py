"""Facts that rules need and a contract lacks, read from a file beside it, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.contract.document import Document
from conformance.contract.own_files import read_checked

FILE = "vocabulary.yaml"
_TEXT = {"type": "string", "minLength": 1}
_POINTER = {"type": "string", "pattern": "^#/"}


def _rows(**properties: Mapping[str, Any]) -> Mapping[str, Any]:
    known = {**properties, "source": _TEXT}
    item = {"type": "object", "required": list(known), "additionalProperties": False, "properties": known}
    return {"type": "array", "items": item}


_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "revisions": _rows(version=_TEXT, what=_TEXT),
        "keys": _rows(of=_POINTER, members={"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True}),
        "repeats": _rows(of=_POINTER, times={"type": "integer", "minimum": 0}),
        "marks": _rows(of=_POINTER, minutes={"type": "integer", "minimum": 1}),
    },
}


@dataclass(frozen=True)
class Fact:
    """A fact about a property beyond its schema, with its source."""

    value: Any
    source: str


@dataclass(frozen=True)
class Vocabulary:
    """Facts by the pointer of their property; empty without further knowledge of a contract."""

    keys: Mapping[str, Fact]
    """The keys that a map may have: a tuple of strings."""
    repeats: Mapping[str, Fact]
    """How often an item that a map counts may be counted again: an integer."""
    marks: Mapping[str, Fact]
    """The minutes of the clock to whose multiples a time is rounded: an integer."""
    revisions: tuple[Mapping[str, str], ...] = ()
    """Earlier revisions of the contract: `version`, `what`, `source`."""


NOTHING = Vocabulary({}, {}, {})


def read_vocabulary(path: Path, contract: Document) -> Vocabulary:
    """Return the vocabulary in a file; empty if the file does not exist.

    Raises:
        InputError: The file has another form, or names what the contract lacks; says file and line.
    """
    if not path.exists():
        return NOTHING
    document = read_checked(path, _SCHEMA)
    data: Any = document.data
    for section in ("keys", "repeats", "marks"):
        for index, row in enumerate(data.get(section, ())):
            if not contract.has(row["of"]):
                place = f"#/{section}/{index}/of"
                raise document.error(f"{contract.file} has nothing at {row['of']}", place)
    return Vocabulary(
        keys={row["of"]: Fact(tuple(row["members"]), row["source"]) for row in data.get("keys", ())},
        repeats={row["of"]: Fact(row["times"], row["source"]) for row in data.get("repeats", ())},
        marks={row["of"]: Fact(row["minutes"], row["source"]) for row in data.get("marks", ())},
        revisions=tuple(data.get("revisions", ())),
    )
