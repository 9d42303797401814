"""The servers name one that may be tried without harm.

With production alone, the first try of every client is made on real data.

Fails: `servers: [{url: https://api.example.com, description: Production}]` and no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from conformance.model import JsonValue
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

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
    """Tell whether a server is for tests, chosen by a variable, or relative: wherever the document is served."""
    url = _url(server)
    return "{" in url or "://" not in url or bool(_TEST.search(f"{url} {server.get('description')}"))


def _url(server: Mapping[str, JsonValue]) -> str:
    return str(server.get("url", ""))
