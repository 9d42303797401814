"""No credential is passed in a URL.

What it checks: Every security scheme, and every query parameter with the name of a credential.

Why it matters: URLs are written to logs, browser histories and `Referer` headers, where nobody expects a key to be
stored.

Example: `apiKeyAuth: {type: apiKey, in: query, name: api_key}`, or a query parameter `access_token`.

Fix: Pass the credential in a header, and retire the parameter.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="RFC 6750 section 2.3 (should not be used); RFC 9110 section 17.9",
    since="0.3.0",
    clause="#/components/securitySchemes",
)
# Names that are credentials anywhere; a `token` may as well be that of a page.
_CREDENTIALS = frozenset({"accesstoken", "apikey", "xapikey", "clientsecret", "password", "authorization"})
_FIX = "in: header"


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every security scheme, and at every query parameter whose name is that of a credential."""
    for scheme in evidence.of("security scheme"):
        if scheme.text("type") == "apiKey" and scheme.text("in") == "query":
            message = f"{scheme.name} asks for the key in the URL"
            yield quirk(f"{scheme.pointer}/in", "key in the query", message, "a header", "the query", _FIX)
        else:
            yield Conforming()
    for parameter in evidence.of("parameter"):
        name = parameter.text("name").lower().replace("-", "").replace("_", "")
        if parameter.text("in") == "query" and name in _CREDENTIALS:
            message = f"the parameter {parameter.text('name')} puts a credential into the URL"
            yield quirk(f"{parameter.pointer}/in", "credential in the query", message, "a header", "the query", _FIX)
