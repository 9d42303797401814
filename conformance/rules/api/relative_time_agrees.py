"""A text that gives a time relative to now agrees with the time that it refers to.

What it checks: The text in every row against the time from its time stamp to the response, however it is rounded.
Without a usable Date header the other times of the row are the bound.

Why it matters: People read the text and programs the time stamp: a text computed once, or in another zone, contradicts
the other.

Example: `"humanized_created_at": "5 minutes ago"` beside a `created_at` of last month.

Fix: Compute the text from the time stamp when the response is sent, in UTC, or leave it to the client.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.exchange.redaction import show
from conformance.model import Level
from conformance.rules.api._relations import Judgement, judged, keeps, related
from conformance.rules.api._relative_times import agrees
from conformance.rules.clock import TOLERANCE, made, made_at_latest
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import DescribedObject, Evidence
from conformance.rules.moments import age, ago, moment
from conformance.rules.observation import Observation
from conformance.rules.relation_kinds import Breach, RelativeTime
from conformance.rules.screening import Layout, Reads, Test

REQUIREMENT = Declaration(level=Level.SHOULD, source="common sense", since="0.3.0", clause="{operation}")
# What programs write where they have no time.
_BROKEN = re.compile(r"\b(?:nan|invalid date|undefined|null|none)\b", re.IGNORECASE)
_NOTHING = "the contract has no text that gives a time relative to now"
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the text in every row with the time from its time stamp to the answer."""
    return judged(evidence, RelativeTime, _NOTHING, _judge)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the tests that every text gives an age, and agrees with the moments of its row and the clock."""
    for relation in related(layout, RelativeTime):
        layout.require(str, relation.text)
        yield from layout.in_utc((relation.since, *relation.others))
        yield agrees(relation.text, relation.since, [name for name in relation.others if name in layout.types])


def _judge(row: DescribedObject, relation: RelativeTime) -> Judgement:
    text, since, now = row.value.get(relation.text), moment(row.value.get(relation.since)), made(row.exchange)
    if isinstance(text, str) and _BROKEN.search(text):
        return Breach(relation.text, f"{relation.text} contains no time", "a time since then", show(text))
    said = age(text) if isinstance(text, str) else None
    if said is None or since is None:
        return False
    if now is None or since.form != now.form:
        return keeps(row, relation)
    passed = now.seconds - since.seconds
    if passed < -TOLERANCE:
        return False  # a future time is wrong by itself
    latest = (made_at_latest(row.exchange) or now).seconds - since.seconds
    if said[0] - TOLERANCE <= latest and passed <= said[1] + TOLERANCE:
        return True
    message = f"{relation.text} does not match the time from {relation.since} to the answer's Date"
    return Breach(relation.text, message, f"about {ago(max(passed, 0))}", str(text))
