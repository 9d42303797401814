"""A time stamp that is documented as UTC accepts no other offset.

What it checks: Every time stamp in responses whose description says UTC.

Why it matters: A client that trusts the prose cuts the offset off or compares times as texts, and is wrong at the first
`+05:30`.

Example: `{type: string, format: date-time, description: Start in UTC}`, which accepts `"2024-01-29T14:00:00+05:30"`.

Fix: Add `pattern: Z$` beside `format: date-time`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._absurd import absurd
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet
from conformance.rules.utc import says_utc

REQUIREMENT = Declaration(
    level=Level.MAY, source="RFC 3339 section 5.6; JSON Schema 2020-12 validation section 9.1", since="0.2.0"
)
_OTHER_OFFSET = "2024-01-29T14:00:00+05:30"


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every time stamp in responses whose description says UTC."""
    told: set[str] = set()
    for site in shapes.sites(evidence):
        said = shapes.text(evidence, site)
        if shapes.types(evidence, site) != {"string"} or not says_utc(said):
            continue
        if not any(each.text("format") == "date-time" for each in shapes.in_place(evidence, site)):
            continue
        accepted = absurd(evidence, site.pointer, (_OTHER_OFFSET,))
        if not accepted:
            yield Conforming()
            continue
        at = shapes.home(evidence, site)
        if at.pointer not in told:
            told.add(at.pointer)
            message = "only the prose says that it is in UTC"
            yield quirk(at, "UTC in prose", message, "pattern: Z$", accepted, snippet({"pattern": "Z$"}))
