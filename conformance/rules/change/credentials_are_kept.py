"""The credentials that sufficed suffice.

A client that presents what it always did is refused when another header, another scheme or one scope more is asked for.
What a scheme is called in the document nobody presents, so that another name is no change.

Fails: `in: header, name: X-Key` that becomes `in: header, name: X-Token` in a security scheme.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.change._credentials import asked, named, suffices
from conformance.rules.change._elements import change
from conformance.rules.change_evidence import SENT, ChangeEvidence, Use
from conformance.rules.change_observation import Change, Impact


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what operations ask for."""
    for matched in evidence.operations:
        old, new = asked(evidence.old.document, matched.old), asked(evidence.new.document, matched.new)
        use = Use(matched.id, SENT)
        lost = [each for each in old.alternatives if not suffices(each, new.alternatives)]
        if lost:
            message = f"what sufficed does not suffice any more: {' or '.join(map(named, lost))}"
            yield change(
                "credential refused",
                Impact.BREAKING,
                message,
                old.pointer,
                new.pointer,
                use,
                " or ".join(map(named, old.alternatives)),
                " or ".join(map(named, new.alternatives)),
            )
        for each in new.alternatives:
            if each not in old.alternatives and not suffices(each, old.alternatives):
                message = f"this suffices now: {named(each)}"
                yield change("credential accepted", Impact.SAFE, message, old.pointer, new.pointer, use)
