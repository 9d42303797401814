"""Judges many servers by one contract, one ledger and one plan, to prove the suite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conformance.exchange.gather import gather
from conformance.exchange.transport import Transport
from conformance.exchange.user_settings import UserSettings
from conformance.model import Exchange, Target, Verdict
from conformance.reference.api import Api
from conformance.reference.data import AGENTS
from conformance.reference.server import serve
from conformance.run.planning import planned
from conformance.run.session import Session
from conformance.run.settings import Options

FEW = (AGENTS[3], AGENTS[2], AGENTS[0])
"""All agents but the one with the most rows, which would take a third of the time and show nothing more."""

# Servers are judged as if behind a proxy that ends TLS, so that requirements on HTTPS can be proved without it.
_HOST = "https://api.example.com"
_FORWARDED = ("X-Forwarded-Proto", "https")


class Laboratory:
    """One contract, one ledger and one plan, by which many servers are judged."""

    def __init__(self, known: tuple[str, ...]) -> None:
        """Plan for the known values given, instead of all that the reference has."""
        self.session = Session(Options(), {})
        suite, target = self.session.suite, self.session.source.target
        self._target = replace(target, parameters=dict.fromkeys(target.parameters, known))
        self.plan = planned(self.session.options, suite, self._target, UserSettings())

    def exchanges(self, api: Api) -> tuple[tuple[Exchange, ...], Target]:
        """Start a server; return the exchanges with it, and the target as its clients see it."""
        suite, cases = self.session.suite, self.plan.cases
        with serve(api) as url:
            target = replace(self._target, base_url=url)
            timeout, detours = self.session.options.timeout, len(suite.operations)
            transport = Transport(target, suite.operations, len(cases), timeout, spare=detours)
            forwarded = [replace(case, headers=(*case.headers, _FORWARDED)) for case in cases]
            exchanges = gather(transport, suite.contract, forwarded, lambda done, planned: None)
        if any(each.trouble for each in exchanges):
            raise RuntimeError("the server left a request unanswered, so it proves nothing")
        return tuple(_over_https(each, url) for each in exchanges), replace(target, base_url=_HOST)

    def judge(self, api: Api) -> Sequence[Verdict]:
        """Start a server and return the verdicts on it."""
        exchanges, target = self.exchanges(api)
        suite = self.session.suite
        return suite.judge(suite.evidences(exchanges, target))


def _over_https(exchange: Exchange, url: str) -> Exchange:
    """Return an exchange as seen by a client of a proxy that ends TLS in front of the server at a URL."""
    return replace(exchange, request=replace(exchange.request, url=exchange.request.url.replace(url, _HOST)))
