"""The alternatives of a `oneOf` exclude each other.

What it checks: Values that match several of them, where no property is left to tell the alternatives apart.

Why it matters: No value of that kind is ever valid (JSON Schema: exactly one must match), so each answer breaks the
contract, whatever the API sends.

Example: `oneOf: [{type: integer}, {type: number}]`: every integer is a number.

Fix: Write `anyOf`, or let each alternative require what only it has, such as a `const`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level, Subject
from conformance.rules.alternatives import OVERLAP, overlap
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads, any_row

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="JSON Schema 2020-12 core section 10.2.1.3 (oneOf)",
    since="0.5.0",
    clause="{operation}/responses",
    subject=Subject.DOCUMENT,
)
READS = Reads()
screen = any_row  # the rows of a layout are valid, so no value in them breaks a `oneOf`


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for values that a `oneOf` cannot accept."""
    schemas = evidence.schemas
    for exchange in evidence.answers:
        schema, text = evidence.schema(exchange), evidence.instance(exchange)
        if schema is None or text is None or not text.has_value or not schemas.tells(schema, text.value):
            continue
        is_valid = schemas.accepts(schema, text.value)
        found = [] if is_valid else [each for each in schemas.violations(schema, text.value) if overlap(schemas, each)]
        for each in found:
            yield Deviation(exchange, "overlap", OVERLAP, "one match", "several", each.path, "write anyOf")
        if not found:
            yield Conforming(exchange)
