"""Recordings of the reference API by real tools are read, attributed and judged like the API itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.contract.load import SPEC
from conformance.exchange.attribution import Attributed, attribute
from conformance.exchange.recordings.entry import Entry, Unusable
from conformance.exchange.recordings.files import read_recording
from conformance.exchange.recordings.paths import recordings
from conformance.model import Aspect, Level, Outcome, Recorded, Target, Verdict
from conformance.reference.api import KEY
from conformance.reference.data import AGENTS
from conformance.reference.mutants import MUTANTS
from conformance.selftests.advice import ADVICE, KNOWN
from conformance.selftests.samples import ALL, AUTHORED, FOLDER, MUTANT, NAMES, SHOWN, SOUND, WITHOUT_ROWS
from conformance.verdict.suite import Suite, load_suite


@cache
def entries(name: str) -> Sequence[Entry]:
    return tuple(read_recording(FOLDER / name))


def samples() -> Sequence[Path]:
    return recordings([f"{FOLDER}/*.{kind}" for kind in ("har", "json", "ndjson", "yaml")])


def usable(name: str) -> list[Recorded]:
    return [each for each in entries(name) if isinstance(each, Recorded)]


@cache
def suite() -> Suite:
    return load_suite(SPEC / "openapi.yaml", SPEC / "requirements", [])


def attributed(name: str) -> Attributed:
    return attribute(usable(name), suite().contract)


def judged(recorded: Sequence[Recorded]) -> list[Verdict]:
    """Return the verdicts on a recording, with the key at hand that must occur in no answer."""
    exchanges = attribute(recorded, suite().contract).exchanges
    return suite().judge(suite().evidences(exchanges, Target("recording", "", {"bearerAuth": KEY})))


def of(outcome: Outcome, verdicts: Sequence[Verdict]) -> set[str]:
    return {each.requirement.id for each in verdicts if each.outcome is outcome}


@pytest.mark.parametrize("name", SHOWN)
def test_shown(name: str) -> None:
    """A list is read in full, with the aspects that its recorder shows."""
    found = next(each for each in usable(name) if each.status == 200)
    assert len(json.loads(found.body)) == 40
    assert found.shows == SHOWN[name]


@pytest.mark.parametrize("name", [name for name in SOUND if "schemathesis" not in name])
def test_attributed(name: str) -> None:
    """Requests to the operation are distinguished from others."""
    found = attributed(name)
    statuses = Counter(each.response.status for each in found.exchanges if each.response)
    assert (statuses[400], statuses[404]) == (1, 1)
    assert {AGENTS[3], AGENTS[2]} <= {each.case.path.split("/")[2] for each in found.exchanges}
    assert found.unmatched.keys() - {"GET /"} == {"GET /health"}


@pytest.mark.parametrize("name", SOUND)
def test_sound(name: str) -> None:
    """The reference satisfies every MUST with every recorder; what the document causes is still found."""
    verdicts = judged(usable(name))
    assert of(Outcome.FAIL, verdicts) == (set() if name == AUTHORED else KNOWN)
    assert of(Outcome.ERROR, verdicts) == set()


def test_authored() -> None:
    """Examples prove nothing, good or bad: they may never have been received."""
    assert {each.outcome for each in judged(usable(AUTHORED))} <= {Outcome.INCONCLUSIVE, Outcome.INAPPLICABLE}


def test_mutant() -> None:
    """The fault of a mutant is found in its recording."""
    verdicts = judged(usable(MUTANT))
    binding = [each for each in verdicts if each.requirement.level is Level.MUST]
    assert of(Outcome.FAIL, binding) == {*MUTANTS["status-is-newer"].kills}


def test_without_rows() -> None:
    """A run of newman is read as real exchanges, with the bytes of its bodies."""
    assert [(each.status, {*each.shows}) for each in usable(WITHOUT_ROWS)] == [(s, ALL) for s in (200, 404, 400, 404)]
    assert of(Outcome.FAIL, judged(usable(WITHOUT_ROWS))) == {ADVICE}


@pytest.mark.parametrize("name", ["vcrpy.yaml", "schemathesis.ndjson"])
def test_observed(name: str) -> None:
    """A recording that shows bytes passes the rules on bytes; one without framing does not pass those on framing."""
    verdicts = judged(usable(name))
    assert {"body-is-utf-8", "json-names-are-unique", "key-is-never-echoed"} <= of(Outcome.PASS, verdicts)
    assert "message-framing-is-sound" in of(Outcome.INCONCLUSIVE, verdicts)


def test_filtered_header() -> None:
    """A challenge that schemathesis made unreadable is not reported as missing."""
    assert "challenge-accompanies-401" in of(Outcome.INCONCLUSIVE, judged(usable("schemathesis-vcr.yaml")))


def test_unusable() -> None:
    """In all samples one entry cannot be judged: the browser did not keep what its page did not read."""
    reported = [each.reason for name in NAMES for each in entries(name) if isinstance(each, Unusable)]
    assert reported == ["its body was not kept"]


def test_folder() -> None:
    """Each kind of sample is found by one pattern; those not mentioned here have tests of their own."""
    assert {*NAMES} <= {each.name for each in samples()}


def test_nothing_private() -> None:
    """No sample reveals whose machine made it."""
    for file in samples():
        content = file.read_text(encoding="utf-8")
        assert [text for text in ("/home/", "/root", "/tmp", "/Users/", "/work") if text in content] == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(100, 999).filter(lambda status: status not in (101, 304)),
    st.lists(st.tuples(st.text(max_size=12), st.text(st.characters(max_codepoint=255), max_size=20)), max_size=3),
    st.binary(max_size=40),
    st.frozensets(st.sampled_from(Aspect)),
)
def test_no_rule_breaks(status: int, headers: list[tuple[str, str]], body: bytes, shows: frozenset[Aspect]) -> None:
    """No rule crashes on a recording: headers may have any characters in names and values, bodies any bytes."""
    first = usable("vcrpy.json")[0]
    made = replace(first, status=status, headers=(*first.headers, *headers), body=body, shows=shows)
    assert of(Outcome.ERROR, judged([made])) == set()
