"""Whether a document says that a list of values may grow: then its readers were warned."""

from __future__ import annotations

import re

from conformance.comparison.evidence import SchemaEdit, Side
from conformance.contract.document import Document
from conformance.model import JsonValue

_EXTENSIBLE = ("x-extensible-enum", "x-enum-open")
_SAID = re.compile(
    r"(?i)\b(?:may|might|can|could|will) (?:also )?(?:be (?:added|extended|introduced|expanded)|grow|return other)\b"
    r"|\b(?:new|other|further|additional|more|unknown|future) (?:values|members|types|kinds|status(?:es)?|states)\b"
    r"|\bnot limited to\b|\b(?:not|non)[- ](?:an? )?(?:exhaustive|complete|final|closed)\b"
    r"|\bextensible\b|\bopen[- ]ended\b"
)


def says_it_is_open(side: Side, each: SchemaEdit) -> bool:
    """Return whether the older document says beside a list of values that others may come."""
    return any(_is_open(side.document, at.rpartition("/")[0]) for at in (said.pointer for said in each.edit.old))


def _is_open(document: Document, pointer: str) -> bool:
    node: JsonValue = document.get(pointer)
    if not isinstance(node, dict):
        return False
    is_extensible = any(node.get(name) is True or isinstance(node.get(name), list) for name in _EXTENSIBLE)
    model = node.get("x-ms-enum")
    is_string = isinstance(model, dict) and model.get("modelAsString") is True
    return is_extensible or is_string or _SAID.search(str(node.get("description", ""))) is not None
