"""The live API at a base URL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from conformance.contract.load import SPEC, display
from conformance.contract.selection import ALL
from conformance.exchange.addresses import addresses_of
from conformance.exchange.extra_headers import given_headers, named_headers, without_parameters
from conformance.exchange.network import network_for
from conformance.exchange.target import closed_operations, is_loopback, load_target, refuse_closed, without_mutual_tls
from conformance.exchange.token_command import token_command_of
from conformance.exchange.user_settings import read_settings
from conformance.exchange.waiting import interval_of
from conformance.model import InputError
from conformance.run.settings import Options
from conformance.run.sources.sending import Sending
from conformance.verdict.suite import Suite

_RATE = "5/s"
"""The rate of requests to another machine, unless the user gives one."""


class Live(Sending):
    """An API that is asked at a limited rate, with the user's own key."""

    def __init__(self, base_url: str, options: Options, suite: Suite, environment: Mapping[str, str]) -> None:
        """Load the target.

        Raises:
            InputError: The URL, the way to it, the target file, a variable or the user's settings are unusable, or
                the contract has no operation that may be sent.
        """
        file = options.target or SPEC / "target.yaml"
        suite = self._as_asked(suite, file, options, environment)
        token = ""
        if options.token_command is not None:
            self.token_command = token_command_of(options.token_command)
            token = self.token_command.token()
        target = load_target(base_url, file, environment, suite.contract, suite.schemas, token)
        self.network = network_for(target.base_url, options.network, environment)
        settings = read_settings(options.folder, suite.contract)
        if not suite.operations:
            document = suite.contract.document.file
            raise InputError("has no GET or HEAD operation, and nothing else is ever sent", document)
        addresses = addresses_of(target.base_url, suite.contract)
        target = replace(target, base_url=addresses.base)
        self._other = addresses.other
        self._elsewhere = [each for each in suite.operations if addresses.own.get(each.id) == ""]
        is_near = is_loopback(urlsplit(target.base_url).hostname or "")
        refuse_closed(suite.asked, target, display(file))
        self.closed = closed_operations(suite.asked, target)
        operations = tuple(each for each in suite.operations if each.id not in self.closed)
        suite = replace(suite, contract=replace(suite.contract, operations=operations), selection=ALL)
        super().__init__(options, suite, target, settings, options.interval(0.0 if is_near else interval_of(_RATE)))

    @property
    def notes(self) -> Iterable[str]:
        """The lines on the way to it, on what is asked beside the plan, and on what is not asked."""
        other = [f"if nothing known is found there, {self._other} is tried once"] if self._other else []
        left_out = (
            f"left out: {each.id} is on a server of its own ({each.servers[0]}), which is not asked"
            for each in self._elsewhere
        )
        return (*super().notes, *other, *left_out)

    def _as_asked(self, suite: Suite, file: Path, options: Options, environment: Mapping[str, str]) -> Suite:
        """Return a suite whose contract leaves out what every request has: headers, and a client certificate."""
        contract = suite.contract
        self.headers = (*named_headers(file, environment, contract), *given_headers(options.headers, contract))
        if options.network.certificates.cert is not None:
            contract = without_mutual_tls(contract)
        return replace(suite, contract=without_parameters(contract, self.headers))
