"""The bundled reference, started when the first request is sent."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

from conformance.exchange.user_settings import check_settings
from conformance.model import Target
from conformance.reference.bundled import VENDORED, Bundled
from conformance.reference.server import serve
from conformance.run.settings import Options
from conformance.run.sources.sending import Sending
from conformance.verdict.suite import Suite


class Reference(Sending):
    """The bundled reference: asked the same in every run, regardless of the user's settings."""

    is_ours = True

    def __init__(self, options: Options, suite: Suite) -> None:
        """Set the credentials and parameters of the reference.

        Raises:
            InputError: The user's settings are malformed.
        """
        target = target_of(VENDORED)
        super().__init__(options, suite, target, check_settings(options.folder), options.interval())
        self._stack = ExitStack()

    def _start(self) -> None:
        self.target = replace(self.target, base_url=self._stack.enter_context(serve(VENDORED.api())))

    def close(self) -> None:
        """Stop the server, if it was started."""
        self._stack.close()


def target_of(bundled: Bundled) -> Target:
    """Return a bundled API as a target, before it has a URL."""
    return Target(
        kind="reference",
        base_url="",
        credentials=bundled.credentials,
        parameters=bundled.parameters,
        variables=bundled.variables,
        foreign=bundled.foreign,
        owners=bundled.owners,
    )
