"""What belongs to another account is answered in the same way as what does not exist.

What it checks: Status, shape and words of the response to another account's id and to two unknown ids; never the time
it took.

Why it matters: A difference tells everybody with a key which ids are in use; RFC 9110 section 15.5.4 allows hiding them
behind a 404.

Example: An agent of another account is answered with 403, an agent that does not exist with 404.

Fix: Look things up within the caller's account, so that another account's id is simply not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.model import Exchange, Intent, Level
from conformance.rules.api._foreign import why_not_asked
from conformance.rules.api._texts import comparable
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_client_error, is_success, is_undecoded, status
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.rows import rows_of
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="RFC 9110 section 15.5.4 (hiding what exists); common sense",
    since="0.3.0",
    clause="RFC 9110 section 15.5.4",
)
_MALFORMED = frozenset({400, 422})
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the answer to the foreign id with those to unknown ids that differ from it in one character."""
    reason = why_not_asked(evidence)
    if reason is not None:
        yield Inapplicable(reason)
        return
    twins = [each for each in evidence.of(Intent.UNKNOWN) if each.case.origin == "near-miss" and _says(each)]
    for exchange in evidence.of(Intent.FOREIGN):
        if rows_of(evidence.value(exchange)) or not evidence.key_opens or not _says(exchange):
            yield Inconclusive("the answer to the foreign id is not one to something unavailable")
        elif len(twins) < 2:
            yield Inconclusive("two unknown ids next to the foreign one are needed to see what always changes")
        else:
            yield _compare(evidence, exchange, twins)


def _compare(evidence: Evidence, exchange: Exchange, twins: Sequence[Exchange]) -> Observation:
    said, others = comparable(evidence, exchange), [comparable(evidence, each) for each in twins]
    if said in others:
        return Conforming(exchange)
    unknown = {status(each) for each in twins}
    if unknown != {status(exchange)}:
        if len(unknown) > 1 or unknown & _MALFORMED:
            return Inconclusive("the unknown ids next to the foreign one are answered in two ways, or as malformed")
        message = "the status differs for what belongs to somebody else and what does not exist"
        return Deviation(exchange, "status", message, str(status(twins[0])), str(status(exchange)))
    if any(other != others[0] for other in others):
        return Inconclusive("the answers to unknown ids differ among themselves")
    message = "the body differs for what belongs to somebody else and what does not exist"
    return Deviation(exchange, "body", message, "the body for an unknown id", "another body", "body")


def _says(exchange: Exchange) -> bool:
    return (is_success(exchange) or is_client_error(exchange)) and not is_undecoded(exchange)
