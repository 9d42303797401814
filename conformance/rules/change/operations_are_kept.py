"""Every operation of the older document is in the newer one.

What it checks: The methods and paths of both documents.

Why it matters: Clients that call a removed operation fail from the first day, deprecated or not (oasdiff accepts the
removal after a long enough deprecation; here the deprecation is mentioned instead).

Example: `DELETE /things/{id}` is in the older document only.

Fix: Keep the operation until its announced date, or release the removal in a new version.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import change, node_at
from conformance.comparison.evidence import ChangeEvidence, Usage
from conformance.comparison.observation import Change, Impact
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="OpenAPI 3.1 section 4.8.8 (paths); RFC 9110 section 15.5.5", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the operations."""
    for each in evidence.removed:
        was_told = node_at(evidence.old.document, each.pointer).get("deprecated") is True
        message = f"{each.id} is gone{' (it was deprecated)' if was_told else ''}"
        yield change("operation removed", Impact.BREAKING, message, each.pointer, None, Usage(each.id))
    for each in evidence.added:
        yield change("operation added", Impact.SAFE, f"{each.id} is new", None, each.pointer, Usage(each.id))
