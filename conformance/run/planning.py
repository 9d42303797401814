"""The plan of a run: the cases that follow from its options, its target and the user's settings."""

from __future__ import annotations

from collections.abc import Callable

from conformance.exchange.gather import Bounds, planner_for
from conformance.exchange.generation import FIXED, Drawing
from conformance.exchange.planner import Plan, Planner
from conformance.exchange.user_settings import UserSettings
from conformance.model import Target
from conformance.run.settings import Options
from conformance.verdict.suite import Suite

NOTHING = Plan((), 0)
"""The plan of a run that was interrupted while it was made: nothing is sent, and it is not made again."""
_USUAL, _OF_EACH, _MOST = 60, 20, 400
"""The usual ceiling on requests, for how many each operation raises it, and to which number at most."""


def planned(
    options: Options,
    suite: Suite,
    target: Target,
    settings: UserSettings,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> Plan:
    """Return the cases for a target that are known before the first answer; drawing them sends nothing."""
    return planner(options, suite, target, settings, progress).plan()


def ceiling(options: Options, suite: Suite) -> int:
    """Return the most requests of a run: what the user says, or more than usual where there are many operations."""
    if options.max_requests is not None:
        return options.max_requests
    return max(_USUAL, min(_OF_EACH * len(suite.operations), _MOST))


def planner(
    options: Options,
    suite: Suite,
    target: Target,
    settings: UserSettings,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> Planner:
    """Return what plans a run against a target.

    Args:
        options: How many requests there may be, and the seed.
        suite: The operations to ask for.
        target: What is asked.
        settings: The user's settings of schemathesis.
        progress: Is called with the number of operations that are planned, and of all.
    """
    bounds = Bounds(ceiling(options, suite), options.explore)
    seed = next(each for each in (options.seed, settings.seed, FIXED.seed) if each is not None)
    drawing = Drawing(seed, generation=settings.generation, optional=options.optional)
    return planner_for(suite.asked, suite.schemas, target, bounds, drawing, progress)
