"""The nightly workflow's own shell steps, over nights on which the reference breaks, is down, and is fixed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest

from conformance.reference.api import KEY, Api
from conformance.reference.data import AGENTS
from conformance.reference.mutants import MUTANTS
from conformance.reference.server import serve
from conformance.selftests.workflows import Night, Repository, Runner
from conformance.selftests.zygote import command

BRANCH = "conformance-history"
SECRETS = {"BOLNA_API_KEY": KEY, "BOLNA_AGENT_ID": ",".join(AGENTS[::3])}
ENUM = "schema:#/components/schemas/Batch/properties/status/enum"
RED = {"judge": "failure", "history": "success", "code-scanning": "success", "issues": "success"}
GREEN = {**RED, "judge": "success"}
REFUSE_ONCE = '#!/bin/sh\nrm -- "$0"\necho "somebody else was faster" >&2\nexit 1\n'


@dataclass(frozen=True)
class NightResult:
    """A night, and the state of the repository after it."""

    night: Night
    issues: list[dict[str, Any]]
    asked: list[list[Any]]
    """The requests to GitHub in that night."""
    history: list[dict[str, Any]]


@contextmanager
def down() -> Iterator[str]:
    """Return an address on which nothing listens."""
    with serve(Api()) as url:
        pass
    yield url


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NightResult]:
    """Return the result of each night, one after the other in one repository."""
    results: dict[str, NightResult] = {}
    folder = tmp_path_factory.mktemp("nights")
    files = folder / "files"
    files.mkdir()
    (files / "README.md").write_text("A repository.\n", encoding="utf-8")
    with command(folder) as ours:
        repository = Repository(folder, files, ours)
        newer = MUTANTS["status-is-newer"]
        results["sound"] = _night(repository, serve(Api()))
        results["broken"] = _night(repository, serve(newer()))
        results["down"] = _night(repository, down())
        refusing = repository.bare / "hooks" / "pre-receive"
        refusing.write_text(REFUSE_ONCE, encoding="utf-8")
        refusing.chmod(0o755)
        results["still"] = _night(repository, serve(newer()))
        results["fixed"] = _night(repository, serve(Api()))
        results["no secret"] = _night(repository, serve(Api()), secrets={})
        results["fork"] = _night(repository, serve(Api()), is_fork=True)
    return results


def _night(repository: Repository, served: Any, **changed: Any) -> NightResult:
    before = len(repository.github["asked"])
    with served as url:
        runner = Runner(repository, **{"secrets": SECRETS, **changed})
        night = runner.run("nightly.yml", BASE_URL=url)
    try:
        lines = repository.git("show", f"{BRANCH}:history.ndjson").splitlines()
    except subprocess.CalledProcessError:
        lines = []
    after = repository.github
    return NightResult(night, after["issues"], after["asked"][before:], [json.loads(line) for line in lines])


class TestNights:
    def test_sound(self, nights: Mapping[str, NightResult]) -> None:
        """A sound API is green; its run is the first line of the history, and opens no issue."""
        result = nights["sound"]
        assert (result.night.results, result.issues) == (GREEN, [])
        assert [each["result"] for each in result.history] == ["success"]
        assert len(result.night.sarif) == 1

    def test_broken(self, nights: Mapping[str, NightResult]) -> None:
        """A new deviation is red, has an issue of its own, and is kept in the history."""
        result = nights["broken"]
        assert result.night.results == RED
        (issue,) = result.issues
        assert issue["title"] == f"MUST {ENUM} at /[*]/status of GET /batches/{{agent_id}}/all"
        assert (issue["state"], issue["labels"]) == ("open", ["conformance"])
        (fingerprint,) = {
            each["fingerprint"] for each in result.history[-1]["deviations"] if each["requirement"] == ENUM
        }
        assert issue["body"].startswith(f"<!-- conformance:{fingerprint} ")
        assert [each["result"] for each in result.history] == ["success", "failure"]
        assert "1 new" in result.night.step("Judge").text

    def test_down(self, nights: Mapping[str, NightResult]) -> None:
        """A night without answers is red and recorded; no issue and no code scanning alert changes."""
        result = nights["down"]
        assert result.night.results == {**RED, "code-scanning": "skipped", "issues": "skipped"}
        assert result.asked == []
        assert len(result.history) == 3

    def test_still(self, nights: Mapping[str, NightResult]) -> None:
        """A known deviation is green; its issue says since when, and a rejected push is retried."""
        result = nights["still"]
        assert result.night.results == GREEN
        ((method, path, body),) = result.asked
        assert (method, path, list(body)) == ("PATCH", "issues/1", ["body"])
        assert "seen since 20" in body["body"]
        assert len(result.history) == 4
        assert (
            "attempt 1 was refused" in result.night.step("Put the line of this run on the branch of the history").text
        )

    def test_fixed(self, nights: Mapping[str, NightResult]) -> None:
        """The issue of a fixed deviation is closed."""
        result = nights["fixed"]
        assert result.night.results == GREEN
        assert [(each["state"], each["state_reason"]) for each in result.issues] == [("closed", "completed")]
        assert [(method, path) for method, path, _ in result.asked] == [
            ("POST", "issues/1/comments"),
            ("PATCH", "issues/1"),
        ]
        assert len(result.history) == 5

    def test_history(self, nights: Mapping[str, NightResult]) -> None:
        """The history branch only grows."""
        lines = [result.history for result in nights.values()]
        assert all(after[: len(before)] == before for before, after in pairwise(lines))

    def test_no_secret(self, nights: Mapping[str, NightResult]) -> None:
        """Without a key the night is red, says so in one line, and judges nothing in its place."""
        result = nights["no secret"]
        skipped = dict.fromkeys(RED, "skipped")
        assert result.night.results == {**skipped, "judge": "failure"}
        step = result.night.step("Judge")
        line = "ERROR: the environment variable BOLNA_API_KEY is not set, or is empty; export BOLNA_API_KEY=<your key>"
        assert (step.code, step.text.strip()) == (4, line)
        assert (result.asked, len(result.history)) == ([], 5)

    def test_fork(self, nights: Mapping[str, NightResult]) -> None:
        """On a fork nothing runs."""
        result = nights["fork"]
        assert (result.night.results, result.night.steps) == (dict.fromkeys(RED, "skipped"), [])

    def test_key(self, nights: Mapping[str, NightResult]) -> None:
        """The key is in nothing that a night prints or sends."""
        texts = [step.text for result in nights.values() for step in result.night.steps]
        asked = [json.dumps(result.asked) for result in nights.values()]
        assert [text for text in (*texts, *asked) if KEY in text] == []
