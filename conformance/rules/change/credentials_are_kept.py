"""The credentials that were sufficient for an operation are still sufficient.

What it checks: The security requirements of every operation, by what clients present. The name of a scheme in the
document is not presented, so another name is no change.

Why it matters: A client that presents what it always did is refused if another header, scheme or scope is required.

Example: `in: header, name: X-Key` becomes `in: header, name: X-Token` in a security scheme.

Fix: Accept the old credentials beside the new ones until clients have migrated.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.credentials import asked, named, suffices
from conformance.comparison.elements import change
from conformance.comparison.evidence import SENT, ChangeEvidence, Usage
from conformance.comparison.observation import Change, Impact
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="OpenAPI 3.1 section 4.8.30 (only one alternative needs to be satisfied)", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the credentials that operations require."""
    for matched in evidence.operations:
        old, new = asked(evidence.old.document, matched.old), asked(evidence.new.document, matched.new)
        use = Usage(matched.id, SENT)
        lost = [each for each in old.alternatives if not suffices(each, new.alternatives)]
        more = [each for each in new.alternatives if not suffices(each, old.alternatives)]
        told = (" or ".join(map(named, each.alternatives)) for each in (old, new))
        if lost:
            message = f"no longer sufficient: {' or '.join(map(named, lost))}"
            yield change("credential refused", Impact.BREAKING, message, old.pointer, new.pointer, use, *told)
        elif more:
            message = f"now sufficient: {' or '.join(map(named, more))}"
            yield change("credential accepted", Impact.SAFE, message, old.pointer, new.pointer, use, *told)
        elif set(map(named, old.alternatives)) != set(map(named, new.alternatives)):
            message = "the same credentials are listed in another way"
            yield change("credential listed", Impact.EQUIVALENT, message, old.pointer, new.pointer, use, *told)
