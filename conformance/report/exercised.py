"""Which operations a run exercised, and which values it would take to exercise the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.contract.openapi import Operation
from conformance.exchange.redaction import safe_text
from conformance.exchange.target import SAFE_METHODS
from conformance.model import Exchange, Intent
from conformance.report.causes import grouped
from conformance.report.record import Run

_VALID = (Intent.KNOWN, Intent.OBSERVED)


def exercised_lines(run: Run) -> Iterator[str]:
    """Yield how many operations were exercised, and once for each parameter without a value what to give."""
    operations = run.selection.of([each for each in run.contract.operations if each.method in SAFE_METHODS])
    asked = {each.case.operation for each in run.exchanges if _is_exercise(each)}
    idle = [each for each in operations if each.id not in asked]
    if not run.exchanges or not idle:
        return
    yield f"exercised: {len(operations) - len(idle)} of {len(operations)} operations"
    yield from _lacking(idle, run)


def _is_exercise(exchange: Exchange) -> bool:
    return exchange.response is not None and exchange.case.intent in _VALID


def _lacking(idle: Sequence[Operation], run: Run) -> Iterator[str]:
    lacking = [
        (each.name, operation.id)
        for operation in idle
        for each in operation.required_parameters
        if each.name not in run.target.parameters
    ]
    for same in grouped(lacking, lambda each: each[0]):
        name = safe_text(same[0][0])
        of = f"{len(same)} operations" if len(same) > 1 else same[0][1]
        variable = "".join(char if char.isalnum() else "_" for char in name).upper()
        yield f"  {name} has no known value ({of}); in the target file, parameters: {{{name}: {variable}}}"
