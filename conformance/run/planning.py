"""The plan of a run: the cases that follow from its options, its target and the user's settings."""

from __future__ import annotations

from conformance.exchange.gather import Bounds, planner_for
from conformance.exchange.generation import FIXED, Drawing
from conformance.exchange.planner import Plan, Planner
from conformance.exchange.user_settings import UserSettings
from conformance.model import Target
from conformance.run.settings import Options
from conformance.verdict.suite import Suite

_USUAL, _OF_EACH, _MOST = 60, 8, 400
"""The usual ceiling on requests, for how many each operation raises it, and to which number at most."""


def planned(options: Options, suite: Suite, target: Target, settings: UserSettings) -> Plan:
    """Return the cases for a target that are known before the first answer; drawing them sends nothing."""
    return planner(options, suite, target, settings).plan()


def ceiling(options: Options, suite: Suite) -> int:
    """Return the most requests of a run: what the user says, or more than usual where there are many operations."""
    if options.max_requests is not None:
        return options.max_requests
    return max(_USUAL, min(_OF_EACH * len(suite.operations), _MOST))


def planner(options: Options, suite: Suite, target: Target, settings: UserSettings) -> Planner:
    """Return what plans a run against a target."""
    bounds = Bounds(ceiling(options, suite), options.explore)
    seed = next(each for each in (options.seed, settings.seed, FIXED.seed) if each is not None)
    drawing = Drawing(seed, generation=settings.generation, optional=options.optional)
    return planner_for(suite.asked, suite.schemas, target, bounds, drawing)
