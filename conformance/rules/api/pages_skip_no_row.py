"""The pages of a list leave no row out.

What it checks: The ids of the rows on up to three small pages, beside those of the same list in pages of the usual
size. Only where that is the same before and after the pages are read.

Why it matters: A client that reads page by page never sees the rows between two pages, and nothing tells it so.

Example: The third row is neither on the first page of `limit=2` nor on the second.

Fix: Continue right after the last row of a page, in the same order.
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
    source="common sense (a list that its pages leave rows out of contradicts itself)",
    since="0.5.0",
    clause="{operation}",
)


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for every row of the list on its pages, as far as these go."""
    for walk in walked(evidence):
        yield from [walk] if isinstance(walk, Observation) else _judge(walk)


def _judge(walk: PageWalk) -> Iterator[Observation]:
    ids, whole = walk.ids, walk.whole.ids or ()
    seen = len({*ids})
    if walk.doubt:
        yield Inconclusive(walk.doubt)
    elif len(walk.pages[0].page.rows) >= len(whole):
        yield Inconclusive("the first page has all the rows that pages could be compared with")
    elif lost := {*(whole if walk.has_ended else whole[:seen])} - {*ids}:
        last = walk.pages[-1].exchange
        where = "that end before it does" if walk.has_ended else "between two pages"
        message = f"rows of a list are on none of its pages, {where}"
        yield Deviation(last, "lost rows", message, "every row of the list", f"{len(lost)} missing", "body")
    else:
        yield Conforming(walk.pages[-1].exchange, seen)
