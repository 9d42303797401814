"""An answer that allows credentials names the origin that may use them.

What it checks: Every answer with `Access-Control-Allow-Credentials: true`: `Access-Control-Allow-Origin` is one origin,
neither `*` nor `null`.

Why it matters: Browsers refuse `*` together with credentials, so that no page can read the answer; and `null` is the
origin of every sandboxed page, so that any site can read it with the visitor's cookies.

Example: `Access-Control-Allow-Origin: *` with `Access-Control-Allow-Credentials: true`.

Fix: Send the origin of the request if it is on a list, with `Vary: Origin`; else leave both headers out.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect, Level
from conformance.rules.api._where_sent import where_sent
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="Fetch standard, section 3.3.5 (CORS protocol and credentials)",
    since="0.5.0",
    clause="Fetch standard, section 3.3.5",
)
NEEDS = (Aspect.HEADERS,)
_CREDENTIALS, _ORIGIN = "access-control-allow-credentials", "access-control-allow-origin"
READS = Reads(headers=frozenset({_CREDENTIALS, _ORIGIN}))


def check(evidence: Evidence) -> Iterator[Observation]:
    """Read the origin of every answer that allows credentials."""
    return where_sent(evidence, _observed(evidence), "no answer is for other origins (CORS)")


def _observed(evidence: Evidence) -> Iterator[Observation]:
    for exchange in evidence.answers:
        assert exchange.response is not None
        origin = exchange.response.header(_ORIGIN)
        if origin is None:
            continue
        allows = (exchange.response.header(_CREDENTIALS) or "").strip() == "true"
        if allows and origin.strip() in ("*", "null"):
            message = "credentials are allowed together with every origin, or with that of any sandboxed page"
            at = "header Access-Control-Allow-Origin"
            yield Deviation(exchange, "origin", message, "one origin", origin.strip(), at)
        else:
            yield Conforming(exchange)
