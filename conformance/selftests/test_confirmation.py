"""A disagreement between two engines blames nobody, and a run without deviations never loads the second."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from jsonschema.exceptions import ValidationError

from conformance.archive.audit import Task, suite_at, verdicts_of
from conformance.archive.audit import judge as judge_part
from conformance.archive.summary import Summary, from_json, to_json
from conformance.contract.load import SPEC
from conformance.exchange.recordings.shards import shards_of
from conformance.exchange.replay import replay
from conformance.model import Outcome, Verdict
from conformance.reference.data import AGENTS
from conformance.selftests.exchanges import CONTRACT, IDS, LEDGER, RULES, answer, evidence
from conformance.verdict.confirmation import MAX_ASKED
from conformance.verdict.judge import judge
from conformance.verdict.preserving import telling
from conformance.verdict.righted import Validator

FIRST, SECOND = (f"{name} {version(name)}" for name in ("jsonschema-rs", "jsonschema"))
TOTAL = "schema:#/components/schemas/Batch/properties/total/type"
"""The assertion that the tests break."""
ALONE = f"judged by {FIRST} alone: {SECOND} cannot judge it"


def judged(*bodies: Any, of: str = CONTRACT) -> Verdict:
    """Return the verdict on the type of `total`."""
    exchanges = [answer(body=body) for body in bodies]
    verdicts = judge(evidence(*exchanges, of=of), LEDGER, RULES)
    return next(each for each in verdicts if each.requirement.id == TOTAL)


def falsify(monkeypatch: pytest.MonkeyPatch, about: Any = None) -> None:
    """Let `jsonschema` accept one value, or any."""
    honest = Validator.iter_errors

    def errors(self: Any, instance: Any) -> Iterator[ValidationError]:
        return (each for each in honest(self, instance) if about is not None and each.instance != about)

    monkeypatch.setattr(Validator, "iter_errors", errors)


class TestConfirmed:
    def test_finding(self) -> None:
        """A finding says that both engines agree."""
        verdict = judged([{"total": "7"}, {"total": 7}])
        assert (verdict.outcome, verdict.reason) == (Outcome.FAIL, "")
        assert [each.confirmation for each in verdict.findings] == [f"confirmed by {SECOND}"]

    def test_no_second_judgement(self) -> None:
        """If the second engine cannot judge, the finding stays, and says so."""
        of = CONTRACT.replace('"total": {', '"other": {"$schema": "urn:other"}, "total": {')
        verdict = judged([{"total": "7"}], of=of)
        assert verdict.outcome is Outcome.FAIL
        assert [each.confirmation for each in verdict.findings] == [f"{ALONE} (a schema of the contract has `$schema`)"]

    def test_other_rules(self) -> None:
        """Rules without an assertion have no second engine."""
        verdicts = judge(evidence(answer(body=b"<")), LEDGER, RULES)
        found = [one for each in verdicts for one in each.findings]
        assert found
        assert {one.confirmation for one in found} == {""}


class TestDisputed:
    def test_disagreement(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """If the engines disagree, nothing fails, however many answers conform."""
        body = [{"total": 1}, {"total": "7"}, {"total": "8"}]
        assert judged(body).outcome is Outcome.FAIL
        falsify(monkeypatch)
        verdict = judged(body)
        assert (verdict.outcome, verdict.witnesses, verdict.findings) == (Outcome.INCONCLUSIVE, 1, ())
        told = f"the engines disagree at /[*]/total: {FIRST} finds `type` broken, {SECOND} does not (2 times)"
        assert verdict.reason == told

    def test_some(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A deviation that both engines find fails, beside one that they dispute."""
        falsify(monkeypatch, about="7")
        verdict = judged([{"total": "7"}, {"total": "8"}])
        assert (verdict.outcome, [each.count for each in verdict.findings]) == (Outcome.FAIL, [1])
        assert verdict.reason.startswith("the engines disagree at /[*]/total: ")


class TestBound:
    @pytest.fixture
    def asked(self, monkeypatch: pytest.MonkeyPatch) -> list[object]:
        """Record the parts that the second engine judges."""
        parts: list[object] = []
        honest = Validator.iter_errors

        def errors(self: Any, instance: Any) -> Iterator[ValidationError]:
            parts.append(instance)
            return honest(self, instance)  # type: ignore[no-any-return]

        monkeypatch.setattr(Validator, "iter_errors", errors)
        return parts

    def test_many(self, asked: list[object]) -> None:
        """Of many deviations of a kind the first are judged twice; the others are counted, and the finding says so."""
        verdict = judged([{"total": "7"}] * 40, [{"total": "7"}] * 60)
        assert len(asked) == MAX_ASKED
        assert [(each.count, each.confirmation) for each in verdict.findings] == [(100, f"confirmed by {SECOND}")]
        assert verdict.reason == "50 more deviations of these kinds were not judged by both engines"

    def test_kinds(self, asked: list[object]) -> None:
        """The first of each further kind is judged twice, whatever came before."""
        row = "schema:#/components/schemas/Batch/properties/counts/additionalProperties/type"
        body = [{"counts": {"a": "7"}}] * (MAX_ASKED + 3) + [{"counts": {"total": "7"}}]
        verdicts = judge(evidence(answer(body=body)), LEDGER, RULES)
        (verdict,) = [each for each in verdicts if each.requirement.id == row]
        assert {each.confirmation for each in verdict.findings} == {f"confirmed by {SECOND}"}
        assert (len(verdict.findings), asked[-1]) == (2, body[-1])

    def test_disputed_kind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A kind that was never confirmed fails no further."""
        falsify(monkeypatch)
        verdict = judged([{"total": "7"}] * 100)
        assert (verdict.outcome, verdict.findings) == (Outcome.INCONCLUSIVE, ())

    def test_mixed_kind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Once a kind is confirmed all others of it count, whatever is disputed later."""
        falsify(monkeypatch, about="8")
        verdict = judged([{"total": "7"}, *[{"total": "8"}] * (MAX_ASKED - 1), *[{"total": "7"}] * 5])
        assert [each.count for each in verdict.findings] == [6]

    def test_once_a_row(self, asked: list[object]) -> None:
        """A row is judged once for all its deviations."""
        judged([{"total": "7", "file_name": 1, "numbers": [1, 2]}])
        assert len(asked) == 1


