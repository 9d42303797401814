"""Thousands of random answers of a conforming API, in 250 runs: no rule and no assertion fails."""

from __future__ import annotations

import json
from collections import Counter

import phonenumbers
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract.load import SPEC
from conformance.exchange.json_text import read_json
from conformance.model import Exchange, Outcome, Target
from conformance.selftests.advice import ELSEWHERE, KNOWN
from conformance.selftests.conformant import KEY, conversations
from conformance.selftests.drawn import ANY_JSON, REPEATABLE
from conformance.selftests.json_writer import Writer
from conformance.verdict.suite import load_suite

SUITE = load_suite(SPEC / "openapi.yaml", SPEC / "requirements", ())
TARGET = Target("live", "https://api.example.com", {"bearerAuth": KEY})


@settings(REPEATABLE, max_examples=200)
@given(ANY_JSON, st.integers(0, 99))
def test_writer(value: object, seed: int) -> None:
    """Each way to write a value is read as the same value, without a defect."""
    text = Writer(seed).write(value)
    assert (value, ()) == (json.loads(text), tuple(read_json(text).defects))


def test_nothing_is_blamed() -> None:
    """Conforming answers cause no deviation, and most requirements have a conforming observation among thousands."""
    outcomes: Counter[tuple[str, Outcome]] = Counter()

    @settings(REPEATABLE, max_examples=250)
    @given(conversations())
    def judge(exchanges: list[Exchange]) -> None:
        verdicts = SUITE.judge(SUITE.evidences(exchanges, TARGET))
        outcomes.update((each.requirement.id, each.outcome) for each in verdicts)
        blamed = [
            (each.requirement.id, each.outcome, [found.message for found in each.findings])
            for each in verdicts
            if each.outcome in (Outcome.FAIL, Outcome.ERROR) and each.requirement.id not in KNOWN
        ]
        assert blamed == [], "either the rule is wrong, or what conformant.py draws is not sound any more"

    judge()
    # Without TLS, or a value of another owner, some requirements stay inconclusive.
    names = {name for name, outcome in outcomes if outcome is not Outcome.INAPPLICABLE}
    seldom = {name for name in names if not outcomes[name, Outcome.PASS]} - KNOWN - ELSEWHERE
    assert seldom == set(), "nothing that conformant.py draws shows them"


@settings(REPEATABLE, max_examples=100)
@given(conversations())
def test_numbers_are_possible(exchanges: list[Exchange]) -> None:
    """Every drawn phone number is valid in its country."""
    assert exchanges[0].response is not None
    for row in json.loads(exchanges[0].response.body):
        numbers = [phonenumbers.parse(text) for text in row.get("from_phone_numbers", ())]
        assert [each for each in numbers if not phonenumbers.is_possible_number(each)] == []
