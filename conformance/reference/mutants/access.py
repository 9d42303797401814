"""Mutants that show rows to callers who do not own them, or reveal what belongs to somebody else."""

from __future__ import annotations

from dataclasses import replace

from conformance.reference.api import Answer, Call
from conformance.reference.data import AGENTS, Row, batches
from conformance.reference.mutants.base import SOUND, Mutant, Table, wrong_answer, wrong_value

TABLE: Table = {
    "foreign-and-unknown-are-answered-alike": [
        wrong_answer(
            "foreign-agent-is-forbidden",
            "An agent of another account is forbidden, whereas one that does not exist is not found.",
            foreign=SOUND.error(403, 403, "Access denied"),
        ),
        wrong_answer(
            "foreign-agent-is-named",
            "The error for an agent of another account says so.",
            foreign=SOUND.error(404, 404, "Agent belongs to another account"),
        ),
    ],
    ("private-answers-are-not-shared-by-caches", "keyed-answers-are-not-public"): [
        wrong_value(
            "list-is-public",
            "Every shared cache may keep a list for five minutes and serve it to anybody.",
            caching="public, max-age=300",
        )
    ],
    "private-answers-are-not-shared-by-caches": [
        wrong_value(
            "list-must-be-revalidated",
            "A directive that was meant to be strict lets shared caches keep a list while it is fresh.",
            caching="max-age=60, must-revalidate",
        )
    ],
    "transport-security-is-strict": [
        wrong_value(
            "transport-security-is-taken-back",
            "The HTTPS-only policy (HSTS) is still in trial, with a max-age of zero.",
            strictness="max-age=0",
        )
    ],
}


class AgentIsIgnored(Mutant):
    """Every agent of the account gets the batches of its first agent."""

    name = "agent-is-ignored"
    kills = ("known-ids-share-no-rows",)

    def rows(self, agent: str) -> list[Row]:
        """Return the batches of the first agent."""
        return super().rows(AGENTS[0])


class ListHasNeighboursRow(Mutant):
    """The list of an agent ends with a batch of another one."""

    name = "list-has-neighbours-row"
    kills = ("known-ids-share-no-rows",)

    def rows(self, agent: str) -> list[Row]:
        """Return the batches and one more."""
        rows = super().rows(agent)
        return rows if agent == AGENTS[0] else [*rows, *super().rows(AGENTS[0])[-1:]]


class NoDashesFindAll(Mutant):
    """An agent id without dashes is ignored, and everything is listed."""

    name = "no-dashes-find-all"
    kills = ("known-ids-share-no-rows",)

    def find(self, text: str) -> Answer:
        """List the batches of all agents for 32 digits."""
        if len(text) == 32 and text.isalnum():
            return self.reply(200, [row for agent in AGENTS for row in self.rows(agent)])
        return super().find(text)


class UnknownAgentGetsEverything(Mutant):
    """An agent that is not found drops out of the query, which then finds the batches of all agents."""

    name = "unknown-agent-gets-everything"
    kills = ("unknown-id-gets-no-known-rows", "foreign-id-gets-no-rows")

    def unknown(self, agent: str) -> Answer:
        """Answer with the batches of all agents."""
        return self.reply(200, [row for each in AGENTS for row in self.rows(each)])


class UnknownAgentGetsNewest(Mutant):
    """An agent that is not found gets the newest batch of the account, as an example."""

    name = "unknown-agent-gets-newest"
    kills = ("unknown-id-gets-no-known-rows", "foreign-id-gets-no-rows")

    def unknown(self, agent: str) -> Answer:
        """Answer with one batch."""
        return self.reply(200, self.rows(AGENTS[0])[:1])


class ForeignAgentIsListed(Mutant):
    """An agent of another account is listed like one of the caller's own."""

    name = "foreign-agent-is-listed"
    kills = ("foreign-id-gets-no-rows",)

    def foreign(self, agent: str) -> Answer:
        """Answer with its batches."""
        return self.reply(200, batches(agent, self.now))


class TransportSecurityIsMissing(Mutant):
    """Lists are sent over HTTPS without the HTTPS-only policy (HSTS)."""

    name = "transport-security-is-missing"
    kills = ("transport-security-is-strict",)

    def answer(self, call: Call) -> Answer:
        """Answer without the header."""
        answer = super().answer(call)
        headers = tuple(header for header in answer.headers if header[0] != "Strict-Transport-Security")
        return replace(answer, headers=headers)
