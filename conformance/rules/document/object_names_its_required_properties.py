"""A response object says which of its properties are always present.

What it checks: Every object in responses, its composition followed. Objects whose description calls everything optional
are passed over.

Why it matters: Without `required` every property may be missing: an empty object is valid, and no test can tell it from
data.

Example: `{type: object, properties: {batch_id: {type: string}}}`, which accepts `{}`.

Fix: Add `required` with the properties that the server always sends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.elements import METHODS, Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._absurd import absurd, accepts
from conformance.rules.document._lists import listings
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="JSON Schema 2020-12 validation section 6.5.3 (required); common sense", since="0.2.0"
)
# A property with such a description may be absent …
_OPTIONAL = re.compile(
    r"(?i)\boptional|\bif any\b|\bif (?:it )?(?:is |was )?(?:set|known|present|applicable|given|available)\b"
    r"|\b(?:given|set|sent|returned|included|provided|present|available|only) (?:only )?(?:if|when|while|for)\b"
    r"|\bmay be (?:absent|missing|omitted|left out)\b|\b(?:omitted|absent|missing|left out) (?:if|when|while|unless)\b"
)
# … and in an object with such a description, every one.
_NOTHING_CERTAIN = re.compile(
    r"(?i)\b(?:all|any|every|each|no)\b[^.]*\b(?:optional|absent|missing|omitted|left out|required)\b|\bpartial\b"
    r"|\bat least one\b|\bonly (?:the |those )?(?:properties|fields|values|attributes|members)\b"
)
# The first and the last page lack some links; RFC 9457 makes every member of a problem optional.
_LINKS = frozenset({"self", "first", "prev", "previous", "next", "last"})
_PROBLEM = frozenset({"type", "title", "status"})


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every object in responses, its composition followed."""
    lists = _lists(evidence)
    for whole in shapes.wholes(evidence):
        properties = whole.properties(evidence)
        names = [name for name, each in properties.items() if _is_always_there(evidence, each)]
        said = " ".join(part.text("description") for part in whole.parts)
        is_told = whole.states("required", "minProperties") or bool(_NOTHING_CERTAIN.search(said))
        pointer = whole.schema.pointer
        is_told = is_told or properties.keys() <= _LINKS or properties.keys() >= _PROBLEM
        accepted = "" if is_told or not names else absurd(evidence, pointer, ({},))
        if not accepted:
            yield Conforming()
            continue
        if pointer in lists and accepts(evidence, lists[pointer], [{}]):
            accepted = "accepts [{}]"
        message = "no property is required: an empty object is valid"
        yield quirk(whole.schema, "no required", message, "required", accepted, snippet({"required": names}))


def _lists(evidence: DocumentEvidence) -> dict[str, str]:
    """Return the bare lists of answers by the pointer of the schema of their items."""
    found = ((each.item(evidence), each.site) for each in listings(evidence, *map(str.upper, METHODS)))
    return {evidence.resolved(item).pointer: site.pointer for item, site in found if item is not None}


def _is_always_there(evidence: DocumentEvidence, each: Element) -> bool:
    is_left = any(evidence.keyword(each, keyword) is True for keyword in ("deprecated", "writeOnly"))
    return not is_left and not _OPTIONAL.search(shapes.text(evidence, each))
