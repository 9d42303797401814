"""Plays recordings to the cases of a plan: a recorded answer counts as the answer, once."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from conformance.contract.openapi import Contract
from conformance.exchange.gather import send
from conformance.exchange.player import Player
from conformance.exchange.transport import Transport
from conformance.model import Case, Exchange, Intent, Target

# The others are compared with answers of the same minute, and when these were given is unknown.
_JUDGED_ALONE = frozenset({Intent.KNOWN, Intent.UNKNOWN, Intent.LENIENT, Intent.MALFORMED})
# What is known now may not have existed when it was requested.
_GONE = frozenset({404, 410})


@dataclass
class Playback:
    """Recorded exchanges, and how many cases of a plan they answer."""

    contract: Contract
    target: Target
    exchanges: list[Exchange]
    """What is judged. An answered case replaces the recorded request, whose intent was unknown."""
    timeout: float
    recorded: int = 0
    """How many cases of a plan were recorded as such."""
    played: int = 0
    """How many were answered by an exchange of another client."""
    unrecorded: Counter[str] = field(default_factory=Counter)
    """How many were not answered, by operation."""

    def __post_init__(self) -> None:
        operations = self.contract.operations
        self._player = Player(self.exchanges, self.target, operations)
        self._transport = Transport(self.target, operations, sys.maxsize, self.timeout, player=self._player.answer)

    def play(self, cases: Iterable[Case]) -> None:
        """Play the cases that were not recorded as such."""
        # By name and not by request: redaction may change an id without dashes otherwise than the id that lost them.
        ours = {_name(each.case) for each in self.exchanges if each.case.intent is not Intent.OBSERVED}
        for case in cases:
            if _name(case) in ours:
                self.recorded += 1
            elif self._is_judged(self.ask(case)):
                self.played += 1
            else:
                self.unrecorded[case.operation] += 1

    def _is_judged(self, asked: Exchange) -> bool:
        return any(each is asked for each in self.exchanges)

    def ask(self, case: Case) -> Exchange:
        """Return the recorded answer to a case; a missing one is trouble, and one given before counts only once."""
        sent = send(self._transport, self.contract, case)
        played = self._player.played
        if played is None or sent.trouble is not None:
            return replace(sent, sequence=len(self.exchanges))
        # Playing keeps only the text of the answer: its time, its duration and what its record shows are added here.
        request = replace(played.exchange.request, curl=sent.request.curl, secrets=sent.request.secrets)
        answered = replace(played.exchange, case=case, request=request)
        if played.is_first and _is_answer(case, played.exchange):
            self.exchanges[answered.sequence] = answered
        return answered


def _is_answer(case: Case, observed: Exchange) -> bool:
    """Return whether the answer to another client also holds for a case."""
    assert observed.response is not None
    is_gone = case.intent is Intent.KNOWN and observed.response.status in _GONE
    return observed.case.intent is Intent.OBSERVED and case.intent in _JUDGED_ALONE and not is_gone


def _name(case: Case) -> tuple[str, str, str]:
    return case.operation, case.intent.value, case.id
