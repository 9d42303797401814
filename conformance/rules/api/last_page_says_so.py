"""A list comes to an end: a page without rows does not say that more follow.

What it checks: `has_more`, a link or a cursor to the next page, and the like, on up to three pages. That a full page
promises one that turns out to be empty is how many sound APIs work.

Why it matters: A client asks for pages that do not exist, forever if it trusts the answer.

Example: `{"data": [], "has_more": true}`.

Fix: Say that more follow only where the page has rows; better, read one row more than it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from conformance.model import Level
from conformance.rules.api._pages import Listed, PageWalk, walked
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
            yield _after_a_full_page(following, walk)
        elif one.page.more:
            yield Conforming(following.exchange)
    last = walk.pages[-1]
    if last.page.more and last.page.rows:
        yield Inconclusive("the last page that was read says that more follow, and an empty one may")
    elif last.page.more is False and last.page.rows:
        yield Conforming(last.exchange)


def _after_a_full_page(empty: Listed, walk: PageWalk) -> Observation:
    """Judge an empty page: many APIs learn only from it that a full one was the last."""
    if not empty.page.more:
        return Conforming(empty.exchange)
    if walk.doubt:
        return Inconclusive(f"a page without rows says that more follow, and {walk.doubt}")
    message = "a page without rows says that more follow"
    return Deviation(empty.exchange, "more", message, "that no more follow", "that more follow", "body")
