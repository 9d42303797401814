"""The common part of the live API and the bundled reference: requests are sent to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from conformance.contract.openapi import Operation
from conformance.exchange.addresses import addresses_of
from conformance.exchange.extra_headers import ExtraHeader, credentials_of
from conformance.exchange.gather import gather_in_stages, send
from conformance.exchange.network import Network
from conformance.exchange.planner import Plan, Planner
from conformance.exchange.token_command import TokenCommand
from conformance.exchange.transport import Transport
from conformance.exchange.user_settings import UserSettings
from conformance.model import Case, Exchange, Target
from conformance.run.planning import NOTHING, ceiling, planner
from conformance.run.settings import Options
from conformance.run.source import Progress, Source
from conformance.verdict.obstacle import obstacle_of
from conformance.verdict.suite import Suite


class Sending(Source):
    """An API that requests are sent to, one after the other."""

    is_asked = is_sent = True
    headers: Sequence[ExtraHeader] = ()
    """The headers of every request, besides those of the user's settings."""
    network = Network()
    """The way to it."""
    token_command: TokenCommand | None = None
    """Prints a new token when one has expired."""
    closed: Mapping[str, str] = {}
    """The operations that cannot be asked, each with the security schemes that it needs."""

    def __init__(self, options: Options, suite: Suite, target: Target, settings: UserSettings, interval: float) -> None:
        self.target, self.settings, self.interval = target, settings, interval
        self._options, self._suite = options, suite

        self._whole: Plan | None = None

    @cached_property
    def _planner(self) -> Planner:
        return planner(self._options, self._suite, self.target, self.settings, self.planning())

    @cached_property
    def _first(self) -> Plan:
        try:
            return self._planner.plan()
        except KeyboardInterrupt:
            self._first = NOTHING
            raise

    @property
    def plan(self) -> Plan:
        """The cases that are sent, as far as they are known: more follow from the first answers."""
        return self._whole or self._first

    @cached_property
    def _transport(self) -> Transport:
        self._start()
        operations, whole = self._suite.operations, ceiling(self._options, self._suite)
        # What follows from the answers is not counted yet, nor are requests that a new token repeats.
        is_open = self._first.waiting or self._first.paged or self.token_command is not None
        most = whole if is_open else min(whole, len(self._first.cases) + self._options.explore)
        return Transport(
            self.target,
            operations,
            most,
            self._options.timeout,
            interval=self.interval,
            more=self.settings.credentials.with_more(credentials_of(self.headers)),
            addresses=addresses_of(self.target.base_url, self._suite.contract),
            limits=self._options.limits,
            # Each operation may be asked once more with another last slash, and one at the other spelling of the URL.
            spare=min(whole - most, len(operations) + 1),
            network=self.network,
            token_command=self.token_command,
        )

    def _start(self) -> None:
        """Start whatever must run before the first request is sent."""

    @property
    def operations(self) -> Sequence[Operation]:
        """The operations as they are asked."""
        return self._suite.operations

    @property
    def notes(self) -> Iterable[str]:
        """The lines on the way to it, on headers and on the user's settings."""
        way = [f"network: {self.network.line}"] if self.network.line else []
        names = ", ".join(each.name for each in self.headers)
        headers = [f"headers: every request has {names}"] if names else []
        return (*way, *headers, *_not_exercised(self.closed), *super().notes)

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """The exchanges so far."""
        return self._transport.exchanges if "_transport" in vars(self) else ()

    @property
    def obstacle(self) -> str | None:
        """Why the exchanges say nothing about the API, or why not all requests were sent."""
        return obstacle_of(self.exchanges, self.target, self._suite, self._transport.stopped)

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
        try:
            self._whole = gather_in_stages(self._transport, self._suite.contract, self._planner, progress)
        finally:
            self.target = replace(self.target, base_url=self._transport.addresses.base)
        left = self._transport.sent + self._options.explore
        self._transport.max_requests = min(self._transport.max_requests, left)
        return tuple(self._transport.exchanges)

    def ask(self, case: Case) -> Exchange | None:
        """Send a case; return None where the ceiling is reached."""
        if self._transport.sent >= self._transport.max_requests:
            return None
        return send(self._transport, self._suite.contract, case)


def _not_exercised(closed: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each set of security schemes that operations need, and that there are no credentials for."""
    for names in dict.fromkeys(closed.values()):
        operations = ", ".join(each for each, needed in closed.items() if needed == names)
        yield f"not exercised: {operations}: needs {names}; name their variables under `security:` of --target"
