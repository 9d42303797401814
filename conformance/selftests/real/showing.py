"""What a measurement says, in lines and in a table, beside what was looked at by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from conformance.selftests.real.judging import Deviation, Measured

_HEAD = ("server", "operations", "exercised", "requests", "seconds", "MUST on the API", "SHOULD", "document", "open")


def lines(measured: Measured) -> Iterator[str]:
    """Yield what a run found, each MUST on the API with its judgement."""
    yield f"== {measured.server}: {measured.exercised} of {measured.operations} operations exercised"
    yield f"   {measured.requests} requests, {measured.seconds:.0f} s, {measured.inconclusive:.0%} inconclusive"
    if measured.obstacle:
        yield f"   obstacle: {measured.obstacle}"
    musts = measured.of("api", "MUST")
    for each in musts:
        seen = measured.judgement(each)
        yield f"   MUST {each.requirement}  {each.operation}"
        yield f"        {each.message}; actual {each.actual}"
        yield f"        {seen.judgement}: {seen.why}"
    for each in measured.of("api", "SHOULD"):
        yield f"   SHOULD {each.requirement}  {each.operation}: {each.message}"
    yield f"   {len(musts)} MUST on the API: {_counted(measured, musts)}"


def table(found: Sequence[Measured]) -> str:
    """Return a Markdown table, a row for each server."""
    rows = [_HEAD, tuple("---" for _ in _HEAD), *map(_row, found)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(measured: Measured) -> tuple[str, ...]:
    musts = measured.of("api", "MUST")
    return (
        measured.server,
        str(measured.operations),
        str(measured.exercised),
        str(measured.requests),
        f"{measured.seconds:.0f}",
        _counted(measured, musts),
        str(len(measured.of("api", "SHOULD"))),
        f"{len(measured.of('document', 'MUST'))} MUST",
        f"{measured.inconclusive:.0%}",
    )


def _counted(measured: Measured, musts: Sequence[Deviation]) -> str:
    counts = Counter(measured.judgement(each).judgement for each in musts)
    return ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items())) or "0"
