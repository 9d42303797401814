"""The document says whether a property without a value is absent or null.

What it checks: Every response object with optional properties. One mention of null or absence anywhere settles it for
the whole document.

Why it matters: Both conventions are common; a client that is prepared for one of them breaks on the other.

Example: A response object with optional properties in a document that neither permits null nor mentions absence.

Fix: Say it once, such as "a property without a value is absent and never null", or permit null in the types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MAY,
    source="RFC 8259 section 3 (null is a value); JSON Schema 2020-12 validation section 6.1.1",
    since="0.2.0",
)
_TOLD = re.compile(
    r"(?i)\bnull(?:s|able)?\b|\babsent|\babsence\b|\bomit(?:s|ted)?\b|\bleft out\b|\bleaves? out\b"
    r"|\bnot (?:be )?(?:present|included|returned|sent)\b|\b(?:only|always) (?:present|included|returned|sent|given)\b"
)
_FIX = "description: A property without a value is absent; none is ever null."


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every response object with optional properties; one mention of null settles it for all."""
    is_told = any(_TOLD.search(each.text(key)) for each in evidence.elements for key in ("description", "summary"))
    is_told = is_told or any(_permits_null(each) for each in evidence.of("schema"))
    for whole in shapes.wholes(evidence):
        required = {name for part in whole.parts for name in _names(part.node.get("required"))}
        optional = [name for name in whole.properties(evidence) if name not in required]
        if not optional:
            continue
        if is_told:
            yield Conforming()
            continue
        first = optional[0] if len(optional) == 1 else f"{optional[0]} and {len(optional) - 1} more"
        message = "nothing says whether a property without a value is absent or null"
        expected = "a sentence on it, or a type that permits null"
        yield quirk(whole.schema, "no null policy", message, expected, f"optional: {first}", _FIX)


def _permits_null(schema: Element) -> bool:
    stated, listed = schema.node.get("type"), schema.node.get("enum")
    return (
        stated == "null"
        or (isinstance(stated, list) and "null" in stated)
        or (isinstance(listed, list) and None in listed)
        or schema.node.get("nullable") is True
        or schema.node.get("const", "") is None
    )


def _names(required: object) -> list[str]:
    return [each for each in required if isinstance(each, str)] if isinstance(required, list) else []
