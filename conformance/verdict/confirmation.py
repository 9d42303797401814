"""Deviations of assertions put before a second engine, before anybody is blamed for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeAlias

from conformance.contract.schemas import Schemas
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Deviation, Dispute, Note
from conformance.verdict.tally import MAX_GROUPS

if TYPE_CHECKING:
    from conformance.verdict.second_engine import SecondEngine

MAX_ASKED = 50
"""Deviations of one requirement that are judged again one by one; of the others the first of each kind is."""
_Kind: TypeAlias = tuple[str, str, str]
"""A requirement, where it is broken, and how."""


@dataclass(frozen=True)
class Opinion:
    """What the second engine says of a deviation."""

    is_broken: bool | None
    """None where it cannot judge."""
    why: str = ""
    """Why it cannot."""


@dataclass
class Confirmation:
    """What a second engine says of the deviations of one operation; it is imported with the first of them."""

    _engine: SecondEngine | None = None
    _asked: Counter[str] = field(default_factory=Counter)
    _kinds: dict[_Kind, str | Dispute] = field(default_factory=dict)
    """What was said last of each kind of deviation, or said before in confirmation of it."""
    _unasked: Counter[str] = field(default_factory=Counter)

    def weigh(
        self, requirement: str, deviation: Deviation, evidence: Evidence, place: Callable[[Deviation], str]
    ) -> Deviation | Dispute:
        """Return a deviation with what the second engine says of it, or that the engines differ about it.

        Where the second engine cannot judge, the first one is believed: it is right wherever the second is known to
        be wrong, and says so itself where it gives up.

        Args:
            requirement: The id of the assertion that is said to be broken.
            deviation: What the first engine finds.
            evidence: What it was found in.
            place: Names where a deviation is, alike for all of one kind.
        """
        kind = (requirement, place(deviation), deviation.kind)
        room = MAX_ASKED if kind in self._kinds else MAX_ASKED + MAX_GROUPS
        if self._asked[requirement] < room:
            self._asked[requirement] += 1
            said = _said(self._opinion(requirement, deviation, evidence), kind)
            if isinstance(said, str) or not isinstance(self._kinds.get(kind), str):
                self._kinds[kind] = said
        else:
            self._unasked[requirement] += 1
            said = self._kinds.get(kind, _said(Opinion(None, "there are too many kinds of deviations"), kind))
        return replace(deviation, confirmation=said) if isinstance(said, str) else said

    def notes(self) -> Iterator[tuple[str, Note]]:
        """Yield the requirements of which some deviations were not judged again, and how many."""
        for requirement, number in self._unasked.items():
            yield requirement, Note(f"{number} more deviations of these kinds were not judged by both engines")

    def _opinion(self, requirement: str, deviation: Deviation, evidence: Evidence) -> Opinion:
        assert deviation.exchange is not None
        assert not isinstance(deviation.location, str)
        schema, body = evidence.schema(deviation.exchange), evidence.value(deviation.exchange)
        assert schema is not None
        if self._engine is None:
            self._engine = _engine_of(evidence.schemas)
        return self._engine.opinion(schema, body, requirement.removeprefix("schema:"), deviation.location)


def _engine_of(schemas: Schemas) -> SecondEngine:
    # A run without deviations is not to pay for its import.
    from conformance.verdict.second_engine import SecondEngine  # noqa: PLC0415

    return SecondEngine(schemas)


def _said(opinion: Opinion, kind: _Kind) -> str | Dispute:
    first, second = _name("jsonschema-rs"), _name("jsonschema")
    if opinion.is_broken is None:
        return f"judged by {first} alone: {second} cannot judge it ({opinion.why})"
    if opinion.is_broken:
        return f"confirmed by {second}"
    _, pattern, broken = kind
    return Dispute(f"the engines disagree at {pattern}: {first} finds `{broken}` broken, {second} finds it kept")


@cache
def _name(package: str) -> str:
    return f"{package} {version(package)}"
