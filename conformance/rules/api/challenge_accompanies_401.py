"""A 401 names the scheme to use in `WWW-Authenticate`.

What it checks: Every 401: it has the header, and the scheme in it is one that the contract names.

Why it matters: Without the challenge a client cannot tell which credentials are wanted; HTTP requires it (RFC 9110
section 15.5.2).

Example: A 401 without a `WWW-Authenticate` header.

Fix: Send `WWW-Authenticate: Bearer`, or the scheme in use, with every 401.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from conformance.model import Aspect, Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, status
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="RFC 9110 section 11.6.1; RFC 6750 section 3",
    since="0.1.0",
    clause="RFC 9110 section 15.5.2",
)
NEEDS = (Aspect.HEADERS,)
_PLACE = "header WWW-Authenticate"
_SCHEME = re.compile(r"(?:^|,)\s*([A-Za-z][\w-]*)(?=\s|,|$)")
# Others may be an API's own word for a key.
_KNOWN = frozenset({"basic", "bearer", "digest", "negotiate", "ntlm"})
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for the challenge in every 401."""
    asked = _asked(evidence)
    for exchange in evidence.answers:
        if status(exchange) != 401 or exchange.response is None:
            continue
        challenge = exchange.response.header("www-authenticate") or ""
        named = {scheme.lower() for scheme in _SCHEME.findall(challenge)}
        if asked and named and not asked & named and named <= _KNOWN:
            message = "a 401 asks for another scheme than the contract"
            yield Deviation(exchange, "scheme", message, _listed(asked), _listed(named), _PLACE)
        elif challenge:
            yield Conforming(exchange)
        else:
            message = "a 401 does not say which authentication it asks for"
            yield Deviation(exchange, "missing", message, "a challenge such as Bearer", "none", _PLACE)


def _asked(evidence: Evidence) -> frozenset[str]:
    """Return the HTTP schemes that the contract names; none where a key of another kind is an alternative."""
    schemes = [scheme for alternative in evidence.operation.security for scheme in alternative]
    is_http = all(scheme.kind in ("http", "oauth2", "openIdConnect") for scheme in schemes)
    return frozenset(scheme.scheme or "bearer" for scheme in schemes) if is_http else frozenset()


def _listed(schemes: Iterable[str]) -> str:
    return " or ".join(scheme.title() for scheme in sorted(schemes))
