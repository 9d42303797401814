"""Answers what schemathesis draws for its property tests from the exchanges of a run, and judges it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from conformance.exchange.cases import NEAR_MISS, case_for
from conformance.exchange.generation import read_draw
from conformance.exchange.optional import kept
from conformance.model import Case, Exchange, Intent, Outcome, Verdict
from conformance.rules.evidence import body, is_success
from conformance.run.session import Key, Session


class Explorer:
    """Answers draws from the planned exchanges; more requests are made only while a deviation is shrunk."""

    def __init__(self, session: Session) -> None:
        """Take a session, whose planned requests are sent before the first draw is answered."""
        self._session, self._source = session, session.source
        # As they are asked: some parameters of the contract may be the same in every request.
        asked = (*session.suite.operations, *session.source.operations)
        self._operations = {each.id: each for each in asked}
        self._found: dict[Case, Exchange | None] = {}
        self._verdicts: dict[int, Verdict | None] = {}
        self._shrinks: set[str] = set()
        self.answered: Counter[str] = Counter()
        """How many draws were judged, by operation; an operation without any has shown nothing."""

    def exchange(self, drawn: Any) -> Exchange | None:
        """Return the exchange for a draw; None where there is none that can be judged.

        A request outside the plan is looked up in a recording, or sent while a deviation is shrunk and `--explore`
        leaves requests for it.
        """
        operation = self._operations[f"{drawn.method} {drawn.operation.path}"]
        number = len(self._source.plan.cases) + len(self._found)
        sent = kept(read_draw(drawn), operation, self._source.plan.drawing.optional)
        case = case_for(operation, self._session.suite.schemas, sent, number)
        if case is None:
            return None
        # Hypothesis repeats a failure; sent again it might exceed the ceiling, and then seem to be fixed.
        request = replace(case, id="")
        if request not in self._found:
            self._found[request] = self._planned(request) or self._unplanned(case)
        found = self._found[request]
        if found is None or found.response is None or found.trouble is not None:
            return None
        self.answered[operation.id] += 1
        return found

    def verdict(self, exchange: Exchange) -> Verdict | None:
        """Return a verdict by which an exchange fails the run; None where there is none."""
        if exchange.sequence not in self._verdicts:
            self._verdicts[exchange.sequence] = self._verdict(exchange)
        found = self._verdicts[exchange.sequence]
        if found is not None:
            self._shrinks.add(exchange.case.operation)
        return found

    @cached_property
    def _names(self) -> Mapping[Case, Key]:
        """The key of each planned case, by its request."""
        return {replace(each, id=""): (each.operation, each.id) for each in self._source.plan.cases}

    @cached_property
    def _exchanges(self) -> Mapping[Key, Exchange]:
        ours = (each for each in self._source.exchanges if each.case.intent is not Intent.OBSERVED)
        return {(each.case.operation, each.case.id): each for each in ours}

    def _planned(self, request: Case) -> Exchange | None:
        # By key, since a redacted recording has another path; and a near-miss of our own may be the same request.
        same = (replace(request, origin=origin) for origin in (request.origin, NEAR_MISS))
        names = (self._names[each] for each in same if each in self._names)
        return next((self._exchanges[name] for name in names if name in self._exchanges), None)

    def _unplanned(self, case: Case) -> Exchange | None:
        is_asked = case.operation in self._shrinks or not self._source.is_sent
        return self._session.ask(case) if is_asked else None

    def _verdict(self, exchange: Exchange) -> Verdict | None:
        session, operation = self._session, exchange.case.operation
        # All exchanges are judged together anyway; one is judged alone only where its operation has a deviation.
        if operation not in session.broken_operations:
            return None
        asked = [*self._key_answers(operation), exchange]
        evidence = session.suite.evidence(self._operations[operation], asked, self._source.target)
        verdicts = session.suite.judge([evidence])
        blamed = [
            replace(each, findings=tuple(found for found in each.findings if found.exchange == exchange.sequence))
            for each in verdicts
        ]
        failing = [replace(each, outcome=Outcome.FAIL) for each in blamed if each.findings]
        return next((each for each in session.weigh(failing).verdicts if session.breaks(each)), None)

    def _key_answers(self, operation: str) -> list[Exchange]:
        """Return what decides how a refusal is read: a success with the right key, and its last answer if refused."""
        asked = (each for each in self._source.exchanges if each.case.operation == operation)
        known = [each for each in asked if each.case.intent is Intent.KNOWN and each.response is not None]
        opened = sorted(filter(is_success, known), key=lambda each: len(body(each)))
        return [*opened[:1], *(each for each in known[-1:] if not is_success(each))]
