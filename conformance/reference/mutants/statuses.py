"""Mutants that answer with a wrong status or media type, or mistake one id for another."""

from __future__ import annotations

from conformance.reference.api import Answer
from conformance.reference.data import AGENTS
from conformance.reference.mutants.base import SOUND, Mutant, Table, wrong_answer

_CRASH = SOUND.error(500, 500, "Internal server error")

TABLE: Table = {
    "answer-is-not-a-server-error": [
        wrong_answer("malformed-id-crashes", "A malformed agent id crashes the server.", malformed=_CRASH),
        wrong_answer("unknown-agent-crashes", "An agent that does not exist crashes the server.", unknown=_CRASH),
        wrong_answer(
            "unavailable-without-end",
            "A search for an agent that does not exist is too expensive: 503, without Retry-After.",
            unknown=SOUND.error(503, 503, "Service unavailable"),
        ),
        wrong_answer(
            "malformed-id-is-not-implemented",
            "An agent id that no route matches is answered with 501.",
            malformed=SOUND.error(501, 501, "Not implemented"),
        ),
    ],
    "status-is-documented": [
        wrong_answer(
            "unknown-agent-is-conflict",
            "An agent that does not exist is answered with 409.",
            unknown=SOUND.error(409, 409, "Agent was deleted"),
        ),
        wrong_answer(
            "malformed-id-is-teapot",
            "A malformed agent id is answered with a joke.",
            malformed=SOUND.error(418, 418, "I'm a teapot"),
        ),
    ],
    "malformed-parameter-is-refused": [
        wrong_answer(
            "malformed-id-is-empty",
            "A malformed agent id is treated as an agent without batches.",
            malformed=SOUND.reply(200, []),
        )
    ],
    "valid-request-succeeds": [
        wrong_answer(
            "known-agent-is-refused",
            "A known agent is answered with 400: the server requires a parameter that the contract lacks.",
            listing=SOUND.error(400, 1003, "page is required"),
        )
    ],
}


class ListIsCreated(Mutant):
    """A list is answered with 201 Created, as the vendor once did elsewhere."""

    name = "list-is-created"
    kills = ("status-is-documented",)

    def listing(self, agent: str) -> Answer:
        """Answer with 201."""
        return self.reply(201, self.rows(agent))


class LongListIsPartial(Mutant):
    """A list of more than a hundred batches is answered with 206 Partial Content."""

    name = "long-list-is-partial"
    kills = ("status-is-documented",)

    def listing(self, agent: str) -> Answer:
        """Answer with 206 for a long list."""
        rows = self.rows(agent)
        return self.reply(206 if len(rows) > 100 else 200, rows)


class EmptyListHasNoContent(Mutant):
    """An agent without batches is answered with 204 No Content."""

    name = "empty-list-has-no-content"
    kills = ("status-is-documented",)

    def listing(self, agent: str) -> Answer:
        """Answer with 204 instead of an empty list."""
        return super().listing(agent) if self.rows(agent) else Answer(204, (), b"")


class RedirectsToSlash(Mutant):
    """A call is redirected to the same path with a trailing slash."""

    name = "redirects-to-slash"
    kills = ("answer-is-not-a-redirect",)

    def listing(self, agent: str) -> Answer:
        """Answer with 307."""
        return Answer(307, (("Location", f"/batches/{agent}/all/"),), b"")


class UpperCaseIdIsRedirected(Mutant):
    """An agent id in upper case is redirected to the lower-case spelling."""

    name = "upper-case-id-is-redirected"
    kills = ("answer-is-not-a-redirect",)

    def find(self, text: str) -> Answer:
        """Answer with 308 to any spelling but the canonical one."""
        agent = self.canonical(text)
        if agent is None or agent == text:
            return super().find(text)
        return Answer(308, (("Location", f"/batches/{agent}/all"),), b"")


class ListIsPlainText(Mutant):
    """A list is labelled as plain text."""

    name = "list-is-plain-text"
    kills = ("content-type-is-documented",)

    def listing(self, agent: str) -> Answer:
        """Answer with another media type."""
        return super().listing(agent).with_header("Content-Type", "text/plain; charset=utf-8")


class ListHasNoMediaType(Mutant):
    """A list has no media type."""

    name = "list-has-no-media-type"
    kills = ("content-type-is-documented",)

    def listing(self, agent: str) -> Answer:
        """Answer without a media type."""
        return Answer(200, (), super().listing(agent).body)


class MalformedIdFindsAnyone(Mutant):
    """A malformed agent id drops out of the query, which then finds somebody's batches."""

    name = "malformed-id-finds-anyone"
    kills = ("malformed-parameter-is-refused", "known-ids-share-no-rows", "unknown-id-gets-no-known-rows")

    def malformed(self, text: str) -> Answer:
        """Answer with the list of the first agent."""
        return self.listing(AGENTS[0])


class LongIdIsCut(Mutant):
    """An agent id is truncated to 36 characters, and the rest is ignored."""

    name = "long-id-is-cut"
    kills = ("malformed-parameter-is-refused",)

    def canonical(self, text: str) -> str | None:
        """Read no more than the width of the column."""
        return super().canonical(text[:36])


class RealAgentIdIsMalformed(Mutant):
    """A UUID that is not of version 1 counts as malformed, but those of the known agents are of version 4."""

    name = "real-agent-id-is-malformed"
    kills = ("valid-request-succeeds",)

    def canonical(self, text: str) -> str | None:
        """Accept version 1 only."""
        agent = super().canonical(text)
        return agent if agent is None or agent[14] == "1" else None


class UpperCaseIdIsUnknown(Mutant):
    """An agent id in upper case finds nothing: ids are compared as strings."""

    name = "upper-case-id-is-unknown"
    kills = ("uuid-parameter-ignores-case",)

    def canonical(self, text: str) -> str | None:
        """Keep the case of the id."""
        return super().canonical(text) and text


class UpperCaseIdIsMalformed(Mutant):
    """An agent id in upper case counts as malformed."""

    name = "upper-case-id-is-malformed"
    kills = ("uuid-parameter-ignores-case",)

    def canonical(self, text: str) -> str | None:
        """Accept lower case only."""
        return super().canonical(text) if text == text.lower() else None


class UpperCaseFindsOne(Mutant):
    """An agent id in upper case misses the cache, and only one batch is found without it."""

    name = "upper-case-finds-one"
    kills = ("uuid-parameter-ignores-case",)

    def find(self, text: str) -> Answer:
        """List one batch for an id in upper case."""
        is_upper = text != text.lower() and text == text.upper() and self.canonical(text) in AGENTS
        return self.reply(200, self.rows(text.lower())[:1]) if is_upper else super().find(text)
