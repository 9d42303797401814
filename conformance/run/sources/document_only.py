"""No API: only the document or its change is judged, and nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.exchange.planner import Plan
from conformance.model import Case, Exchange, Target
from conformance.run.settings import Options
from conformance.run.source import Progress, Source


class DocumentOnly(Source):
    """A source without exchanges."""

    plan = Plan((), 0)
    exchanges: Sequence[Exchange] = ()
    obstacle: str | None = None

    def __init__(self, options: Options) -> None:
        self.target = Target("none", "")
        self.interval = options.interval()

    def gather(self, progress: Progress) -> tuple[Exchange, ...]:
        """Return nothing."""
        return ()

    def ask(self, case: Case) -> Exchange | None:
        """Return None."""
        return None
