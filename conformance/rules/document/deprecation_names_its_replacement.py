"""What is deprecated names what to use instead, or says that nothing takes its place.

Told only that something is deprecated, a client's author knows that there is work to do, but not which.

Fails: `deprecated: true` with `description: Deprecated.`
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._deprecated import deprecations
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the description and the extensions of everything deprecated."""
    for each in deprecations(evidence):
        if each.names_replacement:
            yield Conforming()
            continue
        message = f"{each.called} is deprecated, and nothing says what to use instead"
        actual = each.text[:120] or "no description"
        fix = "description: Deprecated. Use `…` instead."
        yield quirk(each.text_at, "no replacement", message, "what to use instead, or that nothing is", actual, fix)
