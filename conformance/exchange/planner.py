"""The plan of a run in stages: what is asked first, what follows from the answers, and then all the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from conformance.contract.openapi import Contract, Operation
from conformance.contract.schemas import Schemas
from conformance.exchange.cases import GENERATED_ORIGIN, fitting, known_case, plan
from conformance.exchange.discovery import ASKED, Discovery, UnaskedOperation, Values, ValueSource, is_opened, source_of
from conformance.exchange.generation import FIXED, Drawing, Generated
from conformance.exchange.paging import PAGES, WALKING, first_page, next_page, paging_of
from conformance.exchange.settling import doubtful
from conformance.exchange.target import SAFE_METHODS
from conformance.model import Case, Exchange, Intent, Target

_Request: TypeAlias = tuple[object, ...]
_PART_OF_PAGES = 3
"""Which part of the ceiling the requests for pages take at most: a third."""
_SPARE = 5
"""The most requests that are kept for asking again."""


@dataclass(frozen=True)
class Plan:
    """The cases that will be sent, and how many more there would be without the ceiling."""

    cases: tuple[Case, ...]
    left_out: int
    drawing: Drawing = FIXED
    """How the generated cases were drawn."""
    waiting: tuple[UnaskedOperation, ...] = ()
    """The operations that nothing known can be asked of."""

    has_optional: bool = False
    """Whether an operation has a parameter that is not required."""

    paged: int = 0
    """How many operations list in pages, by the contract."""

    @property
    def drawn(self) -> frozenset[str]:
        """The operations that have a generated case."""
        return frozenset(case.operation for case in self.cases if case.origin == GENERATED_ORIGIN)


@dataclass(frozen=True)
class _Known:
    """The values of an operation: those that the API must know, and guesses that were not asked for yet."""

    certain: list[Values]
    guesses: list[Values]
    asked: int
    """How many of the certain ones were asked for."""
    opened: int
    """How many of these were answered with a success."""
    tried: int = 0
    """How many guesses were asked for."""


class Planner:
    """Plans a run; every plan follows from the exchanges so far, and nothing is sent here."""

    def __init__(
        self,
        contract: Contract,
        schemas: Schemas,
        target: Target,
        max_requests: int,
        drawing: Drawing = FIXED,
        generated: Mapping[str, Sequence[Generated]] | None = None,
    ) -> None:
        """Take what decides a plan.

        Args:
            contract: The operations to ask for.
            schemas: The contract's schemas.
            target: Its credentials and known values.
            max_requests: The ceiling; operations share it in turns.
            drawing: How the generated cases were drawn.
            generated: The drawn values, by the id of the operation.
        """
        self._contract, self._schemas, self._target = contract, schemas, target
        self.max_requests, self._drawing, self._generated = max_requests, drawing, generated or {}
        self._operations = {each.id: each for each in contract.operations if each.method in SAFE_METHODS}
        paged = {each.id: paging_of(contract, each) for each in self._operations.values()}
        self._paged = {name: paging for name, paging in paged.items() if paging is not None}
        self._start = Discovery(contract, target, fitting(schemas))
        self._read: dict[int, ValueSource | None] = {}

    def anew(self) -> Planner:
        """Return what plans another run in the same way."""
        drawn = (self._drawing, self._generated)
        return Planner(self._contract, self._schemas, self._target, self.max_requests, *drawn)

    def plan(self, exchanges: Sequence[Exchange] = ()) -> Plan:
        """Return all cases: those of the exchanges so far, then the rest in turns."""
        found = self._knowledge(exchanges)
        known = {name: each.certain for name, each in found.items()}
        cases = plan(self._contract, self._schemas, self._target, self._generated, known, self._drawing.optional)
        sent = Counter(_request(each.case) for each in exchanges)
        cases = [case for case in cases if not _taken(sent, _request(case))]
        # A list is asked for again where something in it is said to be gone.
        room = max(0, self.max_requests - len(exchanges) - min(_SPARE, len(doubtful(exchanges))))
        kept = (*(each.case for each in exchanges), *cases[:room])
        discovery = self._discovery(exchanges)
        waiting = (discovery.waiting(self._operations[name]) for name, each in found.items() if not each.certain)
        has_optional = any(not one.required for each in self._operations.values() for one in each.parameters)
        return Plan(kept, max(0, len(cases) - room), self._drawing, tuple(waiting), has_optional, len(self._paged))

    def probes(self, exchanges: Sequence[Exchange]) -> list[Case]:
        """Return the next cases whose answers decide what else is known; none once nothing new can follow.

        Each operation is asked once as soon as something known can be asked of it. It is asked for another value where
        what was found is gone, or where it lists nothing and others wait for its rows. Guesses come last.
        """
        found = self._knowledge(exchanges)
        discovery = self._discovery(exchanges)
        waiting = [self._operations[name] for name, each in found.items() if not each.certain]
        sure = [
            known_case(self._operations[name], each.certain[each.asked], each.asked + 1)
            for name, each in found.items()
            if each.asked < len(each.certain) and self._is_open(discovery, self._operations[name], each, waiting)
        ]
        guessed = [
            known_case(self._operations[name], each.guesses[0], each.tried + 1)
            for name, each in found.items()
            if each.guesses and not each.opened and each.asked == len(each.certain)
        ]
        room = max(0, self.max_requests - len(exchanges))
        return [case for case in sure or guessed if case is not None][:room]

    def pages(self, exchanges: Sequence[Exchange]) -> list[Case]:
        """Return the next cases that walk the pages of lists, a page of each; none once all walks are over.

        They take no more than a part of the ceiling.
        """
        walks: dict[str, list[Exchange]] = {}
        for each in exchanges:
            if each.case.intent in WALKING:
                walks.setdefault(each.case.operation, []).append(each)
        cases = [self._page(name, exchanges, walks.get(name, ())) for name in self._paged]
        room = self.max_requests // _PART_OF_PAGES - sum(map(len, walks.values()))
        return [case for case in cases if case is not None][: max(0, room)]

    def _page(self, operation: str, exchanges: Sequence[Exchange], walk: Sequence[Exchange]) -> Case | None:
        paging = self._paged[operation]
        if walk:
            return next_page(self._operations[operation], paging, walk) if len(walk) < PAGES else None
        known = (each for each in exchanges if each.case.operation == operation and each.case.intent is Intent.KNOWN)
        first = next((each for each in known if is_opened(each)), None)
        return None if first is None else first_page(paging, first, fitting(self._schemas))

    def _is_open(self, discovery: Discovery, operation: Operation, known: _Known, waiting: Iterable[Operation]) -> bool:
        if known.asked == 0:
            return True
        is_fruitless = discovery.is_needed(operation, waiting) and not discovery.lists(operation)
        return is_fruitless or (bool(known.certain[0].found) and not known.opened)

    def _knowledge(self, exchanges: Sequence[Exchange]) -> dict[str, _Known]:
        asked = {_request(each.case): each for each in exchanges if each.case.intent in ASKED}
        discovery = self._discovery(exchanges)
        return {each.id: _known(each, discovery.values(each), asked) for each in self._operations.values()}

    def _discovery(self, exchanges: Sequence[Exchange]) -> Discovery:
        for each in exchanges:
            if each.sequence not in self._read:
                self._read[each.sequence] = source_of(each, self._operations[each.case.operation])
        found = (self._read[each.sequence] for each in exchanges)
        return self._start.after([each for each in found if each is not None])


def _known(operation: Operation, values: Sequence[Values], asked: Mapping[_Request, Exchange]) -> _Known:
    """Sort the values of an operation: those that opened it first, then others that were asked for.

    A guess counts as known once it is answered, and the only one then if nothing that the API must know was.
    """
    answers = {id(each): _answer(operation, each, asked) for each in values}
    certain = [each for each in values if each.is_certain]
    if any(each.found for each in certain):
        certain.sort(key=lambda each: (not _is_known(answers[id(each)]), answers[id(each)] is None))
    opened = sum(_is_known(answers[id(each)]) for each in certain)
    number = sum(answers[id(each)] is not None for each in certain)
    guesses = [each for each in values if each.guessed]
    open_ones = [each for each in guesses if answers[id(each)] is None]
    confirmed = [_confirmed(operation, each) for each in guesses if _is_known(answers[id(each)])]
    if confirmed and not opened:
        return _Known(confirmed, [], len(confirmed), len(confirmed))
    return _Known(certain, open_ones, number, opened, len(guesses) - len(open_ones))


def _answer(operation: Operation, values: Values, asked: Mapping[_Request, Exchange]) -> Exchange | None:
    case = known_case(operation, values, 1)
    return None if case is None else asked.get(_request(case))


def _is_known(exchange: Exchange | None) -> bool:
    return exchange is not None and is_opened(exchange)


def _confirmed(operation: Operation, guess: Values) -> Values:
    return replace(guess, guessed=(), known="/".join(guess.texts.values()), found=operation.id)


def _taken(sent: Counter[_Request], request: _Request) -> bool:
    """Take one from the requests that were sent, and return whether there was one."""
    if not sent[request]:
        return False
    sent[request] -= 1
    return True


def _request(case: Case) -> _Request:
    return case.operation, case.intent, case.path, case.query, case.headers
