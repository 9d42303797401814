"""The common part of the live API and the bundled reference: requests are sent to them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cached_property

from conformance.exchange.gather import gather_in_stages, send
from conformance.exchange.planner import Plan, Planner
from conformance.exchange.transport import Transport
from conformance.exchange.user_settings import UserSettings
from conformance.model import Case, Exchange, Target
from conformance.run.planning import ceiling, planner
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

        self._whole: Plan | None = None

    @cached_property
    def _planner(self) -> Planner:
        return planner(self._options, self._suite, self.target, self.settings)

    @cached_property
    def _first(self) -> Plan:
        return self._planner.plan()

    @property
    def plan(self) -> Plan:
        """The cases that are sent, as far as they are known: more follow from the first answers."""
        return self._whole or self._first

    @cached_property
    def _transport(self) -> Transport:
        self._start()
        # What follows from the answers is not counted yet.
        more_to_come = sys.maxsize if self._first.waiting else len(self._first.cases) + self._options.explore
        most = min(ceiling(self._options, self._suite), more_to_come)
        operations, timeout, more = self._suite.operations, self._options.timeout, self.settings.credentials
        return Transport(self.target, operations, most, timeout, interval=self.interval, more=more)

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
        """Send the planned cases, and those that follow from their answers, and return their exchanges."""
        self._whole = gather_in_stages(self._transport, self._suite.contract, self._planner, progress)
        left = self._transport.sent + self._options.explore
        self._transport.max_requests = min(self._transport.max_requests, left)
        return tuple(self._transport.exchanges)

    def ask(self, case: Case) -> Exchange | None:
        """Send a case; return None where the ceiling is reached."""
        if self._transport.sent >= self._transport.max_requests:
            return None
        return send(self._transport, self._suite.contract, case)
