"""When an answer was made, by the clock of the API, and by how much clocks and states of sound APIs may lag."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from functools import lru_cache

from conformance.model import Exchange
from conformance.rules.moments import Moment

TOLERANCE = 120
"""Seconds by which the clocks of the machines behind one API may differ."""
SETTLING = 600
"""Seconds in which what is due may keep its old state, and a change may not be visible everywhere."""
# If our clock and the target's differ by more seconds than this, neither is trusted.
_SKEW = 300


def made(exchange: Exchange) -> Moment | None:
    """Return when an answer was made (RFC 9110 section 6.6.1); None without a trustworthy clock."""
    response = exchange.response
    assert response is not None
    return _made(response.header("date") or "", response.header("age") or "", response.received)


def made_at_latest(exchange: Exchange) -> Moment | None:
    """Return the same by the later of both clocks, the API's and ours: that of a gateway may be minutes slow."""
    now, response = made(exchange), exchange.response
    if now is None or response is None or response.received is None:
        return now
    return Moment(max(now.seconds, response.received), now.form)


@lru_cache
def _made(date: str, age: str, received: float | None) -> Moment | None:
    try:
        read = parsedate_to_datetime(date)
        seconds = read.timestamp() if read.tzinfo else None
    except (ValueError, TypeError, OverflowError):
        return None
    # An answer from a cache was made before it was received (RFC 9111 section 5.1), and some caches renew its Date.
    if seconds is None or age not in ("", "0") or (received is not None and abs(received - seconds) > _SKEW):
        return None
    return Moment(seconds, "zoned")