class TestArchive:
    """An audit fails what a run fails, and confirms the example of each kind."""

    @pytest.fixture
    def log(self, tmp_path: Path) -> Path:
        """Return answers of which every third has an invalid date, and one has another kind of deviation."""
        rows = [
            [{"batch_id": IDS[0], "updated_at": "2026-08-28T01:09:89Z" if at % 3 == 0 else None}] for at in range(60)
        ]
        rows[7][0]["updated_at"] = "2026-08-28T01:09:00Z"
        rows[40][0]["valid_contacts"] = "7"
        file = tmp_path / "log.ndjson"
        path = f"/batches/{AGENTS[0]}/all"
        answers = [*((200, each) for each in rows), (400, {"error": "x", "message": 1})]
        lines = [json.dumps({"path": path, "status": status, "body": json.dumps(each)}) for status, each in answers]
        file.write_text("\n".join(lines))
        return file

    @staticmethod
    def both(log: Path, size: int) -> Iterator[list[Verdict]]:
        """Yield the verdicts on assertions of a run over a log, then those of an audit of its parts."""
        mapping = {name: name for name in ("path", "status", "body")}
        suite = suite_at(str(SPEC / "openapi.yaml"))
        held = replay([log], suite.contract, "path=path,status=status,body=body")
        summary = Summary()
        for shard in shards_of([str(log)], size):
            summary.merge(judge_part(Task(shard, tuple(mapping.items()), str(SPEC / "openapi.yaml"))))
        run = suite.judge(suite.evidences(held.exchanges, held.target))
        for verdicts in (run, verdicts_of(from_json(to_json(summary)), SPEC / "openapi.yaml")):
            yield [each for each in verdicts if each.requirement.id.startswith("schema:")]

    @pytest.mark.parametrize("size", [2**30, 1_000])
    def test_confirmed(self, log: Path, size: int) -> None:
        """Both have the same deviations, and the second engine confirms the example of each."""
        run, audit = self.both(log, size)
        assert [*map(telling, run)] == [*map(telling, audit)]
        found = [one for each in audit for one in each.findings]
        assert {one.confirmation for one in found} == {f"confirmed by {SECOND}"}
        assert {one.pattern for one in found} == {"/[*]/updated_at", "/[*]/valid_contacts", "/error", "/message"}

    def test_all_disputed(self, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """If the second engine finds nothing at all, an audit fails nothing either."""
        falsify(monkeypatch)
        run, audit = self.both(log, 1_000)
        assert [*map(telling, run)] == [*map(telling, audit)]
        assert Outcome.FAIL not in {each.outcome for each in audit}
        disputed = [each.reason.partition(":")[0] for each in audit if "disagree" in each.reason]
        places = {each.removeprefix("the engines disagree at ") for each in disputed}
        assert places == {"/[*]/updated_at", "/[*]/valid_contacts", "/error", "/message"}

    @pytest.mark.parametrize("size", [2**30, 1_000])
    def test_disputed(self, log: Path, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is inconclusive in a run is so in an audit, for the same reason, even beside conforming values."""
        falsify(monkeypatch, about="2026-08-28T01:09:89Z")
        run, audit = self.both(log, size)
        assert [*map(telling, run)] == [*map(telling, audit)]
        (disputed,) = [each for each in audit if "properties/updated_at/format" in each.requirement.id]
        assert (disputed.outcome, disputed.witnesses) == (Outcome.INCONCLUSIVE, 1)
        assert disputed.reason.startswith("the engines disagree at /[*]/updated_at: ")


SOUND = """
import sys
import conformance.plugin, conformance.run.session, conformance.archive.audit
from conformance.selftests.exchanges import LEDGER, ROWS, RULES, answer, evidence
from conformance.verdict.judge import judge
verdicts = judge(evidence(answer(body=ROWS), answer(400, {"error": 1, "message": "no"})), LEDGER, RULES)
assert any(each.witnesses for each in verdicts if each.requirement.id.startswith("schema:"))
print(*sorted({"jsonschema", "referencing", "regress"} & sys.modules.keys()))
judge(evidence(answer(body=[{"total": "7"}])), LEDGER, RULES)
print(*sorted({"jsonschema", "referencing", "regress"} & sys.modules.keys()))
"""


def test_lazy() -> None:
    """The second engine is imported by the first deviation of an assertion, and by nothing else."""
    ended = subprocess.run([sys.executable, "-c", SOUND], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines() == ["", "jsonschema referencing regress"]
