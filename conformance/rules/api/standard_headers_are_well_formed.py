"""A header that an RFC defines has the syntax that the RFC gives it.

What it checks: `ETag`, `Date`, `Last-Modified`, `Expires`, `Link`, `Location`, `Retry-After`, `Cache-Control` and
`Vary` of every answer that has them, a 429 included. `Expires: 0` means the past, as RFC 9111 has it.

Why it matters: Clients, proxies and browsers act on these headers before anybody reads the body, and ignore silently
what they cannot parse: nothing is cached, no page follows, no retry waits.

Example: `ETag: 33a64df5` without quotes, `Last-Modified: 2024-02-29T04:22:10Z`, `Retry-After: 1.5`.

Fix: Let the framework write the header, or write it as the section says that the finding names.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchange.redaction import mask, scrub
from conformance.model import Aspect, Level
from conformance.rules.api._header_syntax import SYNTAXES
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="RFC 9110 sections 5.6.7, 8.8.2, 8.8.3, 10.2.2, 10.2.3 and 12.5.5; RFC 9111 sections 5.2 and 5.3; RFC 8288",
    since="0.5.0",
    clause="RFC 9110 section 5.5",
)
NEEDS = (Aspect.HEADERS,)


def check(evidence: Evidence) -> Iterator[Observation]:
    """Read every one of these headers."""
    for exchange in evidence.exchanges:
        for name, syntax in SYNTAXES.items():
            text = exchange.response.header(name) if exchange.response is not None else None
            if text is None:
                continue
            if syntax.is_sound(text.strip(" \t")):
                yield Conforming(exchange)
                continue
            message = f"{syntax.name} does not have the syntax of {syntax.section}"
            actual = mask(scrub(text, evidence.secrets))
            yield Deviation(exchange, "syntax", message, syntax.expected, actual, f"header {syntax.name}")
