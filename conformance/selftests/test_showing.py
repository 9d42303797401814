"""A rule never gets exchanges that lack what it needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance.model import Aspect, Exchange, Outcome
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Inconclusive, Observation
from conformance.rules.registry import api_rules
from conformance.rules.showing import showing
from conformance.selftests.exchanges import LEDGER, answer, evidence
from conformance.verdict.judge import judge

BYTES = frozenset({Aspect.BYTES})
ALL = frozenset(Aspect)


def without(aspect: Aspect) -> Exchange:
    return replace(answer(), shows=ALL - {aspect})


def count(given: Evidence) -> Iterator[Observation]:
    """Return a conforming observation for every exchange."""
    yield from (Conforming(each) for each in given.exchanges)


def test_all_shown() -> None:
    """A sufficient exchange is judged."""
    assert [type(each) for each in showing(count, BYTES)(evidence(answer(), without(Aspect.HEADERS)))] == [
        Conforming
    ] * 2


def test_some_shown() -> None:
    """An insufficient exchange is left out, and reported as such."""
    found = list(showing(count, BYTES)(evidence(answer(), without(Aspect.BYTES))))
    assert [type(each) for each in found] == [Conforming, Inconclusive]
    assert found[1] == Inconclusive("the recording does not show the bytes of the body")


def test_nothing_shown() -> None:
    """If no exchange is sufficient, the rule is not run at all."""
    found = list(showing(count, BYTES)(evidence(without(Aspect.BYTES))))
    assert [type(each) for each in found] == [Inconclusive]


@pytest.mark.parametrize("aspect", Aspect)
def test_every_aspect_is_needed(aspect: Aspect) -> None:
    """Each aspect is needed by some requirement, which never passes without it."""
    full = {each.requirement.id: each.outcome for each in judge(evidence(answer()), LEDGER, api_rules())}
    poor = {each.requirement.id: each.outcome for each in judge(evidence(without(aspect)), LEDGER, api_rules())}
    changed = {name: (full[name], poor[name]) for name in full if full[name] is not poor[name]}
    assert changed
    assert {after for _, after in changed.values()} == {Outcome.INCONCLUSIVE}


def test_written_by_hand() -> None:
    """An answer that may never have been received proves nothing, good or bad."""
    bad = replace(answer(body=[{"batch_id": 7}]), shows=ALL - {Aspect.OCCURRENCE})
    outcomes = {each.outcome for each in judge(evidence(bad), LEDGER, api_rules())}
    assert outcomes <= {Outcome.INCONCLUSIVE, Outcome.INAPPLICABLE}
