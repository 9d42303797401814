"""Why a target could not be judged as planned; the API's contract is not broken by any of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from conformance.contract.openapi import Operation
from conformance.model import Exchange, Intent, Target, Trouble

_REFUSALS = frozenset({401, 403})


def obstacle_of(
    exchanges: Sequence[Exchange], target: Target, operations: Iterable[Operation], stopped: Trouble | None = None
) -> str | None:
    """Return in words why the exchanges say nothing about a target; None if they do.

    Args:
        exchanges: All exchanges.
        target: What was asked.
        operations: The operations that were requested.
        stopped: Why sending stopped early, if it did.
    """
    by_operation = _known_by_operation(exchanges)
    if not exchanges:
        return f"nothing was sent: {_missing_values(target, operations)}"
    for group in (exchanges, *by_operation):
        if not any(map(_is_answered, group)):
            reason = next(each.trouble.reason for each in group if each.trouble)
            return f"the target cannot be judged: {reason}"
    known = {each.response.status for group in by_operation for each in group if each.response}
    if known and known <= _REFUSALS:
        names = ", ".join(target.variables.get(name, name) for name in target.credentials)
        return f"the target refuses the key given ({min(known)}); check {names}"
    if known == {503}:
        return "the target cannot be judged: it reports that it is unavailable (503)"
    if stopped is not None:
        number = sum(each.trouble is stopped for each in exchanges)
        return f"{number} of {len(exchanges)} requests were {stopped.reason}"
    return None


def _missing_values(target: Target, operations: Iterable[Operation]) -> str:
    names = {each.name for operation in operations for each in operation.required_parameters}
    open_names = ", ".join(sorted(names - target.parameters.keys()))
    return f"name the variables with known values of {open_names} under `parameters:` in the target file"


def _known_by_operation(exchanges: Iterable[Exchange]) -> list[list[Exchange]]:
    """Return the exchanges that asked for known values, operation by operation."""
    groups: dict[str, list[Exchange]] = {}
    for each in exchanges:
        if each.case.intent is Intent.KNOWN:
            groups.setdefault(each.case.operation, []).append(each)
    return list(groups.values())


def _is_answered(exchange: Exchange) -> bool:
    return exchange.response is not None and exchange.trouble is None
