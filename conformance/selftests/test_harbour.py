"""A sound API with every parameter style, media type and security scheme is not blamed, and its single faults are."""

from __future__ import annotations

import pytest

from conformance.contract.selection import OperationSelection
from conformance.model import Outcome, Subject
from conformance.report.record import Run
from conformance.run.session import Session, subject_of
from conformance.run.settings import Options
from conformance.selftests.harbour import api
from conformance.selftests.harbour.api import DOCUMENT, Harbour
from conformance.selftests.harbour.faults import FAULTS
from conformance.selftests.harbour.served import serve

LIST = "GET /ships"
"""Where the ids of ships are found."""
ENVIRONMENT = {
    "HARBOUR_TOKEN": api.TOKEN,
    "HARBOUR_PASSWORD": api.PASSWORD,
    "HARBOUR_HEADER_KEY": api.HEADER_KEY,
    "HARBOUR_QUERY_KEY": api.QUERY_KEY,
    "HARBOUR_COOKIE_KEY": api.COOKIE_KEY,
}


def judged(harbour: Harbour, *patterns: str) -> Run:
    """Judge the operations of a harbour over a socket, all of them by default."""
    with serve(harbour) as url:
        options = Options(
            base_url=url,
            spec=DOCUMENT,
            target=DOCUMENT.with_name("target.yaml"),
            max_requests=600,
            selection=OperationSelection(patterns),
        )
        session = Session(options, ENVIRONMENT)
        session.gather(lambda done, planned: None)
        pairs = [pair for pair in session.pairs if subject_of(pair) is Subject.API]
        return session.run(pairs, pairs)


def blamed(run: Run) -> set[tuple[str, str, str]]:
    """Return what fails, with its level."""
    return {
        (each.requirement.level, each.requirement.id, each.operation)
        for each in run.verdicts
        if each.outcome in (Outcome.FAIL, Outcome.ERROR)
    }


@pytest.fixture(scope="module")
def sound() -> Run:
    """A run against the API that keeps its document."""
    return judged(Harbour())


def test_blame(sound: Run) -> None:
    """Nothing fails at any level, and the target is no obstacle."""
    assert blamed(sound) == set()
    assert sound.obstacle is None


def test_exercised(sound: Run) -> None:
    """Every operation answers with success."""
    answered = {each.case.operation for each in sound.exchanges if each.response and each.response.status == 200}
    assert sorted({each.operation for each in sound.verdicts} - answered) == []


@pytest.mark.parametrize("name", FAULTS)
def test_fault(name: str) -> None:
    """A fault breaks its requirement."""
    fault = FAULTS[name]
    assert ("MUST", fault.requirement, fault.operation) in blamed(judged(fault.api(), LIST, fault.operation))
