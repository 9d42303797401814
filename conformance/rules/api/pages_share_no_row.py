"""No row is on two pages of a list.

What it checks: The ids of the rows on up to three pages. Only where the list is the same before and after they are
read; what comes or goes in between may move a row from one page to the next.

Why it matters: A client that adds up the pages counts the row twice, and often another one is lost for it.

Example: The second page of `limit=2` starts with the last row of the first.

Fix: Page by a stable cursor, or sort by a unique column and leave out what was on the pages before.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.api._pages import PageWalk, walked
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="common sense (a list whose pages repeat a row contradicts itself)",
    since="0.5.0",
    clause="{operation}",
)


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the ids of each page with those of the pages before."""
    for walk in walked(evidence):
        yield from [walk] if isinstance(walk, Observation) else _judge(walk)


def _judge(walk: PageWalk) -> Iterator[Observation]:
    seen: set[str | int] = set()
    for number, each in enumerate(walk.pages, start=1):
        ids = {*(each.ids or ())}
        # What else the list has is not known, so that a row that moved there may have moved for a reason.
        again = seen & ids & {*(walk.whole.ids or ())}
        if walk.doubt or (seen & ids and not again):
            yield Inconclusive(walk.doubt or "a row is on two pages, and the list beyond them may have changed")
        elif again:
            message = f"page {number} of a list has rows that were on a page before"
            yield Deviation(each.exchange, "repeated rows", message, "other rows", f"{len(again)} again", "body")
        elif seen and ids:
            yield Conforming(each.exchange, len(ids))
        seen |= ids
