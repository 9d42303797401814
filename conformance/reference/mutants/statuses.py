"""Mutants that answer with a wrong status or media type."""

from __future__ import annotations

from conformance.reference.api import Answer, Call
from conformance.reference.data import AGENTS
from conformance.reference.mutants.base import Mutant


class ListIsCreated(Mutant):
    """A list is answered 201 Created, as the vendor did elsewhere over one summer."""

    name = "list-is-created"
    kills = ("status-is-documented",)

    def listing(self, agent: str) -> Answer:
        """Answer 201."""
        return self.reply(201, self.rows(agent))


class LongListIsPartial(Mutant):
    """A list of more than a hundred batches is answered 206 Partial Content."""

    name = "long-list-is-partial"
    kills = ("status-is-documented",)

    def listing(self, agent: str) -> Answer:
        """Answer 206 for a long list."""
        rows = self.rows(agent)
        return self.reply(206 if len(rows) > 100 else 200, rows)


class RedirectsToSlash(Mutant):
    """A call is sent on to the same path with a slash at the end."""

    name = "redirects-to-slash"
    kills = ("answer-is-not-a-redirect",)

    def listing(self, agent: str) -> Answer:
        """Answer 307."""
        return Answer(307, (("Location", f"/batches/{agent}/all/"),), b"")


class RedirectsToLogin(Mutant):
    """A call without a good key is sent to the login page, as if a person had made it."""

    name = "redirects-to-login"
    kills = ("answer-is-not-a-redirect",)

    def refuse(self, call: Call) -> Answer:
        """Answer 302."""
        return Answer(302, (("Location", "/login"),), b"")


class MalformedIdCrashes(Mutant):
    """A malformed agent id crashes the server."""

    name = "malformed-id-crashes"
    kills = ("answer-is-not-a-server-error",)

    def malformed(self, text: str) -> Answer:
        """Answer 500."""
        return self.error(500, 500, "Internal server error")


class UnknownAgentCrashes(Mutant):
    """An agent that does not exist crashes the server."""

    name = "unknown-agent-crashes"
    kills = ("answer-is-not-a-server-error",)

    def unknown(self, agent: str) -> Answer:
        """Answer 500."""
        return self.error(500, 500, "Internal server error")


class MissingKeyCrashes(Mutant):
    """A call without a key crashes the server."""

    name = "missing-key-crashes"
    kills = ("answer-is-not-a-server-error",)

    def refuse(self, call: Call) -> Answer:
        """Answer 500 where there is nothing to refuse."""
        if call.header("Authorization"):
            return super().refuse(call)
        return self.error(500, 500, "Internal server error")


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


class ErrorIsHtml(Mutant):
    """An error is labelled as a page for a browser."""

    name = "error-is-html"
    kills = ("content-type-is-documented",)

    def malformed(self, text: str) -> Answer:
        """Answer with another media type."""
        return super().malformed(text).with_header("Content-Type", "text/html")


class MalformedIdIsEmpty(Mutant):
    """A malformed agent id is only an agent without batches."""

    name = "malformed-id-is-empty"
    kills = ("malformed-parameter-is-refused",)

    def malformed(self, text: str) -> Answer:
        """Answer with an empty list."""
        return self.reply(200, [])


class MalformedIdFindsAnyone(Mutant):
    """A malformed agent id drops out of the query, which then finds somebody's batches."""

    name = "malformed-id-finds-anyone"
    kills = ("malformed-parameter-is-refused", "known-ids-share-no-rows", "unknown-id-gets-no-known-rows")

    def malformed(self, text: str) -> Answer:
        """Answer with the list of the first agent."""
        return self.listing(AGENTS[0])


class LongIdIsCut(Mutant):
    """An agent id is cut to 36 characters, and what follows them is not looked at."""

    name = "long-id-is-cut"
    kills = ("malformed-parameter-is-refused",)

    def canonical(self, text: str) -> str | None:
        """Read no more than the column holds."""
        return super().canonical(text[:36])


class KnownAgentIsRefused(Mutant):
    """A known agent is answered 400: the server asks for a parameter that the contract lacks."""

    name = "known-agent-is-refused"
    kills = ("valid-request-succeeds",)

    def listing(self, agent: str) -> Answer:
        """Answer 400."""
        return self.error(400, 1003, "page is required")


class RealAgentIdIsMalformed(Mutant):
    """A UUID that is not of version 1 counts as malformed, and all the known agents' are of version 4."""

    name = "real-agent-id-is-malformed"
    kills = ("valid-request-succeeds",)

    def canonical(self, text: str) -> str | None:
        """Take version 1 only."""
        agent = super().canonical(text)
        return agent if agent is None or agent[14] == "1" else None


class UpperCaseIdIsUnknown(Mutant):
    """An agent id in upper case finds nothing: ids are compared as texts."""

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
        """Take lower case only."""
        return super().canonical(text) if text == text.lower() else None


class LengthBesideChunks(Mutant):
    """A list is sent in chunks, and says its length in Content-Length as well."""

    name = "length-beside-chunks"
    kills = ("message-framing-is-sound",)

    def listing(self, agent: str) -> Answer:
        """Frame the answer twice."""
        answer = super().listing(agent)
        framed = answer.with_header("Transfer-Encoding", "chunked")
        return framed.with_header("Content-Length", str(len(answer.body)))
