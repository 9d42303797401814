"""When an answer was made, by the clock of the API, and how far clocks and states of sound machines lag behind."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from conformance.model import Exchange
from conformance.rules.moments import Moment

TOLERANCE = 120
"""Seconds by which the clocks of the machines behind one API may well differ."""
SETTLING = 600
"""Seconds in which what is due may still have its old state, and what has changed may not be told everywhere."""
# By more seconds than these neither our clock nor that of the target is one to judge by.
_SKEW = 300


def made(exchange: Exchange) -> Moment | None:
    """Return when an answer was made (RFC 9110 section 6.6.1); None where no clock tells that can be trusted."""
    assert exchange.response is not None
    try:
        date = parsedate_to_datetime(exchange.response.header("date") or "")
        seconds = date.timestamp() if date.tzinfo else None
    except (ValueError, TypeError, OverflowError):
        return None
    received, age = exchange.response.received, exchange.response.header("age") or ""
    # An answer from a cache was made long before it was received (RFC 9111 section 5.1).
    waited = int(age) if age.isdecimal() and len(age) < 10 else 0
    if seconds is None or (received is not None and abs(received - waited - seconds) > _SKEW):
        return None
    return Moment(seconds, "zoned")
