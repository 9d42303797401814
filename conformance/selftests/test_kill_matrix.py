"""Every mutant is killed by the requirements that it names and by no others; no dialect is ever blamed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

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


@cache
def laboratory(agents: tuple[str, ...] = AGENTS[::-1]) -> Laboratory:
    """Return the means to judge a server by some agents; the first one has few batches, and is asked for five times."""
    return Laboratory(agents)


def judged(name: str) -> Sequence[Verdict]:
    """Judge a mutant or a dialect; the agent of 200 batches would show nothing more of a mutant."""
    if name in MUTANTS:
        return laboratory(FEW).judge(MUTANTS[name]())
    return laboratory().judge(DIALECTS[name]())


@pytest.fixture(scope="module")
def verdicts_of(request: pytest.FixtureRequest) -> Iterator[Mapping[str, Future[Sequence[Verdict]]]]:
    """Return the verdicts to come on every server that is asked for, each judged in one of some processes."""
    names = {item.callspec.params["name"] for item in request.session.items if _is_ours(item)}  # type: ignore[attr-defined]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        yield {name: pool.submit(judged, name) for name in (*MUTANTS, *DIALECTS) if name in names}


def _is_ours(item: pytest.Item) -> bool:
    return item.path.name == "test_kill_matrix.py" and "name" in getattr(getattr(item, "callspec", None), "params", {})


@pytest.mark.parametrize("name", MUTANTS)
def test_mutant_is_killed(verdicts_of: Mapping[str, Future[Sequence[Verdict]]], name: str) -> None:
    """A mutant breaks the requirements that it names, all of them and no others."""
    assert {*MUTANTS[name].kills} == failed(verdicts_of[name].result()) - KNOWN


@pytest.mark.parametrize("name", DIALECTS)
def test_dialect_is_not_blamed(verdicts_of: Mapping[str, Future[Sequence[Verdict]]], name: str) -> None:
    """A dialect keeps every MUST, and no rule breaks over it."""
    verdicts = verdicts_of[name].result()
    binding = [each for each in verdicts if each.requirement.level is Level.MUST]
    assert set() == failed(binding)
    assert [each.requirement.id for each in verdicts if each.outcome is Outcome.ERROR] == []


def test_reference_is_judged_in_full() -> None:
    """Every requirement has a witness at the reference API; only what the document causes is found wanting."""
    verdicts = laboratory().judge(Api())
    assert failed(verdicts) == KNOWN
    assert [each.requirement.id for each in verdicts if each.outcome is Outcome.PASS and not each.witnesses] == []
    assert {Outcome.PASS, Outcome.FAIL} == {each.outcome for each in verdicts}


def test_end_of_transition_is_seen() -> None:
    """An API that no longer sends what is deprecated passes what the reference fails."""
    assert failed(laboratory(FEW).judge(DIALECTS["without-deprecated"]())) == DOCUMENT


def test_every_api_requirement_has_a_mutant() -> None:
    """Nothing that an API is judged by goes unproved; what the reference itself fails is proved by it."""
    judged = {each.id for each in laboratory().session.pairs.values() if each.subject is Subject.API}
    assert judged - TRANSITION == {kill for mutant in MUTANTS.values() for kill in mutant.kills}


def test_plan_is_the_same_in_every_run() -> None:
    """Two plans for one target are equal, case by case."""
    assert laboratory().plan == Laboratory(AGENTS[::-1]).plan
