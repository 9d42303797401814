"""A count has a lower bound.

What it checks: Every number in responses and their headers that counts something, including the values of maps.

Why it matters: Without `minimum` the schema accepts -1, which many programs use to say that they do not know.

Example: `valid_contacts: {type: integer, description: Count of all valid contacts}`, which accepts `-1`.

Fix: Add `minimum: 0` to the schema of the count.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._absurd import absurd
from conformance.rules.document._counts import is_count
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="JSON Schema 2020-12 validation section 6.2.4 (minimum); common sense", since="0.2.0"
)
_BOUNDS = ("minimum", "exclusiveMinimum", "enum", "const")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every number in responses and their headers that counts something, including the values of maps."""
    places = shapes.Places.of(evidence)
    told: set[str] = set()
    for site in shapes.sites(evidence):
        found = shapes.types(evidence, site)
        if not found or not found <= {"integer", "number"} or not is_count(evidence, site):
            continue
        is_unsigned = any(isinstance(form, str) and form.startswith("uint") for form in places.values(site, "format"))
        is_bounded = is_unsigned or places.states(site, *_BOUNDS)
        accepted = "" if is_bounded else absurd(evidence, site.pointer, (-1,))
        if not accepted:
            yield Conforming()
            continue
        name = shapes.name(site)
        what = f"`{name}` counts" if name else "this counts"
        what = f"the values of `{name}` count" if name and not site.is_property and site.keyword != "schema" else what
        message = f"{what} something, but may be negative"
        at = shapes.home(evidence, site)
        if at.pointer not in told:
            told.add(at.pointer)
            yield quirk(at, "no minimum", message, "minimum: 0", accepted, "minimum: 0")
