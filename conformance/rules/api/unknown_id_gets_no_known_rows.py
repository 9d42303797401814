"""An unknown id never gets the rows of a known one.

What it checks: The rows of every unknown id against those of the known ones. A shared row is a leak only where the
target file names the parameter under `owners:`.

Why it matters: An id that is not found and then left out of the query lists everything; one that is compared in part
finds another's rows.

Example: An id that does not exist is answered with the batches of a real agent.

Fix: Answer 404 or an empty list where the id is not found, and compare the whole id.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Exchange, Intent, Level
from conformance.rules.api._owners import (
    NAMELESS,
    UNREADABLE,
    is_readable,
    not_asked,
    on_shared_row,
    resource,
    row_name,
    rows_by_resource,
    settled,
    shares,
)
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_client_error, is_success
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.rows import Row, rows_of
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="common sense (showing rows that were not asked for is unsafe; OWASP API1:2023)",
    since="0.3.0",
    clause="{operation}",
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the rows of every unknown id with those of the known ones."""
    for reason in not_asked(evidence):
        yield Inapplicable(reason)
        return
    yield from settled(_observe(evidence))


def _observe(evidence: Evidence) -> Iterator[Observation]:
    known = rows_by_resource(evidence)
    for exchange in evidence.of(Intent.UNKNOWN, Intent.LENIENT):
        if resource(evidence, exchange) in known:
            continue
        if not known:
            yield Inconclusive("no known id was answered with a list to compare with")
        elif is_client_error(exchange):
            yield Conforming(exchange)
        elif is_success(exchange):
            yield _compare(evidence, exchange, [rows for answers in known.values() for _, rows in answers])


def _compare(evidence: Evidence, exchange: Exchange, known: list[list[Row]]) -> Observation:
    if not is_readable(evidence, exchange):
        return Inconclusive(UNREADABLE)
    found = rows_of(evidence.value(exchange))
    if not found or not any(known):
        return Conforming(exchange)
    name = row_name(evidence, [found, *known])
    if name is None:
        return Inconclusive(NAMELESS)
    if not any(shares(evidence, name, found, rows) for rows in known):
        return Conforming(exchange)
    message = "an unknown id is answered with a row of a known one"
    leak = Deviation(exchange, "known row", message, "no row, or a refusal", "a row of a known id", "body")
    return on_shared_row(evidence, leak)
