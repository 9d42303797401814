"""The last page of a list says that no more follow, and a page that says that more follow is not the last.

What it checks: `has_more`, a link or a cursor to the next page, and the like, on up to three pages: what the page after
has, and what the same list says in pages of the usual size.

Why it matters: A client asks for pages that do not exist, forever if it trusts the answer.

Example: `"has_more": true`, and the next page has no rows.

Fix: Read one row more than the page has, and say that more follow only if it is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from conformance.model import Level
from conformance.rules.api._pages import PageWalk, walked
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation

REQUIREMENT = Declaration(level=Level.SHOULD, source="common sense", since="0.5.0", clause="{operation}")


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare what each page says with what follows it."""
    for walk in walked(evidence):
        yield from [walk] if isinstance(walk, Observation) else _judge(walk)


def _judge(walk: PageWalk) -> Iterator[Observation]:
    if all(each.page.more is None for each in walk.pages):
        yield Inconclusive("the pages do not say whether more follow")
        return
    for one, following in pairwise(walk.pages):
        if one.page.more and not following.page.rows:
            yield _empty(walk, one.page.says) if walk.doubt else _wrong(walk, "the next page has no rows")
        elif one.page.more:
            yield Conforming(following.exchange)
    last, whole = walk.pages[-1], walk.whole
    has_all = bool(last.page.rows) and not walk.doubt and {*walk.ids} == {*(whole.ids or ())}
    is_counted = bool(last.page.rows) and not walk.doubt and walk.has_one_total and last.page.total == len({*walk.ids})
    if last.page.more and (is_counted or (has_all and whole.page.more is False)):
        yield _wrong(walk, "the pages before have all rows")
    elif last.page.more is False and last.page.rows:
        yield Conforming(last.exchange)


def _empty(walk: PageWalk, name: str) -> Observation:
    return Inconclusive(f"a page after one that says that more follow is empty ({name}), and {walk.doubt}")


def _wrong(walk: PageWalk, why: str) -> Observation:
    message = f"the last page says that more follow, and {why}"
    return Deviation(walk.pages[-1].exchange, "more", message, "that no more follow", "that more follow", "body")
