"""A security scheme says where its credentials come from, and a bearer token of what form it is.

Who reads the document cannot call the API before he knows which page gives him a key, and what a key looks like.

Fails: `bearerAuth: {type: http, scheme: bearer}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every security scheme."""
    for scheme in evidence.of("security scheme"):
        described = bool(scheme.text("description").strip())
        is_bearer = scheme.text("type") == "http" and scheme.text("scheme").lower() == "bearer"
        formed = not is_bearer or bool(scheme.text("bearerFormat").strip())
        if described and formed:
            yield Conforming()
        if not described:
            message = f"{scheme.name} has no description"
            fix = "description: Where a key is made, and what it looks like"
            yield quirk(scheme, "no description", message, "a description", "none", fix)
        if not formed:
            message = f"{scheme.name} does not say of what form its bearer token is"
            yield quirk(scheme, "no bearerFormat", message, "a bearerFormat", "none", "bearerFormat: API key")
