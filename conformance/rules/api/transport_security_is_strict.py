"""A host that is reached over HTTPS requires HTTPS from then on.

What it checks: `Strict-Transport-Security` of every success; servers often leave it out of errors, and once is enough
for a client.

Why it matters: Without it the first request that somebody writes with `http://` sends the key in clear text.

Example: A response over HTTPS without the header, or with `max-age=0`, which withdraws the policy.

Fix: Send `Strict-Transport-Security: max-age=31536000` with every response over HTTPS.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from conformance.model import Aspect, Exchange, Level
from conformance.rules.api._https import PLAIN, is_plain, secure_answers
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="RFC 6797 section 7.1", since="0.3.0", clause="RFC 6797 section 7.1"
)
_NAME = "Strict-Transport-Security"
_EXPECTED = "max-age above 0"
_MAX_AGE = re.compile(r'(?:^|;)\s*max-age\s*=\s*("?)([0-9]+)\1\s*(?:;|$)', re.IGNORECASE)

NEEDS = (Aspect.HEADERS,)
READS = Reads(headers=frozenset({"strict-transport-security"}))


def check(evidence: Evidence) -> Iterator[Observation]:
    """Read the header of every success; servers often leave it out of errors, and once is enough for a client."""
    if is_plain(evidence):
        yield Inapplicable(PLAIN)
        return
    for exchange in filter(is_success, secure_answers(evidence)):
        if _is_address(exchange):
            yield Inapplicable("an address has no such policy, only a name has (RFC 6797 section 8.1.1)")
            return
        yield _judge(exchange)


def _judge(exchange: Exchange) -> Observation:
    assert exchange.response is not None
    # Of several fields only the first counts (RFC 6797 section 8.1).
    value = next((value for name, value in exchange.response.headers if name.lower() == _NAME.lower()), None)
    age = _MAX_AGE.search(value) if value is not None else None
    if age is not None and age[2].strip("0"):
        return Conforming(exchange)
    kind = "missing" if value is None else "unreadable" if age is None else "max-age=0"
    message = f"the policy to use HTTPS only is {'withdrawn' if age else kind}"
    return Deviation(exchange, kind, message, _EXPECTED, "no header" if value is None else kind, f"header {_NAME}")


def _is_address(exchange: Exchange) -> bool:
    try:
        ipaddress.ip_address(urlsplit(exchange.request.url).hostname or "")
    except ValueError:
        return False
    return True
