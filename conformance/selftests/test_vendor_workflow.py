"""The vendor workflow's own shell steps, over days on which the vendor changes a page repeatedly."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from conformance.selftests.servers import answer, serve
from conformance.selftests.vendored import lock_address, revision, vendored
from conformance.selftests.workflows import Night, Repository, Runner
from conformance.selftests.zygote import command

BRANCH = "vendor-revision"
PAGE = f"{BRANCH}:spec/pages/get_batches.md"
SECOND, THIRD = revision(5) + b"\n", revision(5) + b"\n\n"
# Once for each requested page: a change is requested again when it is vendored.
ANSWERS = [revision(4), *[revision(5)] * 4, *[SECOND] * 2, *[THIRD] * 2]


@dataclass(frozen=True)
class DayResult:
    """A day, and the state of the repository after it."""

    night: Night
    asked: list[list[Any]]
    """The requests to GitHub on that day."""
    tip: str
    """The head of the proposed branch; empty if there is none."""
    page: str
    """Its version of the page."""


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> dict[str, DayResult]:
    """Return the result of each day, one after the other in one repository."""
    results: dict[str, DayResult] = {}
    folder = tmp_path_factory.mktemp("days")
    files = folder / "files"
    files.mkdir()
    with serve(*map(answer, ANSWERS), answer(status="500 Broken")) as server, command(folder) as ours:
        lock_address(vendored(files), server)
        repository = Repository(folder, files, ours)
        for day in ("same", "changed", "as yesterday", "changed again"):
            results[day] = _day(repository)
        _push_fix(repository)
        results["yours"] = _day(repository)
        results["down"] = _day(repository)
    return results


def _day(repository: Repository) -> DayResult:
    before = len(repository.github["asked"])
    night = Runner(repository).run("vendor.yml")
    try:
        tip, page = repository.git("rev-parse", BRANCH).strip(), repository.git("show", PAGE)
    except subprocess.CalledProcessError:
        tip, page = "", ""
    return DayResult(night, repository.github["asked"][before:], tip, page)


def _push_fix(repository: Repository) -> None:
    """Commit something on the branch, like somebody who fixes what the revision broke."""
    clone = repository.folder / "yours"
    repository.git("clone", "--quiet", "--branch", BRANCH, str(repository.bare), str(clone))
    name = ("-c", "user.name=you", "-c", "user.email=you@example.com")
    repository.git(*name, "commit", "--quiet", "--allow-empty", "-m", "Fix a waiver", at=clone)
    repository.git("push", "--quiet", at=clone)


class TestDays:
    def test_same(self, days: Mapping[str, DayResult]) -> None:
        """If the vendor changed nothing, nothing is proposed."""
        result = days["same"]
        assert result.night.results == {"check": "success"}
        assert [step.name for step in result.night.steps] == ["Compare with what is published now"]
        assert result.night.steps[0].text == "unchanged: get_batches.md (since 2026-05-01)\n"
        assert (result.asked, result.tip) == ([], "")

    def test_changed(self, days: Mapping[str, DayResult]) -> None:
        """A change is proposed as a branch that contains it, with its impact in the pull request."""
        result = days["changed"]
        assert result.night.results == {"check": "success"}
        ((method, path, asked),) = result.asked
        assert (method, path, asked["title"]) == ("POST", "pulls", "The vendor changed the contract")
        assert (asked["head"], asked["base"]) == (BRANCH, "main")
        assert asked["body"].startswith(
            "## `spec/openapi.yaml` → `openapi.yaml as fetched`\n\n**1 breaking, 1 warning,"
        )
        assert "\n### To fix before merging\n\n    " in asked["body"]
        assert result.page.encode() == revision(5)

    def test_as_yesterday(self, days: Mapping[str, DayResult]) -> None:
        """An existing proposal is not pushed again."""
        before, result = days["changed"], days["as yesterday"]
        assert (result.night.results, result.tip) == ({"check": "success"}, before.tip)
        assert [(method, path, list(asked)) for method, path, asked in result.asked] == [("PATCH", "pulls/1", ["body"])]

    def test_changed_again(self, days: Mapping[str, DayResult]) -> None:
        """The next revision replaces the proposed one."""
        result = days["changed again"]
        assert result.night.results == {"check": "success"}
        assert [(method, path) for method, path, _ in result.asked] == [("PATCH", "pulls/1")]
        assert result.page.encode() == SECOND

    def test_yours(self, days: Mapping[str, DayResult]) -> None:
        """A branch with commits of others is not overwritten."""
        result = days["yours"]
        assert (result.night.results, result.asked) == ({"check": "failure"}, [])
        assert f"::error::the vendor changed it again, and {BRANCH} has commits of yours" in result.night.steps[-1].text
        assert result.page.encode() == SECOND

    def test_down(self, days: Mapping[str, DayResult]) -> None:
        """If the page cannot be fetched, the job fails with the line that says so."""
        result = days["down"]
        assert (result.night.results, result.asked) == ({"check": "failure"}, [])
        (step,) = result.night.steps
        assert (step.code, len(step.text.splitlines())) == (4, 1)
        assert step.text.startswith("bolna-conformance: ")
