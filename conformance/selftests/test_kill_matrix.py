"""Every mutant is killed by the requirements that it names and by no others; no dialect is ever blamed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from conformance.model import Level, Outcome, Subject, Verdict
from conformance.reference.api import Api
from conformance.reference.data import AGENTS
from conformance.reference.dialects import DIALECTS
from conformance.reference.mutants import MUTANTS
from conformance.sensitivity import FEW, Laboratory

# What the vendored document itself lacks, seen at any API that uses HTTP's own statuses.
DOCUMENT = {"called-for-status-is-documented"}
# Advice that the contract itself calls for: the API sends what the document deprecates, and so does the reference.
TRANSITION = {"deprecated-property-is-absent"}
KNOWN = DOCUMENT | TRANSITION


def failed(verdicts: Sequence[Verdict]) -> set[str]:
    return {each.requirement.id for each in verdicts if each.outcome is Outcome.FAIL}


@pytest.fixture(scope="module")
def laboratory() -> Laboratory:
    """Return the means to judge a server by all agents; the first one has few batches, and is asked for five times."""
    return Laboratory(AGENTS[::-1])


@pytest.fixture(scope="module")
def small_laboratory() -> Laboratory:
    """Return the same without the agent of 200 batches, which would cost a third of the time and show nothing more."""
    return Laboratory(FEW)


@pytest.mark.parametrize("name", MUTANTS)
def test_mutant_is_killed(small_laboratory: Laboratory, name: str) -> None:
    """A mutant breaks the requirements that it names, all of them and no others."""
    assert {*MUTANTS[name].kills} == failed(small_laboratory.judge(MUTANTS[name]())) - KNOWN


@pytest.mark.parametrize("name", DIALECTS)
def test_dialect_is_not_blamed(laboratory: Laboratory, name: str) -> None:
    """A dialect keeps every MUST, and no rule breaks over it."""
    verdicts = laboratory.judge(DIALECTS[name]())
    binding = [each for each in verdicts if each.requirement.level is Level.MUST]
    assert set() == failed(binding)
    assert [each.requirement.id for each in verdicts if each.outcome is Outcome.ERROR] == []


def test_reference_is_judged_in_full(laboratory: Laboratory) -> None:
    """Every requirement has a witness at the reference API; only what the document causes is found wanting."""
    verdicts = laboratory.judge(Api())
    assert failed(verdicts) == KNOWN
    assert [each.requirement.id for each in verdicts if each.outcome is Outcome.PASS and not each.witnesses] == []
    assert {Outcome.PASS, Outcome.FAIL} == {each.outcome for each in verdicts}


def test_end_of_transition_is_seen(small_laboratory: Laboratory) -> None:
    """An API that no longer sends what is deprecated passes what the reference fails."""
    assert failed(small_laboratory.judge(DIALECTS["without-deprecated"]())) == DOCUMENT


def test_every_api_requirement_has_a_mutant(laboratory: Laboratory) -> None:
    """Nothing that an API is judged by goes unproved; what the reference itself fails is proved by it."""
    judged = {each.id for each in laboratory.session.pairs.values() if each.subject is Subject.API}
    assert judged - TRANSITION == {kill for mutant in MUTANTS.values() for kill in mutant.kills}


def test_plan_is_the_same_in_every_run(laboratory: Laboratory) -> None:
    """Two plans for one target are equal, case by case."""
    assert laboratory.plan == Laboratory(AGENTS[::-1]).plan
