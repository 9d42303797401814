"""Mutants that fail now and then: one machine of three is broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import count

from conformance.reference.api import Answer, Call
from conformance.reference.mutants.base import Mutant


class FlakyMutant(Mutant):
    """An API whose third machine is broken; the machines take turns, so that the fault comes at the same requests."""

    def __init__(self, now: datetime | None = None) -> None:
        super().__init__(now)
        self.turns = count(1)

    def is_broken(self) -> bool:
        """Tell whether it is the turn of the broken machine."""
        return next(self.turns) % 3 == 0


class EveryThirdRequestCrashes(FlakyMutant):
    """Every third request is answered 500, whatever it asks."""

    name = "every-third-request-crashes"
    kills = ("answer-is-not-a-server-error",)

    def answer(self, call: Call) -> Answer:
        """Answer 500 where the broken machine has its turn."""
        return self.error(500, 500, "Internal server error") if self.is_broken() else super().answer(call)


class EveryThirdAnswerIsUnlabelled(FlakyMutant):
    """Every third answer lacks its Content-Type."""

    name = "every-third-answer-is-unlabelled"
    kills = ("content-type-is-documented",)

    def answer(self, call: Call) -> Answer:
        """Answer without a media type where the broken machine has its turn."""
        answer = super().answer(call)
        if not self.is_broken():
            return answer
        return replace(answer, headers=tuple(header for header in answer.headers if header[0] != "Content-Type"))


class EveryThirdRefusalAdmits(FlakyMutant):
    """Every third time the key of eight characters or more is wrong, it is let in all the same."""

    name = "every-third-refusal-admits"
    kills = ("wrong-key-is-refused", "half-key-is-refused")

    def admits(self, scheme: str, key: str) -> bool:
        """Admit a wrong key where the broken machine has its turn."""
        if super().admits(scheme, key):
            return True
        return scheme.lower() == "bearer" and len(key) >= 8 and self.is_broken()


class EveryThirdListIsCut(FlakyMutant):
    """Every third list ends in the middle, and its length agrees."""

    name = "every-third-list-is-cut"
    kills = ("body-is-json",)

    def listing(self, agent: str) -> Answer:
        """Answer with the first half where the broken machine has its turn."""
        answer = super().listing(agent)
        return replace(answer, body=answer.body[: len(answer.body) // 2]) if self.is_broken() else answer
