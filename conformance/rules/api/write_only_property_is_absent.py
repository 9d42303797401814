"""Responses do not contain properties that are only written.

What it checks: Every object that may have a property with `writeOnly: true`.

Why it matters: These are passwords and keys: once they are in an answer, they are in caches, logs and browsers.

Example: `"password": "hunter22"` in the answer, although the contract says `writeOnly: true`.

Fix: Leave the property out of the answer, or remove `writeOnly` from the contract.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.api._described import having, inapplicability
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation
from conformance.rules.properties import Property
from conformance.rules.screening import Reads, any_row

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.0.3 section 4.7.24 (writeOnly); JSON Schema 2020-12 validation section 9.4",
    since="0.5.0",
)
NOTHING = "no property in the contract is only written"
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for every write-only property in every object that may have it."""
    reason = inapplicability(evidence, having(_is_only_written), NOTHING)
    if reason:
        yield Inapplicable(reason)
        return
    known = {kind.schema: list(filter(_is_only_written, kind.properties.values())) for kind in evidence.kinds}
    for found in evidence.objects:
        for name in (one.name for one in known.get(found.kind.schema, ())):
            if name not in found.value:
                yield Conforming(found.exchange)
                continue
            message = f"{name} is only written, and sent all the same"
            yield Deviation(found.exchange, "write-only", message, f"no {name}", "a value", (*found.path, name))


def _is_only_written(one: Property) -> bool:
    return any(node.get("writeOnly") is True for _, node in one.parts)
