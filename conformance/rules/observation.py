"""The observations that a rule can yield on an exchange, or on a place in the document."""

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
    """An exchange or a document that meets the requirement, with the number of instances that were checked."""

    exchange: Exchange | None = None
    count: int = 1


@dataclass(frozen=True)
class Deviation:
    """An exchange, or a place in the document, that breaks the requirement.

    Everything but `location` is shown unchanged: the rule must mask what came from the API.
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
    """The result of a second engine; empty where none is asked."""


@dataclass(frozen=True)
class Inconclusive:
    """Evidence that was requested and cannot be judged."""

    text: str


@dataclass(frozen=True)
class Dispute:
    """Evidence on which two engines disagree: neither a deviation nor a conforming observation."""

    text: str


@dataclass(frozen=True)
class Note:
    """A remark on a verdict that does not change it."""

    text: str


@dataclass(frozen=True)
class Inapplicable:
    """The requirement does not apply to this operation."""

    reason: str


Observation: TypeAlias = Conforming | Deviation | Inconclusive | Dispute | Note | Inapplicable
Rule: TypeAlias = Callable[[Evidence], Iterator[Observation]]
"""A pure function from the evidence for one operation to observations."""
DocumentRule: TypeAlias = Callable[[DocumentEvidence], Iterator[Observation]]
"""A pure function from a document to observations."""
