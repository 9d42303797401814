"""The property tests of schemathesis judge exactly the exchanges of the plan, in its idiom and in our terms."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from conformance.exchange.cases import GENERATED_ORIGIN
from conformance.model import Exchange
from conformance.reference.api import Answer, Header
from conformance.reference.server import serve
from conformance.run.explorer import Explorer
from conformance.selftests.conftest import PLANNED, Ended, Run
from conformance.selftests.listening import Listener

OPERATION = "GET /batches/{agent_id}/all"
ITEM = f"test_properties.py::test_generated_request[{OPERATION}]"


class Crashing(Listener):
    """It fails for ids with a character that only drawn ids have."""

    def error(self, status: int, code: int, message: str, *headers: Header) -> Answer:
        """Answer 500 for such an id."""
        return super().error(500 if "%3D" in self.paths[-1] else status, code, message, *headers)


def drawn_of(ended: Ended) -> list[dict[str, Any]]:
    """Return the exchanges of cases that schemathesis drew."""
    assert ended.report is not None
    return [each for each in ended.report["exchanges"] if each["origin"] == GENERATED_ORIGIN]


def test_judges_the_plan(run: Run, sound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that the property tests judge was planned and sent before; each generated case is judged."""
    judged: list[Exchange] = []
    ask = Explorer.exchange

    def noted(self: Explorer, case: Any) -> Exchange | None:
        found = ask(self, case)
        judged.extend([] if found is None else [found])
        return found

    monkeypatch.setattr(Explorer, "exchange", noted)
    ended = run("--base-url", sound, "-v")
    assert ended.report is not None
    assert ended.report["header"]["requests"] == ended.report["header"]["planned"] == PLANNED
    assert len(drawn_of(ended)) >= 11  # one may equal a near-miss
    assert {each["sequence"] for each in drawn_of(ended)} <= {each.sequence for each in judged}
    assert max(each.sequence for each in judged) < PLANNED
    assert f"{ITEM} PASSED" in ended.text


def test_plan_shows_what_is_drawn(run: Run, sound: str) -> None:
    """The drawn cases are listed by `--plan`, as they are sent afterwards."""
    shown = run("--base-url", sound, "--plan").text
    for each in drawn_of(run("--base-url", sound, "-k", "row-id-is-unique")):
        path = each["curl"].partition("/batches/")[2].partition("/all")[0]
        assert f"GET /batches/{path}/all\n" in shown


class TestFailure:
    def test_words(self, run: Run) -> None:
        """A draw that shows a deviation fails an item of its own, reported like any other, without further requests."""
        with serve(Crashing()) as url:
            ended = run("--base-url", url)
        assert (ended.code, ended.must_failed()) == (1, {"answer-is-not-a-server-error"})
        reported = ended.text.partition("_ test_generated_request")[2].partition("= conformance =")[0]
        assert "MUST answer-is-not-a-server-error\n" in reported
        assert "expected  no 5xx\n" in reported
        assert "actual    500\n" in reported
        assert (
            "repeat    curl -sS -i -H 'Accept: application/json' -H \"Authorization: Bearer $BOLNA_API_KEY\""
            in reported
        )
        assert "Traceback" not in ended.text
        assert "schemathesis" not in reported
        assert "1 failed likewise" in ended.text  # the requirement's own item
        assert ended.report is not None
        assert ended.report["header"]["requests"] == PLANNED

    def test_shrinks(self, run: Run) -> None:
        """With `--explore` a failing draw is shrunk, with at most the given number of requests."""
        api = Crashing()
        with serve(api) as url:
            ended = run("--base-url", url, "--explore", "3")
        assert ended.report is not None
        planned = ended.report["header"]["planned"]
        assert f"requests: {planned} planned, up to 3 more to shrink what fails, 60 at most, 10 s each" in ended.text
        assert planned < ended.report["header"]["requests"] == len(api.paths) <= planned + 3
        assert {count for path, count in Counter(api.paths).items() if "%3D" in path} == {1}

    @pytest.mark.parametrize("explored", ["0", "30"])
    def test_ceiling(self, run: Run, explored: str) -> None:
        """However much fails, no more is sent than the ceiling allows."""
        api = Crashing()
        with serve(api) as url:
            run("--base-url", url, "--explore", explored, "--max-requests", str(PLANNED + 1))
        assert len(api.paths) <= PLANNED + 1


@pytest.mark.parametrize(("ceiling", "planned"), [(60, PLANNED + 2), (PLANNED + 1, PLANNED + 1)])
def test_explore(run: Run, newer: str, ceiling: int, planned: int) -> None:
    """Exploring plans the given number of further cases, below the ceiling; passing cases are not shrunk."""
    ended = run("--base-url", newer, "--explore", "2", "--max-requests", str(ceiling), "-v")
    assert ended.report is not None
    assert (ended.report["header"]["planned"], ended.report["header"]["requests"]) == (planned, planned)
    assert f"requests: {planned} planned, up to 2 more to shrink what fails, {ceiling} at most" in ended.text
    assert f"{ITEM} PASSED" in ended.text


def test_plugin_is_there_already(run: Run, sound: str) -> None:
    """The plugin of schemathesis is not loaded again where it is loaded automatically."""
    ended = run("-p", "schemathesis", "--base-url", sound, "-k", "generated", "-v")
    assert f"{ITEM} PASSED" in ended.text


def test_silent_target(run: Run) -> None:
    """Without answers a property neither passes nor fails."""
    ended = run("--base-url", "http://127.0.0.1:9", "-v")
    assert f"{ITEM} INCONCLUSIVE" in ended.text


@pytest.mark.parametrize("option", ["--seed", "--hypothesis-seed"])
def test_seed(run: Run, sound: str, option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A seed draws other cases, the same ones each time, whichever option sets it."""
    import hypothesis.core

    monkeypatch.setattr(hypothesis.core, "global_force_seed", None)
    fixed = run("--base-url", sound, "--plan").text
    seeded = run("--base-url", sound, "--plan", option, "7").text
    assert fixed != seeded
    assert seeded == run("--base-url", sound, "--plan", "--seed", "7").text


def test_seeds_disagree(run: Run, sound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seeds are a usage error, and so is one that is not a number."""
    import hypothesis.core

    monkeypatch.setattr(hypothesis.core, "global_force_seed", None)
    for given in (("--seed", "1", "--hypothesis-seed", "2"), ("--hypothesis-seed", "x")):
        ended = run("--base-url", sound, "--plan", *given)
        assert ended.code == 4
        assert "--hypothesis-seed" in ended.text
