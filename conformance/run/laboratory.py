"""Judges many servers by one contract, one ledger and one plan, to prove the suite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conformance.contract.selection import ALL, OperationSelection
from conformance.exchange.credentials import Credentials
from conformance.exchange.gather import gather_in_stages
from conformance.exchange.planner import Plan
from conformance.exchange.transport import Transport
from conformance.exchange.user_settings import UserSettings
from conformance.model import Exchange, Target, Verdict
from conformance.reference.bundled import Bundled
from conformance.reference.server import Answering, serve
from conformance.run.planning import planner
from conformance.run.session import Session
from conformance.run.settings import Options
from conformance.run.sources.reference import target_of

# Servers are judged as if behind a proxy that ends TLS, so that requirements on HTTPS can be proved without it.
_HOST = "https://api.example.com"
_FORWARDED = Credentials(headers=(("X-Forwarded-Proto", "https"),))


class Laboratory:
    """One contract, one ledger and one plan, by which many servers are judged."""

    def __init__(self, bundled: Bundled, selection: OperationSelection = ALL) -> None:
        """Plan for a bundled contract, or for some of its operations."""
        self.bundled = bundled
        self.session = Session(Options(spec=bundled.document), {})
        self.suite = replace(self.session.suite, selection=selection)
        self._target = target_of(bundled)
        self._planner = planner(self.session.options, self.suite, self._target, UserSettings())

    @property
    def plan(self) -> Plan:
        """The cases that are known before the first answer."""
        return self._planner.plan()

    def exchanges(self, api: Answering) -> tuple[tuple[Exchange, ...], Target]:
        """Start a server; return the exchanges with it, and the target as its clients see it."""
        with serve(api) as url:
            target, operations = replace(self._target, base_url=url), self.suite.operations
            most = self._planner.max_requests
            transport = Transport(
                target, operations, most, self.session.options.timeout, more=_FORWARDED, spare=len(operations)
            )
            gather_in_stages(transport, self.suite.contract, self._planner.anew(), lambda done, planned: None)
        if any(each.trouble for each in transport.exchanges):
            raise RuntimeError("the server left a request unanswered, so it proves nothing")
        return tuple(_over_https(each, url) for each in transport.exchanges), replace(target, base_url=_HOST)

    def judge(self, api: Answering) -> Sequence[Verdict]:
        """Start a server and return the verdicts on it."""
        exchanges, target = self.exchanges(api)
        return self.suite.judge(self.suite.evidences(exchanges, target))


def _over_https(exchange: Exchange, url: str) -> Exchange:
    """Return an exchange as seen by a client of a proxy that ends TLS in front of the server at a URL."""
    return replace(exchange, request=replace(exchange.request, url=exchange.request.url.replace(url, _HOST)))
