"""What of the suite itself a change touches: requirements that are derived from what changed, and waivers on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from conformance.contract.ledger import response_assertions
from conformance.contract.openapi import Contract
from conformance.contract.schemas import Schemas
from conformance.model import Requirement, Waiver
from conformance.rules.change_observation import Impact
from conformance.verdict.change import Comparison, Told, operations_of

_UNTOUCHED = frozenset({Impact.DOCUMENTATION, Impact.EQUIVALENT})


@dataclass(frozen=True)
class Radius:
    """The ids of what a change touches."""

    requirements: tuple[str, ...] = ()
    waivers: tuple[str, ...] = ()


def radii(
    comparison: Comparison, ledger: Mapping[str, Requirement], waivers: Sequence[Waiver] = ()
) -> dict[str, Radius]:
    """Return what each change touches, by the change's fingerprint; prose and examples touch waivers only."""
    known = {*_clauses(ledger.values()), *_assertions(comparison.old), *_assertions(comparison.new)}
    return {each.fingerprint: _radius(each, known, waivers) for each in comparison.changes}


def _radius(told: Told, known: Iterable[tuple[str, str]], waivers: Sequence[Waiver]) -> Radius:
    places = {
        at for at in (told.change.old, told.change.new) if at is not None and told.change.kind != "version unchanged"
    }
    touched = set() if told.impact in _UNTOUCHED else {name for name, at in known if _is_below(at, places)}
    gone = set(operations_of(told.change)) if told.change.kind == "operation removed" else set()
    met = [
        each.id
        for each in waivers
        if each.requirement in touched or each.operation in gone or any(_is_below(at, places) for at in each.locations)
    ]
    return Radius(tuple(sorted(touched)), tuple(sorted(met)))


def _clauses(ledger: Iterable[Requirement]) -> set[tuple[str, str]]:
    return {(each.id, each.clause) for each in ledger if each.clause.startswith("#/")}


def _assertions(contract: Contract) -> set[tuple[str, str]]:
    schemas = Schemas(contract)
    return {
        (name, assertion.pointer)
        for operation in contract.operations
        for name, assertion in response_assertions(operation, schemas).items()
    }


def _is_below(pointer: str, places: Iterable[str]) -> bool:
    """Tell whether a pointer is one of some places, or below it; what stands around it is touched by everything."""
    return any(f"{pointer}/".startswith(f"{place}/") for place in places)
