"""What must be fixed in the suite itself once another contract is in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from conformance.verdict.judge_document import DOCUMENT
from conformance.verdict.suite import Suite
from conformance.verdict.waivers import apply


def follow_ups(old: Suite, new: Suite, today: date) -> Iterator[str]:
    """Yield in words what must be fixed in the ledger, the waivers and the vocabulary for the new contract.

    Args:
        old: The suite as it is, with its waivers and its vocabulary.
        new: The suite for the new contract, without these.
        today: The day on which the new contract comes into force.
    """
    for row in old.ledger.values():
        if _is_gone(row.clause, old, new):
            yield f"requirement {row.id}: {row.clause} no longer exists"
    yield from _waivers(old, new, today)
    vocabulary = old.origin.vocabulary
    for of in sorted({*vocabulary.keys, *vocabulary.repeats, *vocabulary.marks}):
        if _is_gone(of, old, new):
            yield f"vocabulary: {of} no longer exists"


def _is_gone(pointer: str, old: Suite, new: Suite) -> bool:
    return pointer.startswith("#") and old.contract.document.has(pointer) and not new.contract.document.has(pointer)


def _waivers(old: Suite, new: Suite, today: date) -> Iterator[str]:
    judged = {(requirement.id, operation) for requirement, operation in new.pairs()}
    stale = apply(new.judge_document(), old.waivers, {DOCUMENT}, today, is_live=False).gone
    for waiver in old.waivers:
        name = f"waiver {waiver.id} ({waiver.place})"
        if (waiver.requirement, waiver.operation) not in judged:
            yield f"{name}: {waiver.requirement} is no longer judged for {waiver.operation}"
        elif waiver.id in stale:
            yield f"{name}: stale at {', '.join(stale[waiver.id])}"
