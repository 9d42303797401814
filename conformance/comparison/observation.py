"""What a rule can say of a change: what differs where, whom it breaks, and the instance that proves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from conformance.comparison.evidence import ChangeEvidence, SchemaEdit, Usage
from conformance.model import JsonValue


class Impact(StrEnum):
    """What a change means to a client that was written for the older document, the worst first."""

    BREAKING = "breaking"
    WARNING = "warning"
    CORRECTION = "correction"
    """The document now agrees with what the API was seen to send all along."""
    SAFE = "safe"
    EQUIVALENT = "equivalent"
    DOCUMENTATION = "documentation-only"

    def reaches(self, threshold: Impact) -> bool:
        """Return whether this is at least as bad as the threshold."""
        order = list(Impact)
        return order.index(self) <= order.index(threshold)


@dataclass(frozen=True)
class Proof:
    """An instance that one version accepts and the other refuses, found out by both."""

    instance: JsonValue
    accepted_by: str
    """`old` or `new`."""
    body: tuple[JsonValue, ...] = ()
    """A whole body with the instance in it that is judged alike, where one was found."""


@dataclass(frozen=True)
class Change:
    """One difference of two documents; of what is shared, one for all the operations that use it."""

    kind: str
    impact: Impact
    message: str
    old: str | None
    """Where it stands in the older document: a pointer; where nothing stands there, None."""
    new: str | None
    uses: frozenset[Usage]
    before: str = ""
    after: str = ""
    proofs: tuple[Proof, ...] = ()
    unproven: str = ""
    """Why no instance shows it; empty where one does, and where it is not about instances."""
    edit: SchemaEdit | None = field(default=None, repr=False)
    """What differs in the schemas, where the change is about instances."""


ChangeRule: TypeAlias = Callable[[ChangeEvidence], Iterator[Change]]
"""A pure function from two documents to what changed."""
