"""The value of a deprecated property is in its replacement too.

What it checks: Every deprecated property beside the one that its description says to use instead.

Why it matters: A client that migrates as it is told loses or changes data.

Example: `"from_phone_number": "+12125550142"` beside `"from_phone_numbers": ["+13125550107"]`.

Fix: Fill both properties from the same data until the deprecated one is removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import contains, eq

from conformance.exchange.redaction import show
from conformance.model import JsonValue, Level
from conformance.rules.api._described import having, inapplicability
from conformance.rules.api._retired import NOTHING, is_deprecated, retired
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import DescribedObject, Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation
from conformance.rules.properties import Property
from conformance.rules.screening import Layout, Reads, Test, UnscreenedError

REQUIREMENT = Declaration(level=Level.SHOULD, source="the contract's descriptions; common sense", since="0.3.0")
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare every deprecated property with the one that its description says to use instead."""
    reason = inapplicability(evidence, having(is_deprecated), NOTHING)
    if reason:
        yield Inapplicable(reason)
        return
    known = retired(evidence.kinds)
    for each in evidence.typed_objects:
        for one, other in known.get(each.kind.schema, ()):
            if other is not None:
                yield from _compared(each, one, other)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the test that the replacement of a text equals it, or contains it."""
    for one, other in retired([layout.kind])[layout.kind.schema]:
        if other is not None and layout.has((one.name, other.name)):
            layout.require(str, one.name)
            yield _holds(one.name, other.name, layout.types[other.name])


def _holds(old: str, new: str, of_new: type) -> Test:
    if of_new not in (str, list):
        raise UnscreenedError
    holds = eq if of_new is str else contains
    return lambda of, _: all(map(holds, of[new], of[old]))


def _compared(each: DescribedObject, one: Property, other: Property) -> Iterator[Observation]:
    old, new = each.value.get(one.name), each.value.get(other.name)
    if not _is_scalar(old) or not _are_comparable(old, new):
        return
    if old in (new if isinstance(new, list) else [new]):
        yield Conforming(each.exchange)
        return
    message = f"{other.name} replaces {one.name}, and does not contain its value"
    yield Deviation(each.exchange, "lost value", message, show(old), show(new), (*each.path, other.name))


def _is_scalar(value: JsonValue) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _are_comparable(old: JsonValue, new: JsonValue) -> bool:
    """Return whether what replaces a value is of its type: a number written as text proves nothing."""
    items = new if isinstance(new, list) else [new]
    return all(type(item) is type(old) for item in items)
