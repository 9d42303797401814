"""What recorded answers say of a change: how many keep the older document and break the newer, and the reverse."""

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
from conformance.rules.evidence import Evidence, media_type, status

_MAX_PATHS = 50_000


@dataclass(frozen=True)
class Traffic:
    """How many recorded answers have something that a change is about, and which document they keep."""

    seen: int = 0
    only_old: int = 0
    """Answers that keep the older document and break the newer."""
    only_new: int = 0
    """Answers that break the older document and keep the newer."""

    @property
    def mends(self) -> bool:
        """Whether the newer document says what the API was seen to send, and the older did not."""
        return self.only_new > 0 and self.only_old == 0


@dataclass(frozen=True)
class _Answer:
    """One recorded answer, and which schemas of each document its parts are handed to."""

    operation: str
    status: int
    came_as: str
    """Its media type; empty without one."""
    specs: tuple[ResponseSpec | None, ResponseSpec | None]
    """What each document says of its status."""
    values: Mapping[Path, JsonValue] = field(repr=False)
    old: Mapping[str, frozenset[Path]] = field(repr=False)
    new: Mapping[str, frozenset[Path]] = field(repr=False)

    def paths(self, each: SchemaEdit) -> Iterator[Path]:
        """Yield where the parts are that an edit is about: those that both documents hand to its schemas."""
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
        """How many answers of an operation of both documents there are."""
        return len(self._answers)

    def of(self, change: Change) -> Traffic:
        """Return what the answers say of a change."""
        met = {use.operation for use in change.uses}
        answers = [each for each in self._answers if each.operation in met]
        if change.kind.startswith("status "):
            return _of_status(change.kind, answers)
        if change.kind.startswith("media type ") and SENT not in {use.direction for use in change.uses}:
            return _of_media(change.kind.rpartition(" ")[2], answers)
        if change.edit is None:
            return Traffic()
        told = [self._told(change.edit, each) for each in answers]
        seen = [ways for ways in told if ways is not None]
        return Traffic(len(seen), sum("old" in ways for ways in seen), sum("new" in ways for ways in seen))

    def _told(self, each: SchemaEdit, answer: _Answer) -> set[str] | None:
        """Return which documents alone the parts of an answer keep; None where it has no such part."""
        paths = list(answer.paths(each))
        if not paths:
            return None
        told = (self._evidence.prover.taken_by(each.edit, each.inner, answer.values[path]) for path in paths)
        return {way for way in told if way}


def _of_status(kind: str, answers: Iterable[_Answer]) -> Traffic:
    _, verb, documented = kind.split(" ")
    seen = sum(documented in (str(each.status), f"{each.status // 100}XX") for each in answers)
    return Traffic(seen, seen if verb == "removed" else 0, seen if verb == "added" else 0)


def _of_media(name: str, answers: Iterable[_Answer]) -> Traffic:
    """Return which document lists what answers come as, where only one of them lists a media type beside it."""
    listed = [
        tuple(spec.media_type(each.came_as) is not None for spec in each.specs if spec is not None)
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
        # What was written by hand shows nothing of what the API sends.
        took_place = Aspect.OCCURRENCE in exchange.shows and exchange.trouble is None
        if both is None or exchange.response is None or not took_place:
            continue
        sides = ((evidence.old, both.old, evidence.walk.old), (evidence.new, both.new, evidence.walk.new))
        handed = [_handed(side, operation, reader, exchange, bodies) for side, operation, reader in sides]
        values = {**handed[0][0], **handed[1][0]}
        specs = both.old.response(status(exchange)), both.new.response(status(exchange))
        yield _Answer(both.id, status(exchange), media_type(exchange), specs, values, handed[0][1], handed[1][1])


def _handed(
    side: Side, operation: Operation, reader: EffectiveSchemas, exchange: Exchange, bodies: Bodies
) -> tuple[Mapping[Path, JsonValue], Mapping[str, frozenset[Path]]]:
    """Return the parts of an answer by their paths, and the paths by the schemas that judge them."""
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
    """Return every schema that judges the same part."""
    start = reader.start(origins)
    return frozenset((*start, *(node.pointer for node in reader.of(start).nodes)))
