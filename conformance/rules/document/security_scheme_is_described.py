"""A security scheme says where its credentials come from, and what form a bearer token has.

What it checks: The description of every security scheme, and the `bearerFormat` of bearer schemes.

Why it matters: Nobody can call the API before they know where to get a key, and what a key looks like.

Example: `bearerAuth: {type: http, scheme: bearer}`.

Fix: Add a `description` with the page that issues keys, and a `bearerFormat`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MAY, source="OpenAPI 3.1 section 4.8.27 (description, bearerFormat)", since="0.2.0"
)


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
            fix = "description: Where to get a key, and what it looks like"
            yield quirk(scheme, "no description", message, "a description", "none", fix)
        if not formed:
            message = f"{scheme.name} does not say what form its bearer token has"
            yield quirk(scheme, "no bearerFormat", message, "a bearerFormat", "none", "bearerFormat: API key")
