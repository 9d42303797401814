"""Every mutant is killed by the requirements that it names and by no others; no dialect is ever blamed."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest

from conformance.exchange.recordings.own import line_of
from conformance.exchange.recordings.writing import write_recording
from conformance.exchange.replay import replay
from conformance.model import Level, Outcome, Subject, Verdict
from conformance.reference.api import KEY, Api
from conformance.reference.data import AGENTS
from conformance.reference.dialects import DIALECTS
from conformance.reference.mutants import MUTANTS
from conformance.selftests.pool import Ahead
from conformance.sensitivity import FEW, Laboratory
from conformance.verdict.preserving import redacted

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


@dataclass(frozen=True)
class Both:
    """The verdicts on a server, and what became of them in the redacted recording of what was exchanged with it."""

    live: Sequence[Verdict]
    differing: frozenset[str]
    """The requirements that what was redacted is judged otherwise by."""
    is_read_back: bool
    """Whether the recording gives all back that was judged so: exchanges, target and what is hidden."""
    leaked: Sequence[str]
    """Keys and ids that the recording holds."""


def both(name: str) -> Both:
    """Judge a mutant, and a recording of it; the agent of 200 batches would show nothing more.

    What is redacted is judged in order to redact; what is read back needs no third judgement where it is the same.
    """
    suite = laboratory(FEW).session.suite
    exchanges, target = laboratory(FEW).exchanges(MUTANTS[name]())
    live = suite.judge(suite.evidences(exchanges, target))
    kept = redacted(suite, exchanges, target, b"any key will do.", live)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "run.ndjson"
        write_recording(file, (line_of(each, kept.target, kept.hidden) for each in kept.exchanges), kept.needles)
        held, text = replay([file], suite.contract), file.read_text(encoding="utf-8")
    written = (kept.exchanges, replace(kept.target, kind="recording"), kept.hidden)
    is_read_back = written == (held.exchanges, held.target, held.hidden)
    return Both(live, kept.hidden, is_read_back, [secret for secret in (KEY, KEY[:-1], *AGENTS) if secret in text])


def judged(name: str) -> Sequence[Verdict]:
    """Judge a dialect."""
    return laboratory().judge(DIALECTS[name]())


JOBS = {**dict.fromkeys(MUTANTS, both), **dict.fromkeys(DIALECTS, judged)}


@pytest.mark.parametrize("name", MUTANTS)
def test_mutant_is_killed(ahead: Ahead, name: str) -> None:
    """A mutant breaks the requirements that it names, all of them and no others; two engines find what schemas show."""
    live: Sequence[Verdict] = ahead(name).live
    assert {*MUTANTS[name].kills} == failed(live) - KNOWN
    found = [one for each in live if each.requirement.id.startswith("schema:") for one in each.findings]
    assert {one.confirmation for one in found} <= {f"confirmed by jsonschema {version('jsonschema')}"}


@pytest.mark.parametrize("name", MUTANTS)
def test_recording_says_the_same(ahead: Ahead, name: str) -> None:
    """A redacted recording gives the verdicts of the run that it was made of, all of them, and tells no secret."""
    found: Both = ahead(name)
    assert (found.differing, found.is_read_back, found.leaked) == (frozenset[str](), True, [])


@pytest.mark.parametrize("name", DIALECTS)
def test_dialect_is_not_blamed(ahead: Ahead, name: str) -> None:
    """A dialect keeps every MUST, and no rule breaks over it."""
    verdicts: Sequence[Verdict] = ahead(name)
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
