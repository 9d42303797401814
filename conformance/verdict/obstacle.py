"""Why a target could not be judged as planned; the API's contract is not broken by any of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from conformance.contract.media_types import is_json as is_json_type
from conformance.contract.openapi import Operation
from conformance.exchange.json_text import TOO_DEEP, nests_too_deep
from conformance.exchange.unpacking import MAYBE_CUT_OFF, UNSUPPORTED
from conformance.model import Exchange, Intent, Target, Trouble
from conformance.verdict.astray import ABSENT
from conformance.verdict.suite import Suite

_REFUSALS = frozenset({401, 403})


def obstacle_of(
    exchanges: Sequence[Exchange], target: Target, suite: Suite, stopped: Trouble | None = None
) -> str | None:
    """Return in words why the exchanges say nothing about a target; None if they do.

    One operation that gives no answer is no obstacle: the others are judged, and it is named.

    Args:
        exchanges: All exchanges.
        target: What was asked.
        suite: The contract, with the operations that were requested.
        stopped: Why sending stopped early, if it did.
    """
    if not exchanges:
        return f"nothing was sent: {_missing_values(target, suite.operations)}"
    known = [each for each in exchanges if each.case.intent is Intent.KNOWN]
    for group in filter(None, (exchanges, known)):
        if not any(map(_is_answered, group)):
            reason = next(each.trouble.reason for each in group if each.trouble)
            return f"the target cannot be judged: {reason}"
    statuses = {each.response.status for each in known if each.response}
    if statuses & _REFUSALS and statuses <= _REFUSALS | ABSENT:
        names = ", ".join(target.variables.get(name, name) for name in target.credentials)
        return f"the target refuses the key given ({min(statuses & _REFUSALS)}); check {names}"
    if statuses == {503}:
        return "the target cannot be judged: it reports that it is unavailable (503)"
    if stopped is not None:
        number = sum(each.trouble is stopped for each in exchanges)
        return f"{number} of {len(exchanges)} requests were {stopped.reason}"
    return suite.astray(exchanges, target) or _unread(known)


def _unread(known: Iterable[Exchange]) -> str | None:
    """Return why the answer to a known request could not be read at all; None if all could."""
    for exchange in known:
        trouble, response = exchange.trouble, exchange.response
        if trouble is not None and trouble.kind == "too-large":
            return f"the target cannot be judged in full: {trouble.reason}"
        if response is not None and response.undecoded in (UNSUPPORTED, MAYBE_CUT_OFF):
            return f"the target cannot be judged in full: {response.undecoded}"
        is_json = response is not None and is_json_type(response.header("content-type") or "")
        if response is not None and is_json and nests_too_deep(response.body):
            return f"the target cannot be judged in full: {TOO_DEEP}"
    return None


def _missing_values(target: Target, operations: Iterable[Operation]) -> str:
    names = {each.name for operation in operations for each in operation.required_parameters}
    open_names = ", ".join(sorted(names - target.parameters.keys()))
    return f"name the variables with known values of {open_names} under `parameters:` in the target file"


def _is_answered(exchange: Exchange) -> bool:
    return exchange.response is not None and exchange.trouble is None
