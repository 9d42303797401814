"""Mutants that fail intermittently: one machine of three is broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import count

from conformance.reference.api import Answer, Call
from conformance.reference.mutants.base import Mutant


class FlakyMutant(Mutant):
    """An API whose third machine is broken; the machines take turns, so that the same requests fail in every run."""

    def __init__(self, now: datetime | None = None) -> None:
        super().__init__(now)
        self.turns = count(1)

    def is_broken(self) -> bool:
        """Return whether it is the broken machine's turn."""
        return next(self.turns) % 3 == 0


class EveryThirdRequestCrashes(FlakyMutant):
    """Every third request of any kind is answered with 500."""

    name = "every-third-request-crashes"
    kills = ("answer-is-not-a-server-error",)

    def answer(self, call: Call) -> Answer:
        """Answer with 500 if it is the broken machine's turn."""
        return self.error(500, 500, "Internal server error") if self.is_broken() else super().answer(call)


class EveryThirdAnswerIsUnlabelled(FlakyMutant):
    """Every third answer lacks its Content-Type."""

    name = "every-third-answer-is-unlabelled"
    kills = ("content-type-is-documented",)

    def answer(self, call: Call) -> Answer:
        """Answer without a media type if it is the broken machine's turn."""
        answer = super().answer(call)
        if not self.is_broken():
            return answer
        return replace(answer, headers=tuple(header for header in answer.headers if header[0] != "Content-Type"))


class EveryThirdRefusalAdmits(FlakyMutant):
    """Every third wrong key of eight characters or more is admitted."""

    name = "every-third-refusal-admits"
    kills = ("wrong-key-is-refused", "half-key-is-refused")

    def admits(self, scheme: str, key: str) -> bool:
        """Admit a wrong key if it is the broken machine's turn."""
        if super().admits(scheme, key):
            return True
        return scheme.lower() == "bearer" and len(key) >= 8 and self.is_broken()


class EveryThirdListIsCut(FlakyMutant):
    """Every third list is cut in half, and Content-Length agrees."""

    name = "every-third-list-is-cut"
    kills = ("body-is-json",)

    def listing(self, agent: str) -> Answer:
        """Answer with the first half if it is the broken machine's turn."""
        answer = super().listing(agent)
        return replace(answer, body=answer.body[: len(answer.body) // 2]) if self.is_broken() else answer
