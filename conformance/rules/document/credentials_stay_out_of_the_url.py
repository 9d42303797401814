"""No credential is asked for in a URL.

URLs are written into logs, histories and `Referer` headers, where nobody expects a key to be kept.

Fails: `apiKeyAuth: {type: apiKey, in: query, name: api_key}`; a query parameter `access_token`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

# Names that are credentials wherever they stand; a `token` may as well be that of a page.
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
