"""A server is reached over HTTPS.

What it checks: Every server, including those of paths and operations. Relative addresses and hosts for tests are passed
over.

Why it matters: Over plain HTTP everybody on the way can read the credentials and the data.

Example: `servers: [{url: http://api.example.org}]`.

Fix: Serve the API over HTTPS, and name that address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="OWASP API8:2023; RFC 6750 section 5.3 (bearer tokens need TLS)", since="0.2.0"
)
_PLAIN = re.compile(r"(?i)(http|ws)://(?:[^/@?#]*@)?(\[[^\]]*\]|[^/:?#]*)")
# Hosts for tests: names without a dot, reserved names (RFC 2606, RFC 6761), private addresses.
_HARMLESS = re.compile(
    r"(?i)[^.]*|.*\{.*|.*\.(?:localhost|local|internal|lan|test|example|invalid|svc|home\.arpa)\.?"
    r"|(?:.*\.)?example\.(?:com|org|net)|(?:127|10)\.[0-9.]+|0\.0\.0\.0|192\.168\.[0-9.]+"
    r"|172\.(?:1[6-9]|2[0-9]|3[01])\.[0-9.]+|169\.254\.[0-9.]+"
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every server, including those of paths and operations; a relative address is as safe as its page."""
    for server in evidence.of("server"):
        url = server.text("url").strip()
        plain = _PLAIN.match(url)
        if plain is None or _HARMLESS.fullmatch(plain[2]):
            yield Conforming()
            continue
        secure = f"{plain[1].lower()}s{url[len(plain[1]) :]}"
        fix = snippet({"url": secure})
        yield quirk(f"{server.pointer}/url", "plain HTTP", "the server is reached without encryption", secure, url, fix)
