"""An intermittent fault is distinguished from a permanent one, and from those of other requests."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.exchange.cases import GENERATED_ORIGIN
from conformance.model import Exchange, Intent, Verdict
from conformance.reference.bundled import VENDORED
from conformance.reference.data import AGENTS
from conformance.reference.mutants import MUTANTS
from conformance.run.laboratory import Laboratory
from conformance.selftests.exchanges import ERROR, LEDGER, ROWS, RULES, answer, evidence
from conformance.verdict.judge import judge

CRASH = "answer-is-not-a-server-error"
PATTERN = "schema:#/components/schemas/Batch/properties/batch_id/pattern"
OTHER = "00000000-0000-4000-8000-000000000000"
GOOD, CRASHED = answer(), answer(500, ERROR)
WRONG, ADMITTED = answer(401, intent=Intent.WRONG_KEY), answer(intent=Intent.WRONG_KEY)
BAD_ROW = answer(body=[*ROWS, {"batch_id": "7"}])
ALL_BAD = answer(body=[{"batch_id": "7"}])


def verdict_on(requirement: str, *exchanges: Exchange) -> Verdict:
    """Return the verdict on exchanges."""
    return next(each for each in judge(evidence(*exchanges), LEDGER, RULES) if each.requirement.id == requirement)


def frequencies(verdict: Verdict) -> list[str]:
    """Return for each finding how often it occurred: `1 of 3`, or an empty text."""
    matches = [
        re.search(r" \(intermittent: (\d+ of \d+) answers to the same request\)$", each.message)
        for each in verdict.findings
    ]
    return [match[1] if match else "" for match in matches]


@pytest.mark.parametrize(
    ("requirement", "exchanges", "expected"),
    [
        pytest.param(CRASH, (GOOD, GOOD, CRASHED), "1 of 3", id="one answer of three"),
        pytest.param(CRASH, (CRASHED, GOOD, CRASHED), "2 of 3", id="two answers of three"),
        pytest.param(CRASH, (GOOD, CRASHED, answer(known=OTHER)), "1 of 2", id="another request does not count"),
        pytest.param("wrong-key-is-refused", (GOOD, WRONG, WRONG, ADMITTED), "1 of 3", id="a wrong key is let in"),
        pytest.param(PATTERN, (GOOD, BAD_ROW, GOOD), "1 of 3", id="a bad row comes and goes"),
        pytest.param(CRASH, (CRASHED, CRASHED), "", id="always"),
        pytest.param(CRASH, (CRASHED,), "", id="sent once"),
        pytest.param(CRASH, (GOOD, answer(500, ERROR, known=OTHER)), "", id="another agent"),
        pytest.param(CRASH, (GOOD, answer(500, ERROR, Intent.NO_KEY)), "", id="other credentials"),
        pytest.param(PATTERN, (BAD_ROW, BAD_ROW, BAD_ROW), "", id="one bad row among good ones, always"),
        pytest.param(
            PATTERN,
            (GOOD, answer(body=ALL_BAD.response and ALL_BAD.response.body, known=OTHER)),
            "",
            id="one agent's list",
        ),
        pytest.param("body-is-json", (answer(body=b"["), answer(204, b"")), "", id="the other answer shows nothing"),
    ],
)
def test_verdict(requirement: str, exchanges: tuple[Exchange, ...], expected: str) -> None:
    """A finding says how often it occurred if one request was answered both ways, and only then."""
    assert frequencies(verdict_on(requirement, *exchanges)) == [expected]


def test_each_kind() -> None:
    """Each of two kinds of deviation has its own number, over all answers to the request."""
    verdict = verdict_on(CRASH, GOOD, CRASHED, answer(502, ERROR), CRASHED)
    assert frequencies(verdict) == ["2 of 4", "1 of 4"]


def test_fingerprint() -> None:
    """A deviation has one fingerprint, intermittent or not."""
    verdicts = [verdict_on(CRASH, CRASHED, CRASHED), verdict_on(CRASH, CRASHED, GOOD)]
    assert len({each.findings[0].fingerprint for each in verdicts}) == 1


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=9))
def test_numbers(crashes: list[bool]) -> None:
    """The numbers are those of the answers."""
    verdict = verdict_on(CRASH, *(CRASHED if each else GOOD for each in crashes))
    mixed = f"{sum(crashes)} of {len(crashes)}" if not all(crashes) else ""
    assert frequencies(verdict) == ([mixed] if any(crashes) else [])


@pytest.fixture(scope="module")
def laboratory() -> Laboratory:
    """Return the plan for one agent."""
    return Laboratory(VENDORED.knowing(agent_id=AGENTS[3:]))


class TestMutants:
    def test_budget(self, laboratory: Laboratory) -> None:
        """One operation and one agent take fewer than 34 requests, and a dozen that schemathesis draws."""
        drawn = sum(case.origin == GENERATED_ORIGIN for case in laboratory.plan.cases)
        assert len(laboratory.plan.cases) - drawn < 34
        assert 6 < drawn <= 12

    @pytest.mark.parametrize("name", [name for name in MUTANTS if name.startswith("every-third-")])
    def test_repeatable(self, laboratory: Laboratory, name: str) -> None:
        """A server that fails at every third request is reported as intermittent, in the same words in every run."""
        runs = [
            {each.requirement.id: frequencies(each) for each in laboratory.judge(MUTANTS[name]()) if each.findings}
            for _ in range(2)
        ]
        requirement, *_ = MUTANTS[name].kills
        assert runs[0] == runs[1]
        assert re.fullmatch("[12] of [34]", runs[0][requirement][0])

    @pytest.mark.parametrize("name", ["malformed-id-crashes", "any-key-is-admitted", "status-is-newer"])
    def test_steady(self, laboratory: Laboratory, name: str) -> None:
        """A server that always fails in the same place is not reported as intermittent."""
        verdicts = laboratory.judge(MUTANTS[name]())
        assert {text for each in verdicts for text in frequencies(each)} == {""}
