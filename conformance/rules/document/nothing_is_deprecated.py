"""Nothing in the document is deprecated.

What is deprecated goes away: whoever writes a client now should not begin with it, and whoever has one should know.

Fails: `from_phone_number: {type: string, deprecated: true}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._deprecated import KINDS, declared, name_of
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every operation, parameter, header and schema."""
    found = list(declared(evidence))
    sound = sum(len(evidence.of(kind)) for kind in KINDS) - len(found)
    if sound:
        yield Conforming(count=sound)
    for element in found:
        kind = "property" if element.is_property else element.kind
        message = f"the {kind} {name_of(element)} is deprecated".replace("  ", " ")
        fix = "write no new client with it; ask the vendor when it goes away"
        yield quirk(element, "deprecated", message, "nothing that will go away", "deprecated: true", fix)
