"""Mutants with something before the API that answers in its place: a proxy, a firewall, a login page."""

from __future__ import annotations

from conformance.reference.api import Answer, Call
from conformance.reference.mutants.base import Mutant

_LONG = 100
"""More batches than this take the API long."""


def _page(status: int, text: str) -> Answer:
    """Answer with a page for a browser."""
    return Answer(status, (("Content-Type", "text/html"),), f"<!doctype html><title>{text}</title>".encode())


class GatewayTimesOut(Mutant):
    """A long list takes the API longer than the gateway waits: 504, and a page."""

    name = "gateway-times-out"
    kills = ("answer-is-not-a-server-error",)

    def listing(self, agent: str) -> Answer:
        """Answer 504 for a long list."""
        return _page(504, "Gateway Time-out") if len(self.rows(agent)) > _LONG else super().listing(agent)


class UpstreamIsDown(Mutant):
    """A malformed agent id ends the process, and the gateway finds nobody: 502."""

    name = "upstream-is-down"
    kills = ("answer-is-not-a-server-error",)

    def malformed(self, text: str) -> Answer:
        """Answer 502."""
        return _page(502, "Bad Gateway")


class UnavailableWithoutEnd(Mutant):
    """A look for what does not exist is too dear: 503, and nothing says when to come back."""

    name = "unavailable-without-end"
    kills = ("answer-is-not-a-server-error",)

    def unknown(self, agent: str) -> Answer:
        """Answer 503."""
        return self.error(503, 503, "Service unavailable")


class MalformedIdIsNotImplemented(Mutant):
    """An agent id that no route matches is answered 501."""

    name = "malformed-id-is-not-implemented"
    kills = ("answer-is-not-a-server-error",)

    def malformed(self, text: str) -> Answer:
        """Answer 501."""
        return self.error(501, 501, "Not implemented")


class MaintenanceIsSuccess(Mutant):
    """A long list is replaced by a page about maintenance, with status 200."""

    name = "maintenance-is-success"
    kills = ("content-type-is-documented",)

    def listing(self, agent: str) -> Answer:
        """Answer with the page for a long list."""
        return _page(200, "Back soon") if len(self.rows(agent)) > _LONG else super().listing(agent)


class FirewallShowsPage(Mutant):
    """A firewall stops a malformed agent id with a page of its own."""

    name = "firewall-shows-page"
    kills = ("error-body-keeps-documented-shape",)

    def malformed(self, text: str) -> Answer:
        """Answer 403 with the page."""
        return _page(403, "Request blocked")


class UnknownAgentHasEmptyError(Mutant):
    """The error for an agent that does not exist has no body at all."""

    name = "unknown-agent-has-empty-error"
    kills = ("error-body-keeps-documented-shape",)

    def unknown(self, agent: str) -> Answer:
        """Answer 404 alone."""
        return Answer(404, (), b"")


class RefusalIsProblem(Mutant):
    """A refusal is a problem of RFC 9457, and the contract documents another shape."""

    name = "refusal-is-problem"
    kills = ("error-body-keeps-documented-shape",)

    def refuse(self, call: Call) -> Answer:
        """Answer with the problem."""
        answer = self.reply(401, {"type": "about:blank", "title": "Unauthorized"}, ("WWW-Authenticate", "Bearer"))
        return answer.with_header("Content-Type", "application/problem+json")


class RefusalIsLoginPage(Mutant):
    """A call without a good key gets the login page, with status 200."""

    name = "refusal-is-login-page"
    kills = (
        "half-key-is-refused",
        "appended-key-is-refused",
        "missing-key-is-refused",
        "empty-key-is-refused",
        "wrong-key-is-refused",
        "truncated-key-is-refused",
        "other-scheme-is-refused",
        "content-type-is-documented",
    )

    def refuse(self, call: Call) -> Answer:
        """Answer 200 with the page."""
        return _page(200, "Log in")


class RefusalIsFromProxy(Mutant):
    """A missing key is answered 407, as if a proxy had asked for it."""

    name = "refusal-is-from-proxy"
    kills = ("refusal-is-401", "status-is-documented")

    def refuse(self, call: Call) -> Answer:
        """Answer 407 to a call without the header."""
        return super().refuse(call) if call.header("Authorization") else self.error(407, 407, "Access denied")


class UpperCaseIdIsRedirected(Mutant):
    """An agent id in upper case is sent on to the spelling in lower case."""

    name = "upper-case-id-is-redirected"
    kills = ("answer-is-not-a-redirect",)

    def find(self, text: str) -> Answer:
        """Answer 308 to another spelling than the one."""
        agent = self.canonical(text)
        if agent is None or agent == text:
            return super().find(text)
        return Answer(308, (("Location", f"/batches/{agent}/all"),), b"")


class EmptyListHasNoContent(Mutant):
    """An agent without batches is answered 204 No Content."""

    name = "empty-list-has-no-content"
    kills = ("status-is-documented",)

    def listing(self, agent: str) -> Answer:
        """Answer 204 for nothing."""
        return super().listing(agent) if self.rows(agent) else Answer(204, (), b"")


class UnknownAgentIsConflict(Mutant):
    """An agent that does not exist is answered 409."""

    name = "unknown-agent-is-conflict"
    kills = ("status-is-documented",)

    def unknown(self, agent: str) -> Answer:
        """Answer 409."""
        return self.error(409, 409, "Agent was deleted")


class MalformedIdIsTeapot(Mutant):
    """A malformed agent id is answered by a joke."""

    name = "malformed-id-is-teapot"
    kills = ("status-is-documented",)

    def malformed(self, text: str) -> Answer:
        """Answer 418."""
        return self.error(418, 418, "I'm a teapot")
