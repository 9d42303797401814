"""What a rule can say of an exchange, or of a place in the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from conformance.contract.schemas import Path
from conformance.model import Exchange
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.evidence import Evidence


@dataclass(frozen=True)
class Conforming:
    """An exchange or a document that keeps the requirement, with the number of instances that were looked at."""

    exchange: Exchange | None = None
    count: int = 1


@dataclass(frozen=True)
class Deviation:
    """An exchange, or a place in the document, that breaks the requirement.

    Everything but `location` is shown as it is: what came from the API has to be masked by the rule.
    """

    exchange: Exchange | None
    kind: str
    message: str
    expected: str
    actual: str
    location: Path | str = "status"
    """The path to a value in the body, or the part of the answer (`status`, `body`, `header Location`), or a pointer
    into the document."""
    fix: str = ""
    """What to write instead: YAML that can be pasted where it can be derived, or a sentence."""
    confirmation: str = ""
    """What a second engine says of it; empty where none is asked."""


@dataclass(frozen=True)
class Inconclusive:
    """Evidence that was asked for and cannot be judged."""

    text: str


@dataclass(frozen=True)
class Dispute:
    """Evidence of which two engines say different things: neither a deviation nor a witness, however many there are."""

    text: str


@dataclass(frozen=True)
class Note:
    """What has to be known beside a verdict, without changing it."""

    text: str


@dataclass(frozen=True)
class Inapplicable:
    """The requirement says nothing about this operation."""

    reason: str


Observation: TypeAlias = Conforming | Deviation | Inconclusive | Dispute | Note | Inapplicable
Rule: TypeAlias = Callable[[Evidence], Iterator[Observation]]
"""A pure function from the evidence for one operation to what was observed."""
DocumentRule: TypeAlias = Callable[[DocumentEvidence], Iterator[Observation]]
"""A pure function from a document to what was observed."""
