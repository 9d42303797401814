"""An audit of a recording agrees with a run over it, for all that one exchange alone can show."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.archive.audit import Task, audit, judge, verdicts_of
from conformance.archive.summary import Summary
from conformance.contract.load import SPEC
from conformance.exchange.recordings.own import line_of
from conformance.exchange.recordings.shards import shards_of
from conformance.exchange.replay import Replay, replay
from conformance.model import Exchange, Outcome, Trouble, Verdict
from conformance.reference.api import Api
from conformance.reference.bundled import VENDORED
from conformance.reference.data import AGENTS
from conformance.reference.mutants import MUTANTS
from conformance.reference.variants import VARIANTS
from conformance.run.laboratory import Laboratory
from conformance.selftests.samples import AUTHORED, FOLDER, NAMES

SPEC_FILE = SPEC / "openapi.yaml"
MAPPING = (("body", "body"), ("path", "path"), ("status", "status"))
SERVERS = {**VARIANTS, **MUTANTS}
# Starting a server for each takes most of the time.
SOME = sorted({*list(SERVERS)[::16], "default", "status-is-newer", "batch-is-listed-twice", "list-in-envelope"})
DATE = "Thu, 01 Jan 2026 00:00:00 GMT"
JUDGED = (Outcome.PASS, Outcome.FAIL)


@pytest.fixture(scope="module")
def laboratory() -> Laboratory:
    return Laboratory(VENDORED.knowing(agent_id=(AGENTS[3], AGENTS[2])))


def judge_here(given: Sequence[Task]) -> Iterator[tuple[Task, Summary]]:
    return ((task, judge(task)) for task in given)


def audited(file: Path, mapping: tuple[tuple[str, str], ...] = MAPPING) -> tuple[Summary, dict[str, Verdict]]:
    tasks = [Task(shard, mapping, str(SPEC_FILE)) for shard in shards_of([str(file)], 30_000)]
    summary = audit(tasks, judge_here, None, lambda task, summary: None)
    return summary, {each.requirement.id: each for each in verdicts_of(summary, SPEC_FILE)}


def replayed(laboratory: Laboratory, held: Replay) -> dict[str, Verdict]:
    suite = laboratory.session.suite
    verdicts = suite.judge(suite.evidences(held.exchanges, held.target), held.hidden)
    return {each.requirement.id: each for each in verdicts}


def outcome_and_findings(verdict: Verdict) -> tuple[Outcome, list[tuple[str, int]]]:
    return verdict.outcome, sorted((each.fingerprint, each.count) for each in verdict.findings)


def recorded(folder: Path, laboratory: Laboratory, name: str) -> tuple[Path, Sequence[Exchange]]:
    """Return a recording of a server, and its contents."""
    exchanges, target = laboratory.exchanges(SERVERS[name]())
    file = folder / "run.ndjson"
    file.write_text("".join(f"{line_of(each, target)}\n" for each in exchanges))
    return file, exchanges


@pytest.mark.parametrize("name", [name for name in NAMES if name != AUTHORED])
def test_samples(laboratory: Laboratory, name: str) -> None:
    """Recordings of other tools are judged alike, and the same entries are skipped."""
    held = replay([FOLDER / name], laboratory.session.suite.contract)
    summary, verdicts = audited(FOLDER / name)
    whole = replayed(laboratory, held)
    judged = {key: outcome_and_findings(each) for key, each in verdicts.items() if each.outcome in JUDGED}
    assert judged == {
        key: outcome_and_findings(each) for key, each in whole.items() if each.outcome in JUDGED and key in judged
    }
    assert {key for key, each in whole.items() if each.outcome is Outcome.FAIL} <= judged.keys()
    assert (summary.exchanges, summary.unmatched.kept) == (len(held.exchanges), held.unmatched)
    assert sum(summary.unusable.kept.values()) == len(held.unusable)


def test_authored() -> None:
    """Hand-written answers prove nothing."""
    summary, verdicts = audited(FOLDER / AUTHORED)
    assert summary.exchanges == 0
    assert [*summary.unusable.kept] == ["was written by hand, and proves nothing"]
    assert {each.outcome for each in verdicts.values()} & {*JUDGED} == set()


@pytest.mark.parametrize("name", SOME)
def test_own(tmp_path: Path, laboratory: Laboratory, name: str) -> None:
    """A recording of the suite is judged as if the intent of its requests were unknown."""
    file, _ = recorded(tmp_path, laboratory, name)
    held = replay([file], laboratory.session.suite.contract)
    whole = replayed(laboratory, held)
    _, verdicts = audited(file)
    judged = {key: each for key, each in verdicts.items() if each.outcome in JUDGED}
    assert {key: each.outcome for key, each in judged.items()} == {key: whole[key].outcome for key in judged}
    assert len(judged) > 20
    assert judged.keys() & {"wrong-key-is-refused", "valid-request-succeeds", "key-is-never-echoed"} == set()
    by_rows = {key: outcome_and_findings(each) for key, each in judged.items() if key.startswith("schema:")}
    assert by_rows == {key: outcome_and_findings(whole[key]) for key in by_rows}


def test_hidden(tmp_path: Path, laboratory: Laboratory) -> None:
    """Data redacted in any exchange is inconclusive for all of them."""
    exchanges, target = laboratory.exchanges(Api())
    file = tmp_path / "run.ndjson"
    lines = [line_of(each, target, {"row-id-is-unique"} if not number else ()) for number, each in enumerate(exchanges)]
    file.write_text("\n".join(lines))
    summary, verdicts = audited(file)
    found = verdicts["row-id-is-unique"]
    assert (found.outcome, found.reason) == (Outcome.INCONCLUSIVE, "required data was redacted")
    assert summary.hidden == {"row-id-is-unique"}


def test_framing(tmp_path: Path, laboratory: Laboratory) -> None:
    """The framing of an answer is kept, whether it has surplus bytes or never came."""
    exchanges, target = laboratory.exchanges(Api())
    first, second = exchanges[:2]
    assert first.response is not None
    surplus = replace(first, response=replace(first.response, surplus=3))
    broken = replace(second, response=None, trouble=Trouble("framing", "broke off", "chunk-size"))
    for odd in (surplus, broken):
        file = tmp_path / "run.ndjson"
        file.write_text(line_of(odd, target))
        assert audited(file)[1]["message-framing-is-sound"].outcome is Outcome.FAIL


def test_unmatched(tmp_path: Path, laboratory: Laboratory) -> None:
    """A recorded exchange of another contract is unmatched."""
    (one, *_), target = laboratory.exchanges(Api())
    file = tmp_path / "run.ndjson"
    file.write_text(line_of(replace(one, case=replace(one.case, operation="GET /other")), target))
    assert audited(file)[0].unmatched.kept == {"GET /other": 1}


def test_paths(tmp_path: Path) -> None:
    """A log of paths alone does not show that requests used plain HTTP."""
    file = tmp_path / "log"
    row = {"status": 200, "body": "[]", "headers": {"Content-Type": "application/json", "Date": DATE}}
    rules = ("transport-security-is-strict", "private-answers-are-not-shared-by-caches")
    for origin, outcome in (("", Outcome.INCONCLUSIVE), ("http://a", Outcome.INAPPLICABLE)):
        file.write_text(json.dumps({**row, "path": f"{origin}/batches/{AGENTS[0]}/all"}))
        verdicts = audited(file, (*MAPPING, ("headers", "headers")))[1]
        assert [verdicts[name].outcome for name in rules] == [outcome] * 2
