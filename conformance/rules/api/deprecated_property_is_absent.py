"""Responses no longer contain deprecated properties.

What it checks: Every object that may have a deprecated property. The finding says how often it is sent, and how often
with its replacement.

Why it matters: As long as it is sent, new clients are built on it, and nobody learns who still reads it. During a
transition this is expected, so it is advice.

Example: `"from_phone_number": "+12125550142"` although the contract says `deprecated: true`.

Fix: Announce a date, stop sending the property after it, and then remove it from the contract.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from conformance.exchange.redaction import show
from conformance.model import Level
from conformance.rules.api._described import having, inapplicability
from conformance.rules.api._retired import NOTHING, is_deprecated, retired
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation
from conformance.rules.screening import Reads, any_row

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.8.24 (deprecated properties should be transitioned out of usage)",
    since="0.3.0",
)
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for every deprecated property in every object that may have it."""
    reason = inapplicability(evidence, having(is_deprecated), NOTHING)
    if reason:
        yield Inapplicable(reason)
        return
    known = retired(evidence.kinds)
    asked = [(each, one, other) for each in evidence.objects for one, other in known.get(each.kind.schema, ())]
    rows = Counter(one.pointer for _, one, _ in asked)
    sending = [(each, one, other) for each, one, other in asked if one.name in each.value]
    sent = Counter(one.pointer for _, one, _ in sending)
    beside = Counter(one.pointer for each, one, other in sending if other and each.value.get(other.name) is not None)
    for each, one, _ in asked:
        if one.name not in each.value:
            yield Conforming(each.exchange)
            continue
        counts = f"in {sent[one.pointer]} of {rows[one.pointer]} rows, {beside[one.pointer]} of them"
        message = f"{one.name} is deprecated and still sent {counts} with its replacement"
        actual = show(each.value[one.name])
        yield Deviation(each.exchange, "deprecated", message, f"no {one.name}", actual, (*each.path, one.name))
