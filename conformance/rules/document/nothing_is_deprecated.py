"""No operation, parameter, header or schema is deprecated.

What it checks: Every operation, parameter, header and schema.

Why it matters: A new client should not begin with what is about to be removed, and the owner of an existing one should
know.

Example: `from_phone_number: {type: string, deprecated: true}`.

Fix: Clients: move to the replacement. Vendor: remove it once its date has passed.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._deprecated import KINDS, declared, name_of
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MAY,
    source="OpenAPI 3.1 sections 4.8.10, 4.8.12 and 4.8.24 (consumers should refrain from using what is deprecated)",
    since="0.2.0",
    notable=True,
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every operation, parameter, header and schema."""
    found = list(declared(evidence))
    sound = sum(len(evidence.of(kind)) for kind in KINDS) - len(found)
    if sound:
        yield Conforming(count=sound)
    for element in found:
        kind = "property" if element.is_property else element.kind
        message = f"the {kind} {name_of(element)} is deprecated".replace("  ", " ")
        fix = "build no new client on it; ask the vendor when it will be removed"
        yield quirk(element, "deprecated", message, "nothing that will be removed", "deprecated: true", fix)
