"""The plan of a run: the cases that follow from its options, its target and the user's settings."""

from __future__ import annotations

from collections.abc import Callable

from conformance.exchange.gather import Bounds, Plan, plan_run
from conformance.exchange.generation import FIXED, Drawing
from conformance.exchange.user_settings import UserSettings
from conformance.model import Target
from conformance.run.settings import Options
from conformance.verdict.suite import Suite

NOTHING = Plan((), 0)
"""The plan of a run that was interrupted while it was made: nothing is sent, and it is not made again."""


def planned(
    options: Options,
    suite: Suite,
    target: Target,
    settings: UserSettings,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> Plan:
    """Return the cases for a target; drawing them sends nothing.

    Args:
        options: How many there may be, and the seed.
        suite: The operations to ask for.
        target: What is asked.
        settings: The user's settings of schemathesis.
        progress: Is called with the number of operations that are planned, and of all.
    """
    bounds = Bounds(options.max_requests, options.explore)
    seed = next(each for each in (options.seed, settings.seed, FIXED.seed) if each is not None)
    drawing = Drawing(seed, generation=settings.generation)
    return plan_run(suite.asked, suite.schemas, target, bounds, drawing, progress)
