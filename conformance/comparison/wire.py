"""Changes of a schema that change nothing, or little, of what is sent: bytes, and the text of parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping

from conformance.comparison.evidence import SENT, ChangeEvidence, SchemaEdit
from conformance.comparison.observation import Impact
from conformance.contract.document import Document, tokens
from conformance.contract.effective_schema import Origins
from conformance.model import JsonValue

_BYTES = ("type", "format", "contentMediaType", "contentEncoding")
_WRITTEN = frozenset({"integer", "fraction", "boolean", "string"})
_NARROWING = ("pattern", "enum", "format", "minLength", "maxLength")
_TEXTUAL = re.compile(r"text/|.*[/+](?:json|xml|yaml)\b|application/x-www-form-urlencoded|multipart/", re.IGNORECASE)


def on_the_wire(evidence: ChangeEvidence, each: SchemaEdit) -> tuple[Impact, str] | None:
    """Return what an edit means where schemas differ and messages do not; None where the schemas decide."""
    if each.edit.keyword in _BYTES and _are_bytes(evidence, each):
        return Impact.EQUIVALENT, "both describe a body of bytes (OpenAPI 3.1 section 4.8.14)"
    if each.edit.keyword == "type" and _is_written_alike(evidence, each):
        return Impact.SAFE, "every value is sent as the same text as before, which stays valid"
    return None


def _are_bytes(evidence: ChangeEvidence, each: SchemaEdit) -> bool:
    """Return whether both versions describe a body as bytes: by a format, by nothing, or by its media type alone."""
    sides = ((evidence.old.document, each.place[0]), (evidence.new.document, each.place[1]))
    media = {tokens(at)[-2] for _, origins in sides for at in origins[:1] if tokens(at)[-3:-2] == ("content",)}
    is_body = len(media) == 1 and not any(map(_TEXTUAL.match, media))
    return is_body and all(_is_bytes(document, origins) for document, origins in sides)


def _is_bytes(document: Document, origins: Origins) -> bool:
    if not origins:
        return True
    node: JsonValue = document.get(origins[0])
    if len(origins) > 1 or not isinstance(node, Mapping) or "$ref" in node or node.get("contentEncoding") is not None:
        return False
    is_described = node.get("type", "string") == "string" and node.get("format", "binary") == "binary"
    return is_described and not node.keys() & {"pattern", "enum", "const", "maxLength", "minLength"}


def _is_written_alike(evidence: ChangeEvidence, each: SchemaEdit) -> bool:
    """Return whether a parameter, or an item of one, became a text: what was sent is a text already.

    Only in requests, and not within JSON: a reader of `content` tells a number from a text.
    """
    at = each.place[0][0] if each.place[0] else ""
    is_parameter = "/parameters/" in at and "/content/" not in at and all(use.direction == SENT for use in each.uses)
    old, new = evidence.walk.old.of(each.place[0]), evidence.walk.new.of(each.place[1])
    gone = old.kinds - new.kinds - {"null"}
    is_any_text = "string" in new.kinds and not new.said(*_NARROWING)
    return is_parameter and is_any_text and gone <= _WRITTEN and bool(gone)
