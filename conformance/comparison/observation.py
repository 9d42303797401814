"""The observation of a rule on changes: what differs where, its impact, and the instance that proves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from conformance.comparison.evidence import ChangeEvidence, SchemaEdit, Usage
from conformance.model import JsonValue


class Impact(StrEnum):
    """The impact of a change on a client that was written for the older document, the worst first."""

    BREAKING = "breaking"
    WARNING = "warning"
    CORRECTION = "correction"
    """The document now agrees with the observed behaviour of the API."""
    SAFE = "safe"
    EQUIVALENT = "equivalent"
    DOCUMENTATION = "documentation-only"

    def reaches(self, threshold: Impact) -> bool:
        """Return whether this is at least as bad as the threshold."""
        order = list(Impact)
        return order.index(self) <= order.index(threshold)


@dataclass(frozen=True)
class Proof:
    """A witness: an instance that one version accepts and the other rejects, verified with both."""

    instance: JsonValue
    accepted_by: str
    """`old` or `new`."""
    body: tuple[JsonValue, ...] = ()
    """A whole body that contains the instance and is judged alike, if one was found."""


@dataclass(frozen=True)
class Change:
    """One difference of two documents; a shared component gives one for all operations that use it."""

    kind: str
    impact: Impact
    message: str
    old: str | None
    """Its pointer in the older document; None if it is absent there."""
    new: str | None
    uses: frozenset[Usage]
    before: str = ""
    after: str = ""
    proofs: tuple[Proof, ...] = ()
    unproven: str = ""
    """Why there is no witness; empty if there is one, or if the change is not about instances."""
    edit: SchemaEdit | None = field(default=None, repr=False)
    """The edit of the schemas, if the change is about instances."""


ChangeRule: TypeAlias = Callable[[ChangeEvidence], Iterator[Change]]
"""A pure function from two documents to what changed."""
