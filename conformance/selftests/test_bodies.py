"""A run judges as many bodies as time and memory allow, reports the rest, and lets none of it pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.exchange.json_text import MAX_VALUES
from conformance.model import Outcome, Verdict
from conformance.rules.bodies import Bodies
from conformance.selftests.exchanges import LEDGER, ROWS, RULES, answer, evidence
from conformance.verdict.judge import judge

TYPE = "schema:#/components/schemas/Batch/properties/batch_id/type"
LARGE = answer(body=b"[" + b"0," * (MAX_VALUES - 20) + b"0]")
LIMIT = "the answers of this run hold more values than one run judges"


def verdicts(*answers: object) -> dict[str, Verdict]:
    return {each.requirement.id: each for each in judge(evidence(*answers), LEDGER, RULES)}  # type: ignore[arg-type]


def test_once() -> None:
    """A body is parsed once, and counted once."""
    bodies = Bodies()
    assert bodies.read(LARGE) is bodies.read(LARGE)
    assert bodies.read(LARGE).has_value


def test_memory_limit() -> None:
    """A body that exceeds the memory limit has no value, and takes nothing from a smaller one."""
    bodies = Bodies()
    answers = (LARGE, replace(LARGE, sequence=1), replace(answer(body=[]), sequence=2))
    assert [bodies.read(each).limit for each in answers] == ["", LIMIT, ""]


@pytest.mark.parametrize("first", [True, False])
def test_judged_in_part(first: bool) -> None:
    """The bodies that were read are judged; the others prove nothing."""
    too_large = answer(body=b"[" + b"0," * MAX_VALUES + b"0]")
    sound = answer(body=ROWS)
    found = verdicts(*((too_large, sound) if first else (sound, too_large)))
    assert found[TYPE].outcome is found["body-is-json"].outcome is Outcome.PASS
    assert LIMIT in found[TYPE].reason
    assert found["schema:#/components/schemas/Batch/type"].outcome is Outcome.PASS


def test_nothing_judged() -> None:
    """Without any readable body nothing passes."""
    found = verdicts(answer(body=b"[" + b"0," * MAX_VALUES + b"0]"))
    assert {found[name].outcome for name in (TYPE, "body-is-json", "row-id-is-unique")} == {Outcome.INCONCLUSIVE}
    assert found[TYPE].reason == LIMIT
