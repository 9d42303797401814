"""A server is reached by HTTPS.

Over plain HTTP everyone on the way reads the credentials and the data.

Fails: `servers: [{url: http://api.example.org}]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

_PLAIN = re.compile(r"(?i)(http|ws)://(?:[^/@?#]*@)?(\[[^\]]*\]|[^/:?#]*)")
# Hosts that are nobody's, or one's own: names without a dot, reserved names (RFC 2606, RFC 6761), private addresses.
_HARMLESS = re.compile(
    r"(?i)[^.]*|.*\{.*|.*\.(?:localhost|local|internal|lan|test|example|invalid|svc|home\.arpa)\.?"
    r"|(?:.*\.)?example\.(?:com|org|net)|(?:127|10)\.[0-9.]+|0\.0\.0\.0|192\.168\.[0-9.]+"
    r"|172\.(?:1[6-9]|2[0-9]|3[01])\.[0-9.]+|169\.254\.[0-9.]+"
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every server, those of paths and operations among them; a relative address is as safe as its page."""
    for server in evidence.of("server"):
        url = server.text("url").strip()
        plain = _PLAIN.match(url)
        if plain is None or _HARMLESS.fullmatch(plain[2]):
            yield Conforming()
            continue
        secure = f"{plain[1].lower()}s{url[len(plain[1]) :]}"
        fix = snippet({"url": secure})
        yield quirk(f"{server.pointer}/url", "plain HTTP", "the server is reached without encryption", secure, url, fix)
