"""A time stamp that is said to be in UTC admits no other offset.

Who trusts the prose cuts the offset off, or compares stamps as texts; both go wrong with the first `+05:30`.

Fails: `{type: string, format: date-time, description: Start in UTC}`, which accepts `"2024-01-29T14:00:00+05:30"`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document import _shapes as shapes
from conformance.rules.document._absurd import absurd
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet
from conformance.rules.utc import says_utc

_OTHER_OFFSET = "2024-01-29T14:00:00+05:30"


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every time stamp that answers hold, and that is said to be in UTC."""
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
            message = "that it is in UTC is said in prose only"
            yield quirk(at, "UTC in prose", message, "pattern: Z$", accepted, snippet({"pattern": "Z$"}))
