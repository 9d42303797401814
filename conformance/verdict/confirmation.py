"""Confirms deviations of assertions by a second engine, before anybody is blamed for them."""

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
from conformance.verdict.opinion import Opinion
from conformance.verdict.tally import MAX_GROUPS

if TYPE_CHECKING:
    from conformance.verdict.second_engine import SecondEngine

MAX_ASKED = 50
"""How many deviations of one requirement are judged again one by one; of the rest, the first of each kind is."""
_Kind: TypeAlias = tuple[str, str, str]
"""A requirement, where it is broken, and how."""


@dataclass
class Confirmation:
    """What a second engine says about the deviations of one operation; it is imported with the first of them."""

    _engine: SecondEngine | None = None
    _asked: Counter[str] = field(default_factory=Counter)
    _kinds: dict[_Kind, str | Dispute] = field(default_factory=dict)
    """The last result for each kind of deviation; a confirmation is not replaced by a dispute."""
    _unasked: Counter[str] = field(default_factory=Counter)

    def weigh(
        self, requirement: str, deviation: Deviation, evidence: Evidence, place: Callable[[Deviation], str]
    ) -> Deviation | Dispute:
        """Return a deviation with what the second engine says about it, or a dispute if the engines disagree.

        If the second engine cannot judge, the first one is trusted: it is right wherever the second is known to be
        wrong, and reports what it cannot judge itself.

        Args:
            requirement: The id of the assertion that is reported as broken.
            deviation: What the first engine finds.
            evidence: What it was found in.
            place: Returns where a deviation is, the same for all of one kind.
        """
        kind = (requirement, place(deviation), deviation.kind)
        room = MAX_ASKED if kind in self._kinds else MAX_ASKED + MAX_GROUPS
        if self._asked[requirement] < room:
            self._asked[requirement] += 1
            result = _result(self._opinion(requirement, deviation, evidence), kind)
            if isinstance(result, str) or not isinstance(self._kinds.get(kind), str):
                self._kinds[kind] = result
        else:
            self._unasked[requirement] += 1
            result = self._kinds.get(kind, _result(Opinion(None, "there are too many kinds of deviations"), kind))
        return replace(deviation, confirmation=result) if isinstance(result, str) else result

    def notes(self) -> Iterator[tuple[str, Note]]:
        """Yield the requirements with deviations that were not judged again, and how many."""
        for requirement, number in self._unasked.items():
            yield requirement, Note(f"{number} more deviations of these kinds were not judged by both engines")

    def _opinion(self, requirement: str, deviation: Deviation, evidence: Evidence) -> Opinion:
        assert deviation.exchange is not None
        assert not isinstance(deviation.location, str)
        schema, path, body = evidence.reading(deviation.exchange).part_with(deviation.location)
        if self._engine is None:
            self._engine = _engine_of(evidence.schemas)
        return self._engine.opinion(schema, body, requirement.removeprefix("schema:"), path)


def _engine_of(schemas: Schemas) -> SecondEngine:
    # A run without deviations does not pay for its import.
    from conformance.verdict.second_engine import SecondEngine  # noqa: PLC0415

    return SecondEngine(schemas)


def _result(opinion: Opinion, kind: _Kind) -> str | Dispute:
    first, second = _name("jsonschema-rs"), _name("jsonschema")
    if opinion.is_broken is None:
        return f"judged by {first} alone: {second} cannot judge it ({opinion.why})"
    if opinion.is_broken:
        return f"confirmed by {second}"
    _, pattern, broken = kind
    return Dispute(f"the engines disagree at {pattern}: {first} finds `{broken}` broken, {second} does not")


@cache
def _name(package: str) -> str:
    return f"{package} {version(package)}"
