"""What belongs to somebody else is answered like what does not exist.

An answer that tells the two apart tells everybody with a key which ids are in use (RFC 9110 section 15.5.4 lets a
server hide what exists behind a 404). Only status, shape and words are compared, never the time it took.

Fails: an agent of another account is answered by 403, a made-up one by 404.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from conformance.model import Exchange, Intent, JsonValue
from conformance.rules.api._foreign import why_not_asked
from conformance.rules.api._texts import without_changing
from conformance.rules.evidence import Evidence, body, is_client_error, is_success, status
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.rows import rows_of
from conformance.rules.screening import Reads

_MALFORMED = frozenset({400, 422})
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the answer to the foreign id with those to unknown ids next to it, which differ in a character only."""
    reason = why_not_asked(evidence)
    if reason is not None:
        yield Inapplicable(reason)
        return
    twins = [each for each in evidence.of(Intent.UNKNOWN) if each.case.origin == "near-miss" and _says(each)]
    for exchange in evidence.of(Intent.FOREIGN):
        if rows_of(evidence.value(exchange)) or not evidence.key_opens or not _says(exchange):
            yield Inconclusive("the answer to the foreign id is none to something that cannot be had")
        elif len(twins) < 2:
            yield Inconclusive("it takes two unknown ids next to the foreign one to tell what always changes")
        else:
            yield _compare(evidence, exchange, twins)


def _compare(evidence: Evidence, exchange: Exchange, twins: Sequence[Exchange]) -> Observation:
    said, others = _said(evidence, exchange), [_said(evidence, each) for each in twins]
    if said in others:
        return Conforming(exchange)
    unknown = {status(each) for each in twins}
    if unknown != {status(exchange)}:
        if len(unknown) > 1 or unknown & _MALFORMED:
            return Inconclusive("the unknown ids next to the foreign one are answered in two ways, or as malformed")
        message = "the status tells what belongs to somebody else from what does not exist"
        return Deviation(exchange, "status", message, str(status(twins[0])), str(status(exchange)))
    if any(other != others[0] for other in others):
        return Inconclusive("the answers to unknown ids differ among themselves")
    message = "the body tells what belongs to somebody else from what does not exist"
    return Deviation(exchange, "body", message, "the body for an unknown id", "another body", "body")


def _says(exchange: Exchange) -> bool:
    return is_success(exchange) or is_client_error(exchange)


def _said(evidence: Evidence, exchange: Exchange) -> tuple[int, JsonValue]:
    """Return what an answer says once the id that was asked for, and all that changes anyway, is taken out."""
    asked = [part for part in re.split("[/=&?]", unquote(exchange.request.url)) if part]
    value = evidence.value(exchange)
    text = body(exchange).decode("utf-8", "replace")
    return status(exchange), without_changing(text if value is None else value, sorted(asked, key=len, reverse=True))
