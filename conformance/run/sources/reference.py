"""The bundled reference, started when the first request is sent."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

from conformance.exchange.user_settings import check_settings
from conformance.model import Target
from conformance.reference.api import KEY, Api
from conformance.reference.data import AGENTS, FOREIGN_AGENT
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
        target = Target(
            kind="reference",
            base_url="",
            credentials={"bearerAuth": KEY},
            parameters={"agent_id": AGENTS},
            variables={"bearerAuth": "BOLNA_API_KEY", "agent_id": "BOLNA_AGENT_ID"},
            foreign={"agent_id": FOREIGN_AGENT},
            owners=frozenset({"agent_id"}),
        )
        super().__init__(options, suite, target, check_settings(options.folder), options.interval())
        self._stack = ExitStack()

    def _start(self) -> None:
        self.target = replace(self.target, base_url=self._stack.enter_context(serve(Api())))

    def close(self) -> None:
        """Stop the server, if it was started."""
        self._stack.close()
