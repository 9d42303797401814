"""Every mutant is killed by the requirements that it names and by no others; no variant is reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest

from conformance.exchange.recordings.own import line_of
from conformance.exchange.recordings.writing import write_recording
from conformance.exchange.replay import replay
from conformance.model import Exchange, Level, Outcome, Subject, Target, Verdict
from conformance.reference.api import KEY, Api
from conformance.reference.bundled import FEW, INVOICES, VENDORED
from conformance.reference.data import AGENTS
from conformance.reference.mutants import MUTANTS
from conformance.reference.variants import VARIANTS
from conformance.run.laboratory import Laboratory
from conformance.selftests.advice import ADVICE, ELSEWHERE, KNOWN, LEGACY, UNSENT
from conformance.verdict.complaints import PREFIX, check_requirements
from conformance.verdict.preserving import redacted


def failed(verdicts: Sequence[Verdict]) -> set[str]:
    return {each.requirement.id for each in verdicts if each.outcome is Outcome.FAIL}


# The first agent has few batches, and is requested five times.
ALL_AGENTS = VENDORED.knowing(agent_id=AGENTS[::-1])


@cache
def laboratory() -> Laboratory:
    """Return the means to judge a server by all agents."""
    return Laboratory(ALL_AGENTS)


@cache
def small_laboratory() -> Laboratory:
    """Return the means to judge a server by some agents."""
    return Laboratory(FEW)


def met(name: str) -> tuple[Sequence[Exchange], Target, Sequence[Verdict]]:
    """Return the exchanges with a mutant, and the verdicts; the agent of 200 batches would show nothing more."""
    suite = small_laboratory().session.suite
    exchanges, target = small_laboratory().exchanges(MUTANTS[name]())
    return exchanges, target, suite.judge(suite.evidences(exchanges, target))


@pytest.mark.parametrize("name", MUTANTS)
def test_mutant_is_killed(name: str) -> None:
    """A mutant breaks the requirements that it names and no others; two engines agree on what breaks a schema."""
    _, _, verdicts = met(name)
    assert {*MUTANTS[name].kills} == failed(verdicts) - KNOWN
    found = [one for each in verdicts if each.requirement.id.startswith("schema:") for one in each.findings]
    assert {one.confirmation for one in found} <= {f"confirmed by jsonschema {version('jsonschema')}"}


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", MUTANTS)
def test_recording_gives_the_same_verdicts(tmp_path: Path, name: str) -> None:
    """A redacted recording gives all verdicts of the run that it was made from, and holds no secret.

    Redaction judges the exchanges already; if the recording read back is the same, it is not judged again.
    """
    suite, file = small_laboratory().session.suite, tmp_path / "run.ndjson"
    exchanges, target, verdicts = met(name)
    kept = redacted(suite, exchanges, target, b"any key will do.", verdicts)
    assert kept.hidden == frozenset()
    write_recording(file, (line_of(each, kept.target, kept.hidden) for each in kept.exchanges), kept.forbidden)
    held, text = replay([file], suite.contract), file.read_text(encoding="utf-8")
    assert (kept.exchanges, replace(kept.target, kind="recording")) == (held.exchanges, held.target)
    assert held.hidden == frozenset()
    assert [secret for secret in (KEY, KEY[:-1], *AGENTS) if secret in text] == []


@pytest.mark.parametrize("name", VARIANTS)
def test_variant_is_not_reported(name: str) -> None:
    """A variant satisfies every MUST, and no rule crashes on it."""
    verdicts = laboratory().judge(VARIANTS[name]())
    binding = [each for each in verdicts if each.requirement.level is Level.MUST]
    assert set() == failed(binding)
    assert [each.requirement.id for each in verdicts if each.outcome is Outcome.ERROR] == []


def test_reference_is_judged_in_full() -> None:
    """Every requirement is observed at the reference API; it fails only where the document is the cause."""
    # The one check that the reference cannot show: its contract declares no response header.
    undeclared = f"{PREFIX}response_headers_conformance"
    hidden = ELSEWHERE | UNSENT | {undeclared}
    verdicts = [each for each in laboratory().judge(Api()) if each.requirement.id not in hidden]
    assert failed(verdicts) == KNOWN
    assert [each.requirement.id for each in verdicts if each.outcome is Outcome.PASS and not each.witnesses] == []
    assert {Outcome.PASS, Outcome.FAIL} == {each.outcome for each in verdicts}


def test_variant_shows_what_the_reference_does_not_send() -> None:
    """Every optional header is judged where it is sent, and passes where it is right."""
    verdicts = small_laboratory().judge(VARIANTS["many-headers"]())
    assert {each.requirement.id for each in verdicts if each.outcome is Outcome.PASS and each.witnesses} >= UNSENT


def test_end_of_transition_is_seen() -> None:
    """An API that no longer sends what is deprecated passes where the reference fails."""
    assert failed(small_laboratory().judge(VARIANTS["without-deprecated"]())) == {ADVICE}


def test_every_api_requirement_has_a_mutant() -> None:
    """Every requirement on the API is proved; the reference itself proves those that it fails."""
    judged = {each.id for each in laboratory().session.pairs.values() if each.subject is Subject.API}
    # What only a stock check finds is proved in test_complaints: for no mutant does one know more than the rules.
    judged -= check_requirements().keys()
    proved = {kill for mutant in MUTANTS.values() for kill in mutant.kills}
    proved_elsewhere = {kill for mutant in INVOICES.mutants.values() for kill in mutant.kills}
    assert proved <= judged
    assert judged - {LEGACY} - ELSEWHERE <= proved | proved_elsewhere


def test_plan_is_the_same_in_every_run() -> None:
    """Two plans for one target are equal, case by case."""
    assert laboratory().plan == Laboratory(ALL_AGENTS).plan
