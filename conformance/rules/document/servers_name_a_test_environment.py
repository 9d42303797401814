"""The servers include one that can be tried without harm.

What it checks: The servers of the document, where there is only one.

Why it matters: With production alone, every client's first try is made on real data.

Example: `servers: [{url: https://api.example.com, description: Production}]` and no other.

Fix: Offer a sandbox, and add it to `servers` with a description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from conformance.model import JsonValue, Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(level=Level.MAY, source="OpenAPI 3.1 section 4.8.5; common sense", since="0.2.0")
_TEST = re.compile(r"(?i)test|sandbox|stag(?:e|ing)|\bdev|\bqa\b|\buat\b|demo|mock|preview|localhost|127\.0\.0\.1")
_FIX = "- url: https://sandbox.…\n  description: Test environment"


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the servers of the document where there is one only."""
    data = evidence.contract.document.data
    servers = data.get("servers") if isinstance(data, Mapping) else None
    if not isinstance(servers, list) or not servers:
        return
    server = servers[0]
    if len(servers) > 1 or not isinstance(server, Mapping) or _may_be_tried(server):
        yield Conforming()
        return
    expected = "a second server, or a variable that chooses among environments"
    yield quirk("#/servers", "one server", "one server is named, and none for tests", expected, _url(server), _FIX)


def _may_be_tried(server: Mapping[str, JsonValue]) -> bool:
    """Return whether a server is for tests, chosen by a variable, or relative: wherever the document is served."""
    url = _url(server)
    return "{" in url or "://" not in url or bool(_TEST.search(f"{url} {server.get('description')}"))


def _url(server: Mapping[str, JsonValue]) -> str:
    return str(server.get("url", ""))
