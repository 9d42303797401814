"""Which operations a run exercised, where their ids were found, and what the others wait for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.contract.openapi import Operation
from conformance.exchange.discovery import UnaskedOperation
from conformance.exchange.listing import IDENTIFYING, singular, squeezed
from conformance.exchange.redaction import safe_text
from conformance.exchange.target import SAFE_METHODS
from conformance.exchange.templates import collection_of
from conformance.model import Case, Exchange, Intent

_EXERCISED = frozenset({Intent.KNOWN, Intent.OBSERVED})
_MAX_LISTED = 20
NO_COVERAGE: Mapping[str, Any] = {"operations": 0, "exercised": 0, "found": [], "waiting": []}
"""What an older report says of it."""


def coverage_of(
    operations: Sequence[Operation], exchanges: Sequence[Exchange], waiting: Sequence[UnaskedOperation]
) -> dict[str, Any]:
    """Return as JSON data how many operations were asked for something known, and what is known of the others.

    Args:
        operations: All operations of the contract.
        exchanges: The exchanges of the run.
        waiting: Why operations were not asked for anything known.
    """
    safe = {each.id: each for each in operations if each.method in SAFE_METHODS}
    asked = [each for each in exchanges if each.case.intent in _EXERCISED and each.response is not None]
    found = {each.case.operation: each.case.found for each in asked if each.case.found}
    names = {each.case.operation for each in asked}
    return {
        "operations": len(safe),
        "exercised": len(names & safe.keys()),
        "found": [{"operation": name, "by": by} for name, by in found.items()],
        "waiting": _grouped([each for each in waiting if each.operation in safe.keys() - names], safe),
    }


def coverage_lines(coverage: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a run left unexercised, each parameter once, with the line for the target file that mends it."""
    waiting = coverage["waiting"]
    if not 0 < coverage["exercised"] < coverage["operations"]:
        return
    yield coverage_sentence(coverage)
    for each in waiting[:_MAX_LISTED]:
        names = each["operations"]
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield f"  `{each['parameter']}` {each['reason']}: {names[0]}{more}"
        yield f"    in the target file: {each['line']}"
    if len(waiting) > _MAX_LISTED:
        yield f"  and {len(waiting) - _MAX_LISTED} more parameters: see report.json"


def coverage_sentence(coverage: Mapping[str, Any]) -> str:
    """Return in one sentence how many operations were exercised, and why the others were not."""
    number = sum(len(each["operations"]) for each in coverage["waiting"])
    names: dict[str, dict[str, None]] = {}
    for each in coverage["waiting"][:_MAX_LISTED]:
        names.setdefault(each["reason"], {}).setdefault(f"`{each['parameter']}`")
    why = "; ".join(f"{', '.join(found)} {reason}" for reason, found in names.items())
    rest = f"; {number} not: {why}" if number else ""
    return f"{coverage['exercised']} of {coverage['operations']} operations exercised{rest}"


def provenance(case: Case) -> str:
    """Return how it is known that what a case asks for exists; empty if the user says so, or it need not exist."""
    if not case.found:
        return ""
    return "answered with a success before" if case.found == case.operation else f"listed by {case.found}"


def _grouped(waiting: Sequence[UnaskedOperation], operations: Mapping[str, Operation]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str, str], list[str]] = {}
    for each in waiting:
        line = safe_text(_line(each.parameter, operations[each.operation]))
        groups.setdefault((safe_text(each.parameter), each.reason, line), []).append(each.operation)
    return [
        {"parameter": name, "reason": reason, "line": line, "operations": found}
        for (name, reason, line), found in groups.items()
    ]


def _line(name: str, operation: Operation) -> str:
    """Return the line of a target file that gives the values of a parameter."""
    parameter = next(each for each in operation.required_parameters if each.name == name)
    collection = collection_of(operation, parameter)
    thing = singular(collection.rpartition("/")[2]) if squeezed(name) in IDENTIFYING else ""
    variable = "_".join(filter(None, (thing, squeezed(name) if thing else _word(name)))).upper()
    if not thing:
        return f"parameters: {{{name}: {variable}}}"
    place = f"{collection}/*" if parameter.location == "path" else operation.id
    return f'operations: {{"{place}": {{{name}: {variable}}}}}'


def _word(name: str) -> str:
    """Return a name as that of a variable."""
    letters = "".join(char if char.isascii() and char.isalnum() else "_" for char in name)
    return letters if letters[:1].isalpha() else f"P_{letters}"
