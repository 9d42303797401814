"""A number that the contract calls an integer is written as one.

JSON Schema core section 6.3: integers SHOULD NOT be written with a fractional part. `7.0` is valid, and yet breaks
clients in languages whose parsers tell integers from floats.

Fails: `"valid_contacts": 7.0`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchange.redaction import show
from conformance.model import Aspect, Exchange
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads, any_row

NEEDS = (Aspect.TEXT,)
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at the text of every number that stands where the contract asks for an integer."""
    for exchange in evidence.answers:
        yield from _numbers(evidence, exchange)


def _numbers(evidence: Evidence, exchange: Exchange) -> Iterator[Observation]:
    schema, text = evidence.schema(exchange), evidence.instance(exchange)
    if schema is None or text is None or not text.has_value:
        return
    seen = 0
    asked: dict[str, int] = {}
    for at, path, value in evidence.schemas.reached(schema, text.value):
        if type(value) not in (int, float):
            continue
        if at not in asked:
            asked[at] = _assertions(evidence, at)
        seen += asked[at]
        for _ in range(asked[at]) if isinstance(value, float) and value.is_integer() else ():
            message = "an integer is written with a fractional part"
            yield Deviation(exchange, "fraction", message, "digits only", show(value, numbers=True), path)
    if seen:
        yield Conforming(exchange, seen)


def _assertions(evidence: Evidence, pointer: str) -> int:
    """Return how many times a number at a pointer is asked to be an integer."""
    said = [each for each in evidence.schemas.applying(pointer, "number") if each.keyword == "type"]
    allowed = map(evidence.schemas.types, said)
    return sum("integer" in types and "number" not in types for types in allowed)
