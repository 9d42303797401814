"""The plan of a run: the cases that follow from its options, its target and the user's settings."""

from __future__ import annotations

from conformance.exchange.gather import Bounds, Plan, plan_run
from conformance.exchange.generation import FIXED, Drawing
from conformance.exchange.user_settings import UserSettings
from conformance.model import Target
from conformance.run.settings import Options
from conformance.verdict.suite import Suite


def planned(options: Options, suite: Suite, target: Target, settings: UserSettings) -> Plan:
    """Return the cases for a target; drawing them sends nothing."""
    bounds = Bounds(options.max_requests, options.explore)
    seed = next(each for each in (options.seed, settings.seed, FIXED.seed) if each is not None)
    drawing = Drawing(seed, generation=settings.generation)
    return plan_run(suite.asked, suite.schemas, target, bounds, drawing)
