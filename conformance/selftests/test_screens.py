"""What a rule's file declares that it reads is true: sampling and asking the rule give the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.archive.sampling import SampledJudge
from conformance.archive.summary import Summary
from conformance.rules.screening import Screening, any_row
from conformance.selftests.drawn import REPEATABLE
from conformance.selftests.examples import EXAMPLES
from conformance.selftests.exchanges import RULES
from conformance.selftests.spoiled_traffic import Source, sources, traffic
from conformance.selftests.summaries import SCREENINGS, asked, counted


def compare(source: Source) -> None:
    """Draw traffic and assert that sampling a rule gives the same as asking it."""

    @settings(REPEATABLE, max_examples=25)
    @given(st.integers(0, 2**32 - 1))
    def agree(seed: int) -> None:
        exchanges = traffic(source, Random(seed))
        assert asked(source.judge, exchanges) == counted(source.judge, exchanges)

    agree()


@pytest.mark.parametrize("requirement", RULES)
def test_agrees(requirement: str) -> None:
    """However answers are drawn and spoiled, a sampled rule observes the same as an asked one."""
    for source in sources(EXAMPLES, requirement):
        compare(source)


def lies(screening: Screening) -> Mapping[str, Screening]:
    """Return false declarations of a rule, by what is wrong."""
    found = {}
    if screening.screen not in (None, any_row):
        found["accepts any row"] = replace(screening, screen=any_row)
    if screening.screen_list is not None:
        found["accepts any list"] = replace(screening, screen_list=lambda *_: len)
    for part in ("headers", "presence"):
        for name in sorted(getattr(screening.reads, part)):
            kept = getattr(screening.reads, part) - {name}
            found[f"does not read {name}"] = replace(screening, reads=replace(screening.reads, **{part: kept}))
    return found


LIES = [
    pytest.param(requirement, lie, id=f"{requirement}: {name}")
    for requirement, screening in SCREENINGS.items()
    for name, lie in lies(screening).items()
]


@pytest.mark.parametrize(("requirement", "lie"), LIES)
def test_lie_is_seen(requirement: str, lie: Screening) -> None:
    """The same traffic shows a screen that accepts too much, and an undeclared header."""
    assert any(differs(source, lie) for source in sources(EXAMPLES, requirement))


def differs(source: Source, lie: Screening) -> bool:
    """Return whether some traffic is judged otherwise when it is sampled by a false declaration."""
    drawn = (traffic(source, Random(seed)) for seed in range(300))
    return any(asked(source.judge, each) != counted(source.judge, each, {source.requirement: lie}) for each in drawn)


@pytest.mark.parametrize("requirement", [name for name, each in SCREENINGS.items() if each.screen is None])
def test_reads_no_body(requirement: str) -> None:
    """For a rule without a screen, the observations on a success do not depend on its body."""
    for source in sources(EXAMPLES, requirement):
        for exchange in source.answers:
            assert exchange.response is not None
            if 200 <= exchange.response.status < 300:
                other = replace(exchange, response=replace(exchange.response, body=b"[7]"))
                assert asked(source.judge, [exchange])["accounts"] == asked(source.judge, [other])["accounts"]


def test_unscreened_rule_sees_everything() -> None:
    """A rule whose file declares nothing sees every exchange, and those before it are still counted."""
    seen: list[int] = []
    (source, *_) = sources(EXAMPLES, "answer-is-not-a-redirect")
    name = source.requirement

    def check(evidence: Any) -> Any:
        seen.append(len(evidence.exchanges))
        return RULES[name](evidence)

    judge = replace(source.judge, rules={name: check})
    sampled = SampledJudge(judge, Summary(), {})
    for number in range(5):
        sampled.add(source.answers[0], "log", (0, number))
    sampled.finish()
    assert seen == [1] * 5
