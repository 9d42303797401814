"""A number that the contract calls an integer is written without a fractional part.

What it checks: The text of every number at a place where the contract asks for an integer.

Why it matters: `7.0` is valid, but integers should not be written so (JSON Schema core section 6.3): it breaks clients
in languages that parse it as a float.

Example: `"valid_contacts": 7.0`.

Fix: Convert the value to an integer type before serialising it.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.schemas import Path
from conformance.exchange.redaction import show
from conformance.model import Aspect, Exchange, JsonValue, Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads, any_row

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="JSON Schema 2020-12 core section 6.3",
    since="0.1.0",
    clause="JSON Schema 2020-12 core section 6.3",
)
NEEDS = (Aspect.TEXT,)
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at the text of every number at a place where the contract asks for an integer."""
    for exchange in evidence.answers:
        yield from _numbers(evidence, exchange)


def _numbers(evidence: Evidence, exchange: Exchange) -> Iterator[Observation]:
    seen = 0
    asked: dict[str, int] = {}
    for at, path, value in _reached(evidence, exchange):
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


def _reached(evidence: Evidence, exchange: Exchange) -> Iterator[tuple[str, Path, JsonValue]]:
    for schema, above, part in evidence.reading(exchange).parts:
        yield from ((at, (*above, *path), value) for at, path, value in evidence.schemas.reached(schema, part))


def _assertions(evidence: Evidence, pointer: str) -> int:
    """Return how many times a number at a pointer is asked to be an integer."""
    said = [each for each in evidence.schemas.applying(pointer, "number") if each.keyword == "type"]
    allowed = map(evidence.schemas.types, said)
    return sum("integer" in types and "number" not in types for types in allowed)
