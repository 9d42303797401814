"""No response redirects the client to another place.

What it checks: Every response. A 3xx status is accepted only where the contract documents it. No redirect is followed,
but that to the same path with or without its last slash, where it leads on: see `documented-path-needs-no-redirect`.

Why it matters: A client that follows the redirect sends its key along, perhaps to another host; one that does not gets
no data.

Example: `301` to the same path with a trailing slash, or `302` to a login page.

Fix: Answer at the documented URL itself, or document the redirect with its status.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from conformance.model import Exchange, Level
from conformance.rules.api._slashes import is_respelled
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, status
from conformance.rules.expectations import DESCRIPTION, situation
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST, source="RFC 9110 section 15.4", since="0.1.0", clause="{operation}/responses"
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Accept a 3xx status only where the contract documents it."""
    for exchange in evidence.answers:
        code = status(exchange)
        if is_respelled(exchange):
            continue
        if 300 <= code < 400 and evidence.documented(exchange) is None:
            message = f"{DESCRIPTION[exchange.case.intent]} is answered with a redirect"
            kind = f"{code} on {situation(exchange.case.intent)}"
            yield Deviation(exchange, kind, message, "no 3xx", f"{code}{_destination(exchange)}")
        else:
            yield Conforming(exchange)


def _destination(exchange: Exchange) -> str:
    """Return in words where a redirect leads; the address itself may hold anything."""
    assert exchange.response is not None
    location = exchange.response.header("location")
    if location is None:
        return " without Location"
    try:
        here = urlsplit(exchange.request.url)
        there = urlsplit(urljoin(exchange.request.url, location))
        if there.hostname and not here.hostname:  # the record does not say which host this is
            return " to a full address"
        if there.hostname != here.hostname:
            return " to another host"
    except ValueError:
        return " to an invalid URL"
    if there.scheme != here.scheme:
        return f" to {'https' if there.scheme == 'https' else 'another scheme'}"
    return " to the same path with or without a slash" if there.path.strip("/") == here.path.strip("/") else ""
