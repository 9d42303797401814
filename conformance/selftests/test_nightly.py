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
class Told:
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
def nights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """Return the result of each night, one after the other in one repository."""
    told: dict[str, Told] = {}
    folder = tmp_path_factory.mktemp("nights")
    files = folder / "files"
    files.mkdir()
    (files / "README.md").write_text("A repository.\n", encoding="utf-8")
    with command(folder) as ours:
        repository = Repository(folder, files, ours)
        newer = MUTANTS["status-is-newer"]
        told["sound"] = _night(repository, serve(Api()))
        told["broken"] = _night(repository, serve(newer()))
        told["down"] = _night(repository, down())
        refusing = repository.bare / "hooks" / "pre-receive"
        refusing.write_text(REFUSE_ONCE, encoding="utf-8")
        refusing.chmod(0o755)
        told["still"] = _night(repository, serve(newer()))
        told["mended"] = _night(repository, serve(Api()))
        told["no secret"] = _night(repository, serve(Api()), secrets={})
        told["fork"] = _night(repository, serve(Api()), is_fork=True)
    return told


def _night(repository: Repository, served: Any, **changed: Any) -> Told:
    before = len(repository.github["asked"])
    with served as url:
        runner = Runner(repository, **{"secrets": SECRETS, **changed})
        night = runner.run("nightly.yml", BASE_URL=url)
    try:
        lines = repository.git("show", f"{BRANCH}:history.ndjson").splitlines()
    except subprocess.CalledProcessError:
        lines = []
    after = repository.github
    return Told(night, after["issues"], after["asked"][before:], [json.loads(line) for line in lines])


class TestNights:
    def test_sound(self, nights: Mapping[str, Told]) -> None:
        """A sound API is green; its run is the first line of the history, and opens no issue."""
        told = nights["sound"]
        assert (told.night.results, told.issues) == (GREEN, [])
        assert [each["result"] for each in told.history] == ["success"]
        assert len(told.night.sarif) == 1

    def test_broken(self, nights: Mapping[str, Told]) -> None:
        """A new deviation is red, has an issue of its own, and is kept in the history."""
        told = nights["broken"]
        assert told.night.results == RED
        (issue,) = told.issues
        assert issue["title"] == f"MUST {ENUM} at /[*]/status of GET /batches/{{agent_id}}/all"
        assert (issue["state"], issue["labels"]) == ("open", ["conformance"])
        (fingerprint,) = {each["fingerprint"] for each in told.history[-1]["deviations"] if each["requirement"] == ENUM}
        assert issue["body"].startswith(f"<!-- conformance:{fingerprint} ")
        assert [each["result"] for each in told.history] == ["success", "failure"]
        assert "1 new" in told.night.step("Judge").text

    def test_down(self, nights: Mapping[str, Told]) -> None:
        """A night without answers is red and recorded; no issue and no code scanning alert changes."""
        told = nights["down"]
        assert told.night.results == {**RED, "code-scanning": "skipped", "issues": "skipped"}
        assert told.asked == []
        assert len(told.history) == 3

    def test_still(self, nights: Mapping[str, Told]) -> None:
        """A known deviation is green; its issue says since when, and a rejected push is retried."""
        told = nights["still"]
        assert told.night.results == GREEN
        ((method, path, body),) = told.asked
        assert (method, path, list(body)) == ("PATCH", "issues/1", ["body"])
        assert "seen since 20" in body["body"]
        assert len(told.history) == 4
        assert "attempt 1 was refused" in told.night.step("Put the line of this run on the branch of the history").text

    def test_mended(self, nights: Mapping[str, Told]) -> None:
        """The issue of a fixed deviation is closed."""
        told = nights["mended"]
        assert told.night.results == GREEN
        assert [(each["state"], each["state_reason"]) for each in told.issues] == [("closed", "completed")]
        assert [(method, path) for method, path, _ in told.asked] == [
            ("POST", "issues/1/comments"),
            ("PATCH", "issues/1"),
        ]
        assert len(told.history) == 5

    def test_history(self, nights: Mapping[str, Told]) -> None:
        """The history branch only grows."""
        lines = [told.history for told in nights.values()]
        assert all(after[: len(before)] == before for before, after in pairwise(lines))

    def test_no_secret(self, nights: Mapping[str, Told]) -> None:
        """Without a key the night is red, says so in one line, and judges nothing in its place."""
        told = nights["no secret"]
        skipped = dict.fromkeys(RED, "skipped")
        assert told.night.results == {**skipped, "judge": "failure"}
        step = told.night.step("Judge")
        line = "ERROR: the environment variable BOLNA_API_KEY is not set; export BOLNA_API_KEY=<your key>"
        assert (step.code, step.text.strip()) == (4, line)
        assert (told.asked, len(told.history)) == ([], 5)

    def test_fork(self, nights: Mapping[str, Told]) -> None:
        """On a fork nothing runs."""
        told = nights["fork"]
        assert (told.night.results, told.night.steps) == (dict.fromkeys(RED, "skipped"), [])

    def test_key(self, nights: Mapping[str, Told]) -> None:
        """The key is in nothing that a night prints or sends."""
        texts = [step.text for told in nights.values() for step in told.night.steps]
        asked = [json.dumps(told.asked) for told in nights.values()]
        assert [text for text in (*texts, *asked) if KEY in text] == []
