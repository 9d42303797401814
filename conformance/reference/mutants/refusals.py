"""Mutants that keep the wrong caller out, but with a wrong answer."""

from __future__ import annotations

from dataclasses import replace

from conformance.reference.api import Answer, Call
from conformance.reference.data import AGENTS
from conformance.reference.mutants.base import Mutant


class RefusalCarriesList(Mutant):
    """A refusal has the right status, and the whole list for its body."""

    name = "refusal-carries-list"
    kills = ("refusal-carries-no-data", "error-body-keeps-documented-shape")

    def refuse(self, call: Call) -> Answer:
        """Answer with the list."""
        return replace(super().refuse(call), body=self.render(self.rows(AGENTS[0])))


class RefusalCarriesBatch(Mutant):
    """A refusal shows one batch beside the error."""

    name = "refusal-carries-batch"
    kills = ("refusal-carries-no-data",)

    def refuse(self, call: Call) -> Answer:
        """Answer with the error and a batch."""
        body = {"error": 401, "message": "Access denied", "data": self.rows(AGENTS[0])[:1]}
        return replace(super().refuse(call), body=self.render(body))


class MissingKeyIs422(Mutant):
    """A missing key counts as a missing field of the request: 422, as some frameworks have it."""

    name = "missing-key-is-422"
    kills = ("refusal-is-401",)

    def refuse(self, call: Call) -> Answer:
        """Answer 422 to a call without the header."""
        if call.header("Authorization"):
            return super().refuse(call)
        return self.error(422, 422, "authorization: field required")


class WrongKeyIs402(Mutant):
    """A key that is not found counts as an account that has not paid."""

    name = "wrong-key-is-402"
    kills = ("refusal-is-401", "status-is-documented")

    def refuse(self, call: Call) -> Answer:
        """Answer 402 to a call with the header."""
        if not call.header("Authorization"):
            return super().refuse(call)
        return self.error(402, 402, "Please choose a plan")


class RefusalHasNoChallenge(Mutant):
    """A 401 does not say how to authenticate."""

    name = "refusal-has-no-challenge"
    kills = ("challenge-accompanies-401",)

    def refuse(self, call: Call) -> Answer:
        """Answer 401 without a challenge."""
        return self.error(401, 401, "Access denied")


class WrongKeyHasNoChallenge(Mutant):
    """A 401 says how to authenticate only to a call that did not try."""

    name = "wrong-key-has-no-challenge"
    kills = ("challenge-accompanies-401",)

    def refuse(self, call: Call) -> Answer:
        """Answer 401 without a challenge to a call with the header."""
        if not call.header("Authorization"):
            return super().refuse(call)
        return self.error(401, 401, "Access denied")


class RefusalNamesKey(Mutant):
    """A refusal repeats the key that it refuses."""

    name = "refusal-names-key"
    kills = ("key-is-never-echoed",)

    def refuse(self, call: Call) -> Answer:
        """Answer with the credentials in the message."""
        message = f"Access denied for {call.header('Authorization')}"
        return self.error(401, 401, message, ("WWW-Authenticate", "Bearer"))


class HeaderNamesKey(Mutant):
    """Every list carries the caller's credentials in a header that was meant for tracing."""

    name = "header-names-key"
    kills = ("key-is-never-echoed",)

    def answer(self, call: Call) -> Answer:
        """Answer with the credentials in a header."""
        answer = super().answer(call)
        if answer.status != 200:
            return answer
        return answer.with_header("X-Forwarded-Authorization", call.header("Authorization"))


class RefusalHasDetail(Mutant):
    """A refusal has the body `{"detail": …}`, as the vendor's own client has seen."""

    name = "refusal-has-detail"
    kills = ("error-body-keeps-documented-shape",)

    def refuse(self, call: Call) -> Answer:
        """Answer with another shape."""
        return replace(super().refuse(call), body=self.render({"detail": "Invalid API key"}))


class UnknownAgentHasNestedError(Mutant):
    """The error for an agent that does not exist has its code and message one level deeper."""

    name = "unknown-agent-has-nested-error"
    kills = ("error-body-keeps-documented-shape",)

    def unknown(self, agent: str) -> Answer:
        """Answer with another shape."""
        return self.reply(404, {"error": {"code": 404, "message": "Agent not found"}})
