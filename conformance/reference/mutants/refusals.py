"""Mutants that refuse unauthorised calls, but with a wrong answer."""

from __future__ import annotations

from dataclasses import replace

from conformance.reference.api import Answer, Call
from conformance.reference.data import AGENTS
from conformance.reference.mutants.base import (
    SOUND,
    MissingKeyFault,
    Mutant,
    Table,
    WrongKeyFault,
    wrong_answer,
    wrong_value,
)

_CHALLENGE = ("WWW-Authenticate", "Bearer")

TABLE: Table = {
    "refusal-is-401": [
        wrong_value(
            "missing-key-is-422",
            "A missing key counts as a missing field of the request: 422, as in some frameworks.",
            MissingKeyFault,
            refusal=SOUND.error(422, 422, "authorization: field required"),
        )
    ],
    ("refusal-is-401", "status-is-documented"): [
        wrong_value(
            "wrong-key-is-402",
            "A key that is not found counts as an account that has not paid.",
            WrongKeyFault,
            refusal=SOUND.error(402, 402, "Please choose a plan"),
        ),
        wrong_value(
            "refusal-is-from-proxy",
            "A missing key is answered with 407, as if a proxy had asked for it.",
            MissingKeyFault,
            refusal=SOUND.error(407, 407, "Access denied"),
        ),
    ],
    "answer-is-not-a-server-error": [
        wrong_value(
            "missing-key-crashes",
            "A call without a key crashes the server.",
            MissingKeyFault,
            refusal=SOUND.error(500, 500, "Internal server error"),
        )
    ],
    "answer-is-not-a-redirect": [
        wrong_answer(
            "redirects-to-login",
            "A call without a valid key is redirected to the login page, as if a person had made it.",
            refuse=Answer(302, (("Location", "/login"),), b""),
        )
    ],
    "challenge-accompanies-401": [
        wrong_answer(
            "refusal-has-no-challenge",
            "A 401 does not say how to authenticate.",
            refuse=SOUND.error(401, 401, "Access denied"),
        ),
        wrong_value(
            "wrong-key-has-no-challenge",
            "A 401 says how to authenticate only if the call had no key.",
            WrongKeyFault,
            refusal=SOUND.error(401, 401, "Access denied"),
        ),
        wrong_answer(
            "challenge-is-basic",
            "A refusal asks for a user name and password, which the API does not support.",
            refuse=SOUND.error(401, 401, "Access denied", ("WWW-Authenticate", 'Basic realm="batches"')),
        ),
    ],
    "error-body-keeps-documented-shape": [
        wrong_answer(
            "refusal-has-detail",
            'A refusal has the body `{"detail": …}`, as the vendor\'s own client has seen.',
            refuse=SOUND.reply(401, {"detail": "Invalid API key"}, _CHALLENGE),
        ),
        wrong_answer(
            "refusal-is-problem",
            "A refusal has a problem document (RFC 9457), but the contract documents another shape.",
            refuse=SOUND.reply(401, {"type": "about:blank", "title": "Unauthorized"}, _CHALLENGE).with_header(
                "Content-Type", "application/problem+json"
            ),
        ),
    ],
}


class RefusalCarriesList(Mutant):
    """A refusal has the right status, and the whole list as its body."""

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


class RefusalNamesBatch(Mutant):
    """A refusal has the id of the newest batch in a header meant for caches."""

    name = "refusal-names-batch"
    kills = ("refusal-carries-no-data",)

    def refuse(self, call: Call) -> Answer:
        """Refuse, and name a batch."""
        return super().refuse(call).with_header("X-Cache-Tag", f"batch-{self.rows(AGENTS[0])[0]['batch_id']}")


class RefusalNamesKey(Mutant):
    """A refusal repeats the key that it refuses."""

    name = "refusal-names-key"
    kills = ("key-is-never-echoed",)

    def refuse(self, call: Call) -> Answer:
        """Answer with the credentials in the message."""
        return self.error(401, 401, f"Access denied for {call.header('Authorization')}", _CHALLENGE)


class HeaderNamesKey(Mutant):
    """Every list carries the caller's credentials in a header meant for tracing."""

    name = "header-names-key"
    kills = ("key-is-never-echoed",)

    def answer(self, call: Call) -> Answer:
        """Answer with the credentials in a header."""
        answer = super().answer(call)
        if answer.status != 200:
            return answer
        return answer.with_header("X-Forwarded-Authorization", call.header("Authorization"))
