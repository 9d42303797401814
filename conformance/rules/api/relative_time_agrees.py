"""A text such as `5 minutes ago` agrees with the moment that it speaks of.

People are shown the text and programs use the moment: a text that was made once, or in another zone, tells them two
stories. However it was rounded is right; where the answer's own clock (header Date) tells nothing, the times in the
row bound how recent a text can be.

Fails: `"humanized_created_at": "5 minutes ago"` beside a `created_at` of last month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.exchange.redaction import show
from conformance.rules.api._relations import Judgement, judged, keeps, related
from conformance.rules.api._relative_times import agrees
from conformance.rules.clock import TOLERANCE, made, made_at_latest
from conformance.rules.evidence import DescribedObject, Evidence
from conformance.rules.moments import age, ago, moment
from conformance.rules.observation import Observation
from conformance.rules.relation_kinds import Breach, RelativeTime
from conformance.rules.screening import Layout, Reads, Test

# What programs write where they have no time.
_BROKEN = re.compile(r"\b(?:nan|invalid date|undefined|null|none)\b", re.IGNORECASE)
_NOTHING = "the contract has no text that tells a time relative to now"
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the text in every row with the time from its moment to the answer."""
    return judged(evidence, RelativeTime, _NOTHING, _judge)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield that every text tells an age, and agrees with the moments of its row and the clock."""
    for relation in related(layout, RelativeTime):
        layout.require(str, relation.text)
        yield from layout.in_utc((relation.since, *relation.others))
        yield agrees(relation.text, relation.since, [name for name in relation.others if name in layout.types])


def _judge(row: DescribedObject, relation: RelativeTime) -> Judgement:
    text, since, now = row.value.get(relation.text), moment(row.value.get(relation.since)), made(row.exchange)
    if isinstance(text, str) and _BROKEN.search(text):
        return Breach(relation.text, f"{relation.text} tells no time", "a time since then", show(text))
    said = age(text) if isinstance(text, str) else None
    if said is None or since is None:
        return False
    if now is None or since.form != now.form:
        return keeps(row, relation)
    passed = now.seconds - since.seconds
    if passed < -TOLERANCE:
        return False  # a moment to come is wrong by itself
    latest = (made_at_latest(row.exchange) or now).seconds - since.seconds
    if said[0] - TOLERANCE <= latest and passed <= said[1] + TOLERANCE:
        return True
    message = f"{relation.text} does not tell the time from {relation.since} to the answer's Date"
    return Breach(relation.text, message, f"about {ago(max(passed, 0))}", str(text))
