"""The credentials that sufficed suffice.

A client that presents what it always did is refused when another header, another scheme or one scope more is asked for.
What a scheme is called in the document nobody presents, so that another name is no change.

Fails: `in: header, name: X-Key` that becomes `in: header, name: X-Token` in a security scheme.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.credentials import asked, named, suffices
from conformance.comparison.elements import change
from conformance.comparison.evidence import SENT, ChangeEvidence, Usage
from conformance.comparison.observation import Change, Impact


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what operations ask for."""
    for matched in evidence.operations:
        old, new = asked(evidence.old.document, matched.old), asked(evidence.new.document, matched.new)
        use = Usage(matched.id, SENT)
        lost = [each for each in old.alternatives if not suffices(each, new.alternatives)]
        more = [each for each in new.alternatives if not suffices(each, old.alternatives)]
        told = (" or ".join(map(named, each.alternatives)) for each in (old, new))
        if lost:
            message = f"what sufficed does not suffice any more: {' or '.join(map(named, lost))}"
            yield change("credential refused", Impact.BREAKING, message, old.pointer, new.pointer, use, *told)
        elif more:
            message = f"this suffices now: {' or '.join(map(named, more))}"
            yield change("credential accepted", Impact.SAFE, message, old.pointer, new.pointer, use, *told)
        elif set(map(named, old.alternatives)) != set(map(named, new.alternatives)):
            message = "what suffices is listed otherwise"
            yield change("credential listed", Impact.EQUIVALENT, message, old.pointer, new.pointer, use, *told)
