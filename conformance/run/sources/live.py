"""The live API at a base URL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from conformance.contract.load import SPEC
from conformance.exchange.addresses import addresses_of
from conformance.exchange.target import is_loopback, load_target
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
            InputError: The URL, the target file, a variable or the user's settings are unusable, or the
                contract has no operation that may be sent.
        """
        file = options.target or SPEC / "target.yaml"
        target = load_target(base_url, file, environment, suite.contract, suite.schemas)
        settings = read_settings(options.folder, suite.contract)
        if not suite.operations:
            document = suite.contract.document.file
            raise InputError("has no GET or HEAD operation, and nothing else is ever sent", document)
        addresses = addresses_of(target.base_url, suite.contract)
        target = replace(target, base_url=addresses.base)
        self._other = addresses.other
        self._elsewhere = [each for each in suite.operations if addresses.own.get(each.id) == ""]
        is_near = is_loopback(urlsplit(target.base_url).hostname or "")
        super().__init__(options, suite, target, settings, options.interval(0.0 if is_near else interval_of(_RATE)))

    def notes(self) -> Iterator[str]:
        """Yield what is asked beside the plan, and which operations are not asked."""
        if self._other:
            yield f"if nothing known is found there, {self._other} is tried once"
        for each in self._elsewhere:
            yield f"left out: {each.id} is on a server of its own ({each.servers[0]}), which is not asked"
