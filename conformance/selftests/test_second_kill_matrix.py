"""The mutants of the invoices API are killed by the requirements that they name; no variant of it is reported."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest

from conformance.contract.selection import OperationSelection
from conformance.model import Level, Outcome, Verdict
from conformance.reference.bundled import INVOICES, VENDORED
from conformance.run.laboratory import Laboratory

PATHS = {
    "invoices": "/invoices",
    "invoice": "/invoices/{invoice_id}",
    "lines": "/invoices/{invoice_id}/lines",
    "invoice_payments": "/invoices/{invoice_id}/payments",
    "customers": "/customers",
    "customer": "/customers/{customer_id}",
    "customer_invoices": "/customers/{customer_id}/invoices",
    "payments": "/payments",
    "payment": "/payments/{payment_id}",
    "report": "/reports/revenue.csv",
}
# What lists the ids that an operation is asked for.
NEEDED = {
    "invoice": "invoices",
    "lines": "invoices",
    "invoice_payments": "invoices",
    "customer": "customers",
    "customer_invoices": "customers",
    "payment": "payments",
}


@cache
def laboratory(kinds: frozenset[str] = frozenset()) -> Laboratory:
    """Return the means to judge some kinds of answers, and the lists that their ids come from; all kinds for none."""
    wanted = sorted({*kinds, *(NEEDED[each] for each in kinds if each in NEEDED)})
    return Laboratory(INVOICES, OperationSelection(tuple(f"GET {PATHS[each]}" for each in wanted)))


def failed(verdicts: Sequence[Verdict]) -> set[str]:
    return {each.requirement.id for each in verdicts if each.outcome is Outcome.FAIL}


def blamed(verdicts: Sequence[Verdict]) -> list[str]:
    """Return what is reported at MUST or SHOULD, and every crash of a rule."""
    return [
        f"{each.requirement.id} {each.operation}: {each.reason or each.findings[0].message}"
        for each in verdicts
        if each.outcome is Outcome.ERROR or (each.outcome is Outcome.FAIL and each.requirement.level is not Level.MAY)
    ]


@pytest.mark.parametrize("name", INVOICES.mutants)
def test_mutant_is_killed(name: str) -> None:
    """A mutant breaks the requirements that it names and no others; one that survives says what would see it."""
    mutant = INVOICES.mutants[name]
    assert {*mutant.kills} == failed(laboratory(mutant.kinds).judge(mutant()))
    assert bool(mutant.kills) != bool(mutant.survives)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", INVOICES.mutants)
def test_mutant_is_killed_among_all(name: str) -> None:
    """A mutant is seen in a run of the whole contract too."""
    mutant = INVOICES.mutants[name]
    assert {*mutant.kills} == failed(laboratory().judge(mutant()))


@pytest.mark.parametrize("name", INVOICES.variants)
def test_variant_is_not_reported(name: str) -> None:
    """A variant satisfies every MUST and every SHOULD, and no rule crashes on it."""
    assert blamed(laboratory().judge(INVOICES.variants[name]())) == []


def test_names_are_unique() -> None:
    """No mutant of one contract has the name of one of the other: they share a page."""
    assert INVOICES.mutants.keys() & VENDORED.mutants.keys() == set()


def test_requests_are_bounded() -> None:
    """A contract of ten operations is asked at most 200 times."""
    exchanges, _ = laboratory().exchanges(INVOICES.api())
    assert len(exchanges) <= 200
