"""An answer was not modified after it was made.

What it checks: `Last-Modified` against `Date` of every answer that has both, with two minutes for clocks that differ.

Why it matters: A client that asks again with `If-Modified-Since` in the future is told for that long that nothing
changed.

Example: `Date: Thu, 29 Feb 2024 04:22:10 GMT` with `Last-Modified: Fri, 01 Mar 2024 04:22:10 GMT`.

Fix: Send the time at which the rows changed, in GMT, and never a planned or local one.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect, Level
from conformance.rules.api._header_syntax import http_date
from conformance.rules.api._where_sent import where_sent
from conformance.rules.clock import TOLERANCE
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Observation

REQUIREMENT = Declaration(
    level=Level.MUST, source="RFC 9110 section 8.8.2.1", since="0.5.0", clause="RFC 9110 section 8.8.2.1"
)
NEEDS = (Aspect.HEADERS,)


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare both dates wherever they can be read."""
    return where_sent(evidence, _observed(evidence), "no answer says when it was modified")


def _observed(evidence: Evidence) -> Iterator[Observation]:
    for exchange in evidence.answers:
        assert exchange.response is not None
        modified, made = (http_date(exchange.response.header(name) or "") for name in ("last-modified", "date"))
        if modified is None or made is None:
            continue
        late = int((modified - made).total_seconds())
        if late <= TOLERANCE:
            yield Conforming(exchange)
        else:
            message = "the answer says that it was modified after it was made"
            yield Deviation(exchange, "later", message, "Date or before", f"{late} s later", "header Last-Modified")
