"""Answers no longer carry what is deprecated.

As long as it is sent, new clients are built on it, and nobody learns who still reads it. That it is sent during a
transition is expected, so this is advice: it tells how often, and whether the replacement is there.

Fails: `"from_phone_number": "+12125550142"` though the contract says `deprecated: true`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from conformance.exchange.redaction import show
from conformance.rules.api._described import having, unasked
from conformance.rules.api._retired import NOTHING, is_deprecated, replacement
from conformance.rules.evidence import Described, Evidence
from conformance.rules.observation import Deviation, Inapplicable, Observation, Witness
from conformance.rules.properties import Property


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for every deprecated property in every object that may have it."""
    reason = unasked(evidence, having(is_deprecated), NOTHING)
    if reason:
        yield Inapplicable(reason)
        return
    asked = [(each, one) for each in evidence.objects for one in each.kind.properties.values() if is_deprecated(one)]
    rows = Counter(one.pointer for _, one in asked)
    sent = Counter(one.pointer for each, one in asked if one.name in each.value)
    beside = Counter(one.pointer for each, one in asked if one.name in each.value and _is_replaced(each, one))
    for each, one in asked:
        if one.name not in each.value:
            yield Witness(each.exchange)
            continue
        counts = f"in {sent[one.pointer]} of {rows[one.pointer]} rows, {beside[one.pointer]} of them"
        message = f"{one.name} is deprecated and still sent {counts} with its replacement"
        actual = show(each.value[one.name])
        yield Deviation(each.exchange, "deprecated", message, f"no {one.name}", actual, (*each.path, one.name))


def _is_replaced(each: Described, one: Property) -> bool:
    other = replacement(each, one)
    return other is not None and each.value.get(other.name) is not None
