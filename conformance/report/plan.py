"""What a run would send, request by request, before any of it is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.contract.openapi import Operation
from conformance.exchange.generation import Optional
from conformance.exchange.paging import PAGES
from conformance.exchange.planner import Plan
from conformance.exchange.redaction import safe_text
from conformance.exchange.target import schemes_for
from conformance.model import Case, Intent, Target
from conformance.report.progress import duration

_CREDENTIALS = {
    Intent.NO_KEY: "no key",
    Intent.EMPTY_KEY: "an empty key",
    Intent.WRONG_KEY: "a wrong key",
    Intent.TRUNCATED_KEY: "the key without its end",
    Intent.HALF_KEY: "half of the key",
    Intent.APPENDED_KEY: "the key and more",
    Intent.OTHER_SCHEME: "the key, wrong scheme",
    Intent.LOWERCASE_SCHEME: "the key, lower-case scheme",
    Intent.ALTERNATIVE: "another key",
    Intent.ANONYMOUS: "no key",
}


_OPTIONAL = {
    Optional.NONE: "none is sent",
    Optional.KNOWN: "not sent where their name or value says that a GET would act",
    Optional.ALL: "sent as schemathesis draws them",
}


def plan_lines(plan: Plan, operations: Sequence[Operation], target: Target) -> Iterator[str]:
    """Yield a line for each request of a plan: its credentials in words, its intent, and its URL path."""
    guarded = {each.id for each in operations if schemes_for(each, target)}
    for case in plan.cases:
        key = _CREDENTIALS.get(case.intent, "the key") if case.operation in guarded else "no key"
        yield safe_text(f"{key:27}{case.intent.value:17}{case.method} {_shown(case)}")


def more_lines(plan: Plan) -> Iterator[str]:
    """Yield what a plan leaves open: the requests that follow from the answers, and which optional parameters go."""
    if plan.waiting:
        names = ", ".join(dict.fromkeys(f"`{safe_text(each.parameter)}`" for each in plan.waiting))
        waiting = f"{len(plan.waiting)} operation{'' if len(plan.waiting) == 1 else 's'}"
        yield f"further requests follow from what is listed: {waiting} can only be asked with values of {names}"
    if plan.paged:
        listing = "1 operation lists" if plan.paged == 1 else f"{plan.paged} operations list"
        yield f"further requests for pages: up to {PAGES * plan.paged}, since {listing} in pages"
    if plan.has_optional:
        yield f"optional parameters: {_OPTIONAL[plan.drawing.optional]} (--optional {plan.drawing.optional})"


def whereabouts(target: Target) -> str:
    """Return in words what is judged."""
    return {
        "reference": "bundled reference: a self-check, not a conformance result",
        "none": "none: give --base-url to judge an API",
        "recording": f"recorded at {target.base_url or 'an unknown host'}",
    }.get(target.kind, target.base_url)


def bounds_line(plan: Plan, explore: int, max_requests: int, interval: float, timeout: float) -> str:
    """Return how many requests a run sends, and how fast; `interval` and `timeout` are in seconds."""
    more = f", up to {explore} more to shrink what fails" if explore else ""
    left_out = f"; {plan.left_out} cases left out" if plan.left_out else ""
    planned = len(plan.cases)
    # What follows from the answers may take all of the ceiling.
    expected = max_requests if plan.waiting else min(max_requests, planned + PAGES * plan.paged)
    most = "at most" if plan.waiting else "about"
    pace = f", {1 / interval:g} a second: {most} {duration(expected * interval)}" if interval else ""
    return f"requests: {planned} planned{more}, {max_requests} at most{left_out}{pace}, {timeout:g} s each at most"


def _shown(case: Case) -> str:
    query = "&".join(f"{name}={value}" for name, value in case.query)
    return f"{case.path}?{query}" if query else case.path
