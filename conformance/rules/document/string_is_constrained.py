"""A text in an answer has a form or a greatest length.

Without either it may be anything, of any length: no test can tell a wrong one, no client knows what to make room for.

Fails: `message: {type: string}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document import _shapes as shapes
from conformance.rules.document._absurd import absurd
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

_CONSTRAINTS = ("enum", "const", "format", "pattern", "maxLength", "contentEncoding", "contentMediaType")
_ABSURD = "x" * 10_000


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every text that answers hold; what several references lead to is told once."""
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
