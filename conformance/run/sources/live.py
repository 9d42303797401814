"""The live API at a base URL."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from conformance.contract.load import SPEC
from conformance.exchange.network import network_for
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
            InputError: The URL, the way to it, the target file, a variable or the user's settings are unusable, or
                the contract has no operation that may be sent.
        """
        file = options.target or SPEC / "target.yaml"
        target = load_target(base_url, file, environment, suite.contract, suite.schemas)
        self.network = network_for(target.base_url, options.network, environment)
        settings = read_settings(options.folder, suite.contract)
        if not suite.operations:
            document = suite.contract.document.file
            raise InputError("has no GET or HEAD operation, and nothing else is ever sent", document)
        is_near = is_loopback(urlsplit(target.base_url).hostname or "")
        super().__init__(options, suite, target, settings, options.interval(0.0 if is_near else interval_of(_RATE)))
