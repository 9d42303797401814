"""All written-down edits, from every `change_*edits.py` beside this file: a new table is found here."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from conformance.selftests.change_document_edits import DocumentEdit, edited_documents
from conformance.selftests.change_edits import schema_documents
from conformance.selftests.change_text_edits import SchemaEdit
from conformance.selftests.change_wire_edits import WIRE, WIRE_EDITS


def _all(table: str) -> Iterator[Any]:
    for path in sorted(Path(__file__).parent.glob("change_*edits.py")):
        yield from getattr(import_module(f"{__package__}.{path.stem}"), table, ())


DOCUMENT_EDITS: list[DocumentEdit] = [*_all("DOCUMENT_EDITS")]
SCHEMA_EDITS: list[SchemaEdit] = [*_all("SCHEMA_EDITS")]


def pairs() -> Iterator[tuple[str, str, str, str]]:
    """Yield every edit: its name, the older and the newer document, and the impact written down."""
    for edit in DOCUMENT_EDITS:
        yield edit.name, *edited_documents(edit), edit.impact
    for edit in WIRE_EDITS:
        yield edit.name, *edited_documents(edit, WIRE), edit.impact
    for each in SCHEMA_EDITS:
        yield f"{each.name}, sent", *schema_documents(each, is_sent=True), each.sent
        yield f"{each.name}, answered", *schema_documents(each, is_sent=False), each.answered
