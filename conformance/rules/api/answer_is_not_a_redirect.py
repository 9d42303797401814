"""No answer sends the client to another place.

A client that follows takes its key along, and one that does not has no data. Redirects are never followed here.

Fails: 301 to the same path with a slash; 302 to a login page.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.evidence import Evidence, status
from conformance.rules.expectations import DESCRIPTION, situation
from conformance.rules.observation import Deviation, Observation, Witness


def check(evidence: Evidence) -> Iterator[Observation]:
    """Accept a 3xx status only where the contract documents it."""
    for exchange in evidence.answers:
        code = status(exchange)
        if 300 <= code < 400 and evidence.documented(exchange) is None:
            message = f"{DESCRIPTION[exchange.case.intent]} is answered by a redirect"
            yield Deviation(exchange, f"{code} on {situation(exchange.case.intent)}", message, "no 3xx", str(code))
        else:
            yield Witness(exchange)
