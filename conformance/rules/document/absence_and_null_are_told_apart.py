"""A document says whether a property without a value is left out or null.

Both are common; a client that is ready for one of them breaks on the other.

Fails: an answered object with optional properties, in a document that has no null and says nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

_TOLD = re.compile(
    r"(?i)\bnull(?:s|able)?\b|\babsent|\babsence\b|\bomit(?:s|ted)?\b|\bleft out\b|\bleaves? out\b"
    r"|\bnot (?:be )?(?:present|included|returned|sent)\b|\b(?:only|always) (?:present|included|returned|sent|given)\b"
)
_FIX = "description: A property without a value is left out; none is ever null."


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every answered object with optional properties; one word on null anywhere tells of the whole document."""
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
        message = "nothing says whether a property without a value is left out or null"
        expected = "a word on it, or a type that permits null"
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
