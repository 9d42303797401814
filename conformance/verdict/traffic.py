"""What recorded answers show about a change: how many match the older document only, and how many the newer only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from conformance.comparison.evidence import SENT, ChangeEvidence, SchemaEdit, Side
from conformance.comparison.observation import Change
from conformance.contract.effective_schema import Origins
from conformance.contract.effective_schemas import EffectiveSchemas
from conformance.contract.openapi import Operation, ResponseSpec
from conformance.contract.schemas import Path
from conformance.model import Aspect, Exchange, JsonValue
from conformance.rules.bodies import Bodies
from conformance.rules.evidence import Evidence, status
from conformance.rules.reading import content_type

_MAX_PATHS = 50_000


@dataclass(frozen=True)
class Traffic:
    """How many recorded answers contain what a change is about, and which document they match."""

    seen: int = 0
    only_old: int = 0
    """Answers that match the older document and not the newer."""
    only_new: int = 0
    """Answers that match the newer document and not the older."""

    @property
    def is_correction(self) -> bool:
        """Whether the newer document describes what the API sends, and the older did not."""
        return self.only_new > 0 and self.only_old == 0


@dataclass(frozen=True)
class _Answer:
    """One recorded answer, and which schemas of each document apply to its parts."""

    operation: str
    status: int
    came_as: str
    """Its media type; empty if it has none."""
    specs: tuple[ResponseSpec | None, ResponseSpec | None]
    """What each document says about its status."""
    values: Mapping[Path, JsonValue] = field(repr=False)
    old: Mapping[str, frozenset[Path]] = field(repr=False)
    new: Mapping[str, frozenset[Path]] = field(repr=False)

    def paths(self, each: SchemaEdit) -> Iterator[Path]:
        """Yield the paths of the parts that an edit is about: those to which both documents apply its schemas."""
        sides = [
            side[at]
            for side, origins in zip((self.old, self.new), each.pair, strict=True)
            for at in origins
            if at in side
        ]
        known = len(sides) == len(each.pair[0]) + len(each.pair[1])
        yield from frozenset.intersection(*sides) if known and sides else ()


class Traffics:
    """The recorded exchanges of two documents, read once."""

    def __init__(self, evidence: ChangeEvidence, exchanges: Iterable[Exchange]) -> None:
        self._evidence = evidence
        self._answers = list(_answers(evidence, exchanges))

    @property
    def count(self) -> int:
        """The number of answers of operations that both documents have."""
        return len(self._answers)

    def of(self, change: Change) -> Traffic:
        """Return what the answers show about a change."""
        met = {use.operation for use in change.uses}
        answers = [each for each in self._answers if each.operation in met]
        if change.kind.startswith("status "):
            return _of_status(change.kind, answers)
        if change.kind.startswith("media type ") and SENT not in {use.direction for use in change.uses}:
            return _of_media(change.kind.rpartition(" ")[2], answers)
        if change.edit is None:
            return Traffic()
        matched = [self._matched_only(change.edit, each) for each in answers]
        seen = [sides for sides in matched if sides is not None]
        return Traffic(len(seen), sum("old" in sides for sides in seen), sum("new" in sides for sides in seen))

    def _matched_only(self, each: SchemaEdit, answer: _Answer) -> set[str] | None:
        """Return which documents are the only one that a part of an answer matches; None if it has no such part."""
        paths = list(answer.paths(each))
        if not paths:
            return None
        sides = (self._evidence.prover.taken_by(each.edit, each.inner, answer.values[path]) for path in paths)
        return {side for side in sides if side}


def _of_status(kind: str, answers: Iterable[_Answer]) -> Traffic:
    _, verb, documented = kind.split(" ")
    seen = sum(documented in (str(each.status), f"{each.status // 100}XX") for each in answers)
    return Traffic(seen, seen if verb == "removed" else 0, seen if verb == "added" else 0)


def _of_media(name: str, answers: Iterable[_Answer]) -> Traffic:
    """Return which document lists the answers' media types, for responses where only one lists `name`."""
    listed = [
        tuple(bool(spec.described_by(each.came_as)) for spec in each.specs if spec is not None)
        for each in answers
        if each.came_as and None not in each.specs and _is_of_one(name, each)
    ]
    return Traffic(len(listed), listed.count((True, False)), listed.count((False, True)))


def _is_of_one(name: str, answer: _Answer) -> bool:
    return sum(spec is not None and name in spec.media for spec in answer.specs) == 1


def _answers(evidence: ChangeEvidence, exchanges: Iterable[Exchange]) -> Iterator[_Answer]:
    matched = {name: each for each in evidence.operations for name in (each.new.id, each.old.id)}
    bodies = Bodies()
    for exchange in exchanges:
        both = matched.get(exchange.case.operation)
        # A record written by hand does not show what the API sends.
        took_place = Aspect.OCCURRENCE in exchange.shows and exchange.trouble is None
        if both is None or exchange.response is None or not took_place:
            continue
        sides = ((evidence.old, both.old, evidence.walk.old), (evidence.new, both.new, evidence.walk.new))
        handed = [_handed(side, operation, reader, exchange, bodies) for side, operation, reader in sides]
        values = {**handed[0][0], **handed[1][0]}
        specs = both.old.response(status(exchange)), both.new.response(status(exchange))
        yield _Answer(both.id, status(exchange), content_type(exchange), specs, values, handed[0][1], handed[1][1])


def _handed(
    side: Side, operation: Operation, reader: EffectiveSchemas, exchange: Exchange, bodies: Bodies
) -> tuple[Mapping[Path, JsonValue], Mapping[str, frozenset[Path]]]:
    """Return the parts of an answer by their paths, and the paths by the schemas that apply to them."""
    given = Evidence(side.contract, side.schemas, operation, (exchange,), bodies=bodies)
    schema, text = given.schema(exchange), given.instance(exchange)
    values: dict[Path, JsonValue] = {}
    paths: dict[str, set[Path]] = defaultdict(set)
    if schema is None or text is None or not text.has_value:
        return values, {}
    for at, path, part in side.schemas.reached(schema, text.value):
        values[path] = part
        for pointer in _judging(reader, (at,)):
            paths[pointer].add(path)
        if len(values) > _MAX_PATHS:
            break
    return values, {pointer: frozenset(each) for pointer, each in paths.items()}


def _judging(reader: EffectiveSchemas, origins: Origins) -> frozenset[str]:
    """Return every schema that applies to the same part."""
    start = reader.start(origins)
    return frozenset((*start, *(node.pointer for node in reader.of(start).nodes)))
