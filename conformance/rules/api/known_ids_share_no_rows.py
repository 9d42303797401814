"""The rows of one known id never include rows of another.

What it checks: The rows of every two known ids. A shared row is a leak only where the target file names the parameter
under `owners:`, for many things may belong to two ids; elsewhere it is inconclusive.

Why it matters: A filter that is lost, or a cache keyed by the wrong caller, shows one customer what belongs to another.

Example: The list of one agent ends with a row of another agent.

Fix: Filter by the id in the query itself, and make it part of every cache key.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TypeAlias

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
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.rows import Row
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="common sense (showing one id's rows to another is unsafe; OWASP API1:2023)",
    since="0.3.0",
    clause="{operation}",
)
_Lists: TypeAlias = tuple[Exchange, list[list[Row]]]
"""The last answer to a known id, and the rows of all of them."""
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the rows of every two known ids; an id that is requested twice, or spelled differently, is one."""
    for reason in not_asked(evidence):
        yield Inapplicable(reason)
        return
    if not evidence.answers:
        return
    asked = {resource(evidence, each) for each in evidence.exchanges if each.case.intent is Intent.KNOWN}
    if len(asked) == 1:
        yield Inapplicable("one known id was asked for, and it takes two to compare")
        return
    if not all(is_readable(evidence, each) for each in evidence.of(Intent.KNOWN) if is_success(each)):
        yield Inconclusive(UNREADABLE)
    lists = [
        (answers[-1][0], [rows for _, rows in answers])
        for answers in rows_by_resource(evidence).values()
        if any(rows for _, rows in answers)
    ]
    name = row_name(evidence, (rows for _, all_rows in lists for rows in all_rows))
    if len(lists) < 2 or name is None:
        yield Inconclusive(NAMELESS if len(lists) > 1 else "fewer than two known ids have rows")
        return
    yield from settled(_compare(evidence, name, one, other) for one, other in combinations(lists, 2))


def _compare(evidence: Evidence, name: str, one: _Lists, other: _Lists) -> Observation:
    exchange = other[0]
    if not any(shares(evidence, name, rows, others) for rows in one[1] for others in other[1]):
        return Conforming(exchange)
    message = "a known id is answered with a row of another known one"
    leak = Deviation(exchange, "shared row", message, "rows of its own", "a row of both", "body")
    return on_shared_row(evidence, leak)
