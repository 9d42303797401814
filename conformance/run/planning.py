"""The plan of a run: the cases that follow from its options, its target and the user's settings."""

from __future__ import annotations

from conformance.exchange.gather import Bounds, planner_for
from conformance.exchange.generation import FIXED, Drawing
from conformance.exchange.planner import Plan, Planner
from conformance.exchange.user_settings import UserSettings
from conformance.model import Target
from conformance.run.settings import Options
from conformance.verdict.suite import Suite


def planned(options: Options, suite: Suite, target: Target, settings: UserSettings) -> Plan:
    """Return the cases for a target that are known before the first answer; drawing them sends nothing."""
    return planner(options, suite, target, settings).plan()


def planner(options: Options, suite: Suite, target: Target, settings: UserSettings) -> Planner:
    """Return what plans a run against a target."""
    bounds = Bounds(options.max_requests, options.explore)
    seed = next(each for each in (options.seed, settings.seed, FIXED.seed) if each is not None)
    drawing = Drawing(seed, generation=settings.generation)
    return planner_for(suite.contract, suite.schemas, target, bounds, drawing)
