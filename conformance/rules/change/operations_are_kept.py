"""Every operation that there was is there.

Whoever calls what is gone gets an error from the first day on, whether or not it was deprecated (oasdiff lets one go
that was deprecated long enough; here its notice is told instead).

Fails: `DELETE /things/{id}` that only the older document has.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import change, node_at
from conformance.comparison.evidence import ChangeEvidence, Usage
from conformance.comparison.observation import Change, Impact


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the operations."""
    for each in evidence.removed:
        was_told = node_at(evidence.old.document, each.pointer).get("deprecated") is True
        message = f"{each.id} is gone{' (it was deprecated)' if was_told else ''}"
        yield change("operation removed", Impact.BREAKING, message, each.pointer, None, Usage(each.id))
    for each in evidence.added:
        yield change("operation added", Impact.SAFE, f"{each.id} is new", None, each.pointer, Usage(each.id))
