"""No identifying value is the example of two different things.

What it checks: The examples of properties and parameters that look like ids or telephone numbers.

Why it matters: A reader cannot tell which of two things the value stands for, and a mock made from the examples mixes
them up.

Example: `from_phone_number: {example: '+14155552671'}` with `from_phone_numbers: {example: ['+14155552671']}`.

Fix: Give each thing an example value of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document._uses import Use, uses
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(level=Level.MAY, source="common sense", since="0.2.0")
# Roles that a thing has: the same thing goes by several of these names.
_ROLES = frozenset(
    {"owner", "user", "creator", "author", "created", "updated", "by", "assignee", "parent", "source", "target"}
    | {"sender", "recipient", "receiver", "from", "to", "caller", "member", "contact", "resource", "object", "entity"}
    | {"external", "internal", "original", "previous", "next", "current", "default", "root", "subject"}
)
# A placeholder that is used everywhere is compared with its first uses only.
_COMPARED = 50


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare the examples of properties and parameters that look like ids or telephone numbers."""
    first: dict[str, list[Use]] = {}
    for use in uses(evidence):
        others = first.setdefault(use.value, [])
        clash = next((other for other in others if _differ(other, use)), None)
        is_known = any(other.name == use.name for other in others)
        if len(others) < _COMPARED:
            others.append(use)
        if clash is None or is_known:
            yield Conforming()
            continue
        message = f"the example of {use.name} is also that of {clash.name}"
        yield quirk(use.pointer, f"reused {clash.name}", message, "a value of its own", use.value, "another value")


def _differ(one: Use, other: Use) -> bool:
    """Return whether two names surely mean different things, or one means a single thing and the other several.

    In one object every two properties do. Elsewhere a `user_id` may be an `owner_id`, and an `id` anything at all.
    """
    if one.name == other.name:
        return False
    if one.owner != other.owner:
        roles = (one.thing | other.thing) & _ROLES
        return bool(one.thing and other.thing) and not roles and one.thing.isdisjoint(other.thing)
    if one.thing == other.thing:
        return one.in_list != other.in_list
    bare = one.thing if not other.thing else other.thing if not one.thing else None
    return bare is None or not bare <= one.owner_words
