"""A text in a response has a form or a maximum length.

What it checks: Every text in responses; one that several references lead to is reported once.

Why it matters: Without either it may be anything of any length: no test can find a wrong one, and no client knows how
much to store.

Example: `message: {type: string}`.

Fix: Add an `enum`, a `format`, a `pattern` or a `maxLength`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._absurd import absurd
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MAY, source="OWASP API4:2023; JSON Schema 2020-12 validation section 6.3", since="0.2.0"
)
_CONSTRAINTS = ("enum", "const", "format", "pattern", "maxLength", "contentEncoding", "contentMediaType")
_ABSURD = "x" * 10_000


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every text in responses; what several references lead to is reported once."""
    places = shapes.Places.of(evidence)
    seen: set[str] = set()
    for site in shapes.sites(evidence):
        if shapes.types(evidence, site) != {"string"}:
            continue
        is_constrained = places.states(site, *_CONSTRAINTS)
        accepted = "" if is_constrained else absurd(evidence, site.pointer, (_ABSURD,))
        if not accepted:
            yield Conforming()
            continue
        at = evidence.resolved(site)
        if at.pointer not in seen:
            seen.add(at.pointer)
            message = "the text may be anything, of any length"
            yield quirk(at, "unconstrained", message, "enum, format, pattern or maxLength", accepted, "maxLength: 500")
