"""A run at a wrong URL, or for unknown ids, is recognised for what it is, and nobody is blamed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Schemas
from conformance.model import Exchange, Intent, Outcome, Target
from conformance.reference.api import Answer, Api, Call
from conformance.reference.bundled import FEW
from conformance.reference.server import serve
from conformance.run.settings import Options
from conformance.selftests.exchanges import ERROR, IDS, RESPONSES, answer, content, contract
from conformance.selftests.runs import judged
from conformance.verdict.astray import astray

PAGE = b"<!doctype html><title>Not found</title>"
DETAIL = {"detail": "Not Found"}
UNKNOWN, MALFORMED, NO_KEY = Intent.UNKNOWN, Intent.MALFORMED, Intent.NO_KEY
TARGET = Target("live", "https://api.example.com/v2", variables={"agent_id": "AGENTS"})
DEFAULT = contract()
ABSENT = contract(responses={**RESPONSES, "404": content("Error")})
HTML = contract(responses={"200": {"description": "a page", "content": {"text/html": {"schema": {"type": "string"}}}}})


def found(*exchanges: Exchange, of: str = DEFAULT) -> str:
    """Return what is to be checked, by the text of a contract."""
    made = read_contract(parse(of, "contract.json"))
    (operation,) = made.operations
    sent = [replace(each, case=replace(each.case, operation=operation.id)) for each in exchanges]
    return astray(sent, TARGET, made, Schemas(made))


def page(status: int, intent: Intent = Intent.KNOWN, known: str = IDS[0]) -> Exchange:
    return answer(status, PAGE, intent, kind="text/html; charset=utf-8", known=known)


def detail(status: int, intent: Intent = Intent.KNOWN, known: str = IDS[0], **more: object) -> Exchange:
    return answer(status, {**DETAIL, **more}, intent, known=known)


@pytest.mark.parametrize(
    ("exchanges", "reason"),
    [
        ([detail(404), detail(404, UNKNOWN)], "nothing that was asked for is there (404"),
        ([detail(404), detail(405, known=IDS[1])], "nothing that was asked for is there (404, 405"),
        ([answer(404), answer(400, intent=MALFORMED)], "nothing that was asked for is there"),
        ([answer(404), answer(401, intent=NO_KEY)], "nothing that was asked for is there"),
        ([page(404), page(404, UNKNOWN)], "the answers are web pages"),
        ([page(200), page(200, UNKNOWN), page(200, NO_KEY)], "the answers are web pages"),
        ([page(400)], "the answers are web pages"),
        ([page(404, UNKNOWN), page(404, MALFORMED)], "the answers are web pages"),
        ([detail(421), detail(421, UNKNOWN, IDS[1])], "every request is answered alike (421)"),
        ([detail(400, at=17), detail(400, UNKNOWN, IDS[1], at=18)], "every request is answered alike (400)"),
        (
            [detail(400, path=f"/batches/{IDS[0]}/all"), detail(400, MALFORMED, "x", path="/batches/x/all")],
            "every request is answered alike (400)",
        ),
    ],
)
def test_astray(exchanges: list[Exchange], reason: str) -> None:
    """What to check is said: the URL that was asked, and the variable of the ids."""
    said = found(*exchanges)
    assert said.startswith(reason)
    assert "check the base URL https://api.example.com/v2" in said
    is_known = any(each.case.intent is Intent.KNOWN for each in exchanges)
    assert ("AGENTS" in said) == is_known


@pytest.mark.parametrize(
    "exchanges",
    [
        [],
        [answer(), detail(404)],
        [detail(404), answer(200, [], UNKNOWN)],
        [detail(404), answer(intent=NO_KEY)],
        [answer(204, b"", kind=None), page(404)],
        [answer(401), detail(404)],
        [detail(404), detail(500)],
        [detail(404, UNKNOWN), detail(404, MALFORMED)],
        [answer(400), detail(404, UNKNOWN)],
        [answer(400), answer(400, intent=MALFORMED, known=IDS[1])],
        [detail(400), detail(400)],
        [detail(400), detail(409, UNKNOWN, IDS[1])],
        [detail(404, Intent.OBSERVED), detail(404)],
        [answer(kind="text/html")],
        [answer(302, b"", headers=[("Location", "/login")])],
    ],
    ids=[
        *("nothing", "a success", "of something unknown", "without a key", "nothing in it", "of the key", "the server"),
        *("unknown only", "documented refusal", "documented refusals", "one path", "two answers", "a recording"),
        *("JSON labelled as a page", "a redirect"),
    ],
)
def test_not_astray(exchanges: list[Exchange]) -> None:
    """Where anything succeeds, or the API itself has answered, its answers are judged."""
    assert found(*exchanges) == ""


def test_documented_page() -> None:
    """A page is an answer of an API that documents pages."""
    assert found(page(200), of=HTML) == ""


def test_documented_absence() -> None:
    """A 404 of the documented shape comes from the API, so the ids are wrong, if not the URL."""
    assert "AGENTS" in found(answer(404, ERROR), of=ABSENT)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([200, 204, 301, 400, 401, 404, 422, 500]), st.sampled_from([*Intent]))))
def test_any_success_is_judged(drawn: list[tuple[int, Intent]]) -> None:
    """Whatever is answered beside it, one success is enough to judge the API."""
    exchanges = [answer(status, intent=intent) for status, intent in drawn]
    assert found(*exchanges, answer()) == ""


class Elsewhere(Api):
    """Another program at the same host: it answers each request alike."""

    reply_to_all = Answer(404, (("Content-Type", "text/html"),), PAGE)

    def respond(self, call: Call) -> Answer:
        return self.reply_to_all


class Documented(Elsewhere):
    """An API for which no given agent exists."""

    reply_to_all = Api().error(404, 404, "Agent not found")


@pytest.mark.parametrize("api", [Elsewhere, Documented])
def test_run(api: type[Api]) -> None:
    """A whole run at the wrong place blames nobody, fails, and says what to check."""
    with serve(api()) as url:
        ended = judged(Options(base_url=url), FEW.parameters["agent_id"])
    assert ended.report is not None
    of_api = [each for each in ended.report["verdicts"] if each["operation"] not in ("document", "change")]
    assert {each["outcome"] for each in of_api} == {Outcome.INCONCLUSIVE}
    assert ended.code == 1
    assert f"check the base URL {url} (the document names https://api.bolna.ai), and BOLNA_AGENT_ID" in json.dumps(
        ended.report["header"]["obstacle"]
    )
