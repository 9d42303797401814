"""The common part of the live API and the bundled reference: requests are sent to them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from conformance.exchange.gather import Plan, gather, send
from conformance.exchange.transport import Transport
from conformance.exchange.user_settings import UserSettings
from conformance.model import Case, Exchange, Target
from conformance.run.planning import NOTHING, planned
from conformance.run.settings import Options
from conformance.run.source import Progress, Source
from conformance.verdict.obstacle import obstacle_of
from conformance.verdict.suite import Suite


class Sending(Source):
    """An API that requests are sent to, one after the other."""

    is_asked = is_sent = True

    def __init__(self, options: Options, suite: Suite, target: Target, settings: UserSettings, interval: float) -> None:
        self.target, self.settings, self.interval = target, settings, interval
        self._options, self._suite = options, suite

    @cached_property
    def plan(self) -> Plan:
        """The cases that are sent."""
        try:
            return planned(self._options, self._suite, self.target, self.settings, self.planning())
        except KeyboardInterrupt:
            self.plan = NOTHING
            raise

    @cached_property
    def _transport(self) -> Transport:
        self._start()
        ceiling = min(self._options.max_requests, len(self.plan.cases) + self._options.explore)
        operations, timeout, more = self._suite.operations, self._options.timeout, self.settings.credentials
        return Transport(self.target, operations, ceiling, timeout, interval=self.interval, more=more)

    def _start(self) -> None:
        """Start whatever must run before the first request is sent."""

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """The exchanges so far."""
        return self._transport.exchanges if "_transport" in vars(self) else ()

    @property
    def obstacle(self) -> str | None:
        """Why the exchanges say nothing about the API, or why not all requests were sent."""
        return obstacle_of(self.exchanges, self.target, self._suite.operations, self._transport.stopped)

    @property
    def sent(self) -> int:
        """How many requests were sent so far."""
        return self._transport.sent if self.exchanges else 0

    @property
    def left_out(self) -> int:
        """How many cases were not sent because of the ceiling."""
        return self.plan.left_out

    def gather(self, progress: Progress) -> tuple[Exchange, ...]:
        """Send the planned cases and return their exchanges."""
        return gather(self._transport, self._suite.contract, self.plan.cases, progress)

    def ask(self, case: Case) -> Exchange | None:
        """Send a case; return None where the ceiling is reached."""
        if self._transport.sent >= self._transport.max_requests:
            return None
        return send(self._transport, self._suite.contract, case)
