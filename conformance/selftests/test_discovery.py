"""The ids of an operation are found in what others list; nobody is blamed for what was not found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.report.coverage import coverage_lines
from conformance.report.record import report_of
from conformance.run.session import Session
from conformance.run.settings import Options
from conformance.selftests.conftest import Run
from conformance.selftests.trees import MISSING, Answering, Request, document, get, judge, parameter, script

CASES = Path(__file__).parent / "data" / "cases" / "live" / "servers"
SHOP = document(
    {
        "/shops": get(),
        "/shops/{shop_id}": get(parameter("shop_id")),
        "/shops/{shop_id}/shelves": get(parameter("shop_id")),
        "/shops/{shop_id}/shelves/{shelf_id}": get(parameter("shop_id"), parameter("shelf_id")),
        "/shops/{shop_id}/shelves/{shelf_id}/books": get(parameter("shop_id"), parameter("shelf_id")),
        "/shops/{shop_id}/shelves/{shelf_id}/books/{isbn}": get(
            parameter("shop_id"), parameter("shelf_id"), parameter("isbn")
        ),
    }
)
BOOKS = {"0-19": {"isbn": "0-19", "pages": 7}, "x y?é%": {"isbn": "x y?é%", "pages": 8}}
SHELVES = {"s-1": {"id": "s-1"}, "s-2": {"id": "s-2"}}
EMPTY_SHOP, FULL_SHOP = "11111111-0d44-4b50-8888-8dd25736052a", "22222222-0d44-4b50-8888-8dd25736052a"


def shop(request: Request) -> tuple[int, Any]:
    """Answer for two shops, of which the first has no shelf."""
    match request.path:
        case ("shops",):
            return 200, {"items": [{"id": EMPTY_SHOP}, {"id": FULL_SHOP}], "next": None}
        case ("shops", id_) if id_ in (EMPTY_SHOP, FULL_SHOP):
            return 200, {"id": id_}
        case ("shops", id_, "shelves") if id_ in (EMPTY_SHOP, FULL_SHOP):
            return 200, [*SHELVES.values()] if id_ == FULL_SHOP else []
        case ("shops", id_, "shelves", shelf) if id_ == FULL_SHOP and shelf in SHELVES:
            return 200, SHELVES[shelf]
        case ("shops", id_, "shelves", shelf, "books") if id_ == FULL_SHOP and shelf in SHELVES:
            return 200, {"data": [*BOOKS.values()] if shelf == "s-1" else []}
        case ("shops", id_, "shelves", "s-1", "books", isbn) if id_ == FULL_SHOP and isbn in BOOKS:
            return 200, BOOKS[isbn]
    return MISSING


class TestDepth:
    """Ids are found as deep as the contract goes."""

    def test_sound(self, tmp_path: Path) -> None:
        """Every operation of three levels is exercised without an id from the user, and nobody is blamed."""
        found = judge(tmp_path, SHOP, shop, max_requests=150)
        assert found.opened == {f"GET {path}" for path in SHOP["paths"]}
        assert found.blamed == set()

    def test_fault(self, tmp_path: Path) -> None:
        """A fault three levels down is found: what is listed there is said not to exist."""

        def forgetful(request: Request) -> tuple[int, Any]:
            return MISSING if len(request.path) > 5 else shop(request)

        found = judge(tmp_path, SHOP, forgetful, max_requests=150)
        deepest = "GET /shops/{shop_id}/shelves/{shelf_id}/books/{isbn}"
        assert found.blamed == {("valid-request-succeeds", deepest)}


UUID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
THINGS = document({"/things": get(), "/things/{thing_id}": get(parameter("thing_id"))})
DETAIL = "GET /things/{thing_id}"


def things(listed: Any, known: tuple[str, ...]) -> Answering:
    """Return a server that lists something, and knows some ids."""

    def answering(request: Request) -> tuple[int, Any]:
        if request.path == ("things",):
            return 200, listed
        return (200, {"id": request.path[1]}) if request.path[1] in known else MISSING

    return answering


class TestShapes:
    """Rows are found in whatever shape a list has."""

    @pytest.mark.parametrize(
        ("listed", "known"),
        [
            ([{"id": "t1"}, {"id": "t2"}], ("t1", "t2")),
            ([{"id": 17}], ("17",)),
            ([{"thingId": UUID}], (UUID,)),
            ([{"uuid": UUID, "size": 3}], (UUID,)),
            ([{"slug": "a b/c"}], ("a b/c",)),
            ({"data": [{"id": "t1"}]}, ("t1",)),
            ({"items": [{"id": "t1"}], "next": None, "total": 1}, ("t1",)),
            ({"things": [{"id": "t1"}], "errors": []}, ("t1",)),
            ({"response": {"results": [{"id": "t1"}]}}, ("t1",)),
            ({"_embedded": {"things": [{"id": "t1"}]}}, ("t1",)),
            ({"data": [{"id": "t1", "attributes": {"a": 1}}], "included": [{"id": "p9"}]}, ("t1",)),
            ({"edges": [{"node": {"id": "t1"}, "cursor": "x"}]}, ("t1",)),
            ({"t1": {"tags": []}, "t2": {"tags": ["x"]}}, ("t1", "t2")),
            (["t1", "t2"], ("t1", "t2")),
            ({"data": ["t1"]}, ("t1",)),
            ([7, 8], ("7", "8")),
        ],
        ids=str,
    )
    def test_found(self, tmp_path: Path, listed: Any, known: tuple[str, ...]) -> None:
        """A sound server is asked for what it lists, and is not blamed."""
        found = judge(tmp_path, THINGS, things(listed, known))
        assert DETAIL in found.opened
        assert found.blamed == set()

    @pytest.mark.parametrize(
        "listed",
        [[], {}, {"data": []}, [{"size": 3.5}], "t1", None, [[["t1"]]], [{"id": None}], [{"id": True}]],
        ids=str,
    )
    def test_nothing(self, tmp_path: Path, listed: Any) -> None:
        """A list without anything that could be asked for leaves an operation unexercised."""
        found = judge(tmp_path, THINGS, things(listed, ()))
        assert found.opened == {"GET /things"}
        assert found.blamed == set()

    def test_not_json(self, tmp_path: Path) -> None:
        """A list that is no JSON lists nothing."""
        assert judge(tmp_path, THINGS, things(b"<html>", ())).opened == {"GET /things"}

    def test_other_rows(self, tmp_path: Path) -> None:
        """Ids of something else in a list are at most guesses: nobody is blamed for 404."""
        listed = {"data": [{"name": "n"}], "included": [{"id": "p9"}], "owner": {"id": "o1"}}
        found = judge(tmp_path, THINGS, things(listed, ()))
        assert found.blamed == set()

    def test_needs_key(self, tmp_path: Path) -> None:
        """A list that asks for a key is read with it."""
        secured = {**THINGS, "components": {"securitySchemes": {"k": {"type": "http", "scheme": "bearer"}}}}
        sound = things([{"id": "t1"}], ("t1",))

        def guarded(request: Request) -> tuple[int, Any]:
            is_right = request.headers.get("Authorization") == "Bearer secret-1234"
            return sound(request) if is_right else (401, {"detail": "no key"})

        target = "security: {k: KEY}"
        contract = {**secured, "security": [{"k": []}]}
        found = judge(tmp_path, contract, guarded, target, {"KEY": "secret-1234"}, max_requests=120)
        assert DETAIL in found.opened


class TestGone:
    """What was listed may be gone by the time it is asked for."""

    def test_deleted(self, tmp_path: Path) -> None:
        """A thing that was deleted after it was listed, and is no longer listed, is nobody's fault."""
        lists = [[{"id": "t1"}, {"id": "t2"}], [{"id": "t2"}]]

        def answering(request: Request) -> tuple[int, Any]:
            if request.path == ("things",):
                return 200, lists[0] if len(lists) == 1 else lists.pop(0)
            return (200, {"id": "t2"}) if request.path[1] == "t2" else MISSING

        found = judge(tmp_path, THINGS, answering)
        assert DETAIL in found.opened
        assert found.blamed == set()
        gone = [each for each in found.run.exchanges if each.case.id.startswith("unknown-gone")]
        assert {each.case.path for each in gone} == {"/things/t1"}

    def test_still_listed(self, tmp_path: Path) -> None:
        """A thing that is listed before and after is known: the API is blamed for not finding it."""
        found = judge(tmp_path, THINGS, things([{"id": "t1"}, {"id": "t2"}], ("t2",)))
        assert found.blamed == {("valid-request-succeeds", DETAIL)}
        assert found.asked[-1] == "/things"

    def test_asked_once(self, tmp_path: Path) -> None:
        """A list is asked for again once, however many of its things are gone; not if none is."""
        sound, broken = (
            judge(tmp_path, THINGS, things([{"id": "t1"}, {"id": "t2"}], known)) for known in (("t1", "t2"), ())
        )
        again = [
            [each for each in one.run.exchanges if each.case.id.startswith("known-listed")] for one in (sound, broken)
        ]
        assert [*map(len, again)] == [0, 1]

    def test_not_open(self, tmp_path: Path) -> None:
        """What is listed for everybody need not be open to everybody."""

        def answering(request: Request) -> tuple[int, Any]:
            if request.path == ("things",):
                return 200, [{"id": "mine"}, {"id": "theirs"}]
            return (200, {"id": "mine"}) if request.path[1] == "mine" else (403, {"detail": "not yours"})

        forbidding = get(parameter("thing_id"))
        forbidding["responses"]["403"] = forbidding["responses"]["404"]
        found = judge(tmp_path, document({"/things": get(), "/things/{thing_id}": forbidding}), answering)
        assert found.blamed == set()


TWO_KINDS = document(
    {each: get(*([parameter("id")] if "{" in each else [])) for each in ("/a", "/b", "/a/{id}", "/b/{id}")}
)


def two_kinds(request: Request) -> tuple[int, Any]:
    """Answer for things of two kinds, each with one id."""
    kind, *rest = request.path
    id_ = {"a": "a-1", "b": "b-9"}[kind]
    if not rest:
        return 200, [{"id": id_}]
    return (200, {"id": id_}) if rest == [id_] else MISSING


class TestGiven:
    """What the user gives is the stronger word, where it belongs."""

    def test_shared_name(self, tmp_path: Path) -> None:
        """A value of a name that two resources share is known only where it is listed."""
        found = judge(tmp_path, TWO_KINDS, two_kinds, "parameters: {id: ID}", {"ID": "a-1"})
        assert found.blamed == set()
        assert found.opened == {f"GET {path}" for path in TWO_KINDS["paths"]}
        assert "/b/a-1" not in found.asked

    def test_nothing_listed(self, tmp_path: Path) -> None:
        """Where nothing is listed, such a value is tried; it is known where it is answered, and else unknown."""
        blind = document({path: each for path, each in TWO_KINDS["paths"].items() if "{" in path})
        found = judge(tmp_path, blind, two_kinds, "parameters: {id: ID}", {"ID": "a-1"})
        assert found.opened == {"GET /a/{id}"}
        assert found.blamed == set()
        assert [(each.operation, each.parameter) for each in found.run.waiting] == [("GET /b/{id}", "id")]

    @pytest.mark.parametrize("key", ["GET /b/{id}", "/b/{id}", "/b/*", "GET /b/*"])
    def test_operations(self, tmp_path: Path, key: str) -> None:
        """A value for an operation or a path is known there, and nowhere else."""
        target = f"operations: {{'{key}': {{id: B}}}}"
        blind = document({path: each for path, each in TWO_KINDS["paths"].items() if "{" in path})
        found = judge(tmp_path, blind, two_kinds, target, {"B": "b-8"})
        assert found.blamed == {("valid-request-succeeds", "GET /b/{id}")}

    def test_own_name(self, tmp_path: Path) -> None:
        """A value of a name that one resource has is asked for as it is, whatever is listed."""
        found = judge(
            tmp_path, THINGS, things([{"id": "t1"}], ("t1", "t7")), "parameters: {thing_id: ID}", {"ID": "t7"}
        )
        assert {each.case.path for each in found.run.exchanges if each.case.known} == {"/things/t7"}


class TestGuesses:
    """What may be known is tried, and nobody is blamed where it is not."""

    @pytest.mark.parametrize("known", [("t1",), ()])
    def test_example(self, tmp_path: Path, known: tuple[str, ...]) -> None:
        """An example of the document is known once it is answered."""
        contract = document({"/things/{thing_id}": get(parameter("thing_id", example="t1"))})
        found = judge(tmp_path, contract, things([], known))
        assert found.opened == ({DETAIL} if known else set())
        assert found.blamed == set()
        assert found.asked[0] == "/things/t1"

    @pytest.mark.parametrize("known", [("t1",), ()])
    def test_property(self, tmp_path: Path, known: tuple[str, ...]) -> None:
        """A property of the same specific name anywhere is tried."""
        contract = document({"/orders": get(), "/things/{thing_id}": get(parameter("thing_id"))})
        sound = things([], known)

        def answering(request: Request) -> tuple[int, Any]:
            return (200, [{"id": "o1", "thing_id": "t1"}]) if request.path == ("orders",) else sound(request)

        found = judge(tmp_path, contract, answering)
        assert found.opened == {"GET /orders", *([DETAIL] if known else [])}
        assert found.blamed == set()

    @pytest.mark.parametrize("known", [("t1",), ()])
    def test_link(self, tmp_path: Path, known: tuple[str, ...]) -> None:
        """A link of the document says where a value is."""
        links = {"one": {"operationId": "thing", "parameters": {"thing_id": "$response.body#/best/0/ref"}}}
        best = get()
        best["responses"]["200"]["links"] = links
        contract = document({"/best": best, "/things/{thing_id}": get(parameter("thing_id"), operationId="thing")})
        sound = things([], known)

        def answering(request: Request) -> tuple[int, Any]:
            return (200, {"best": [{"ref": "t1"}]}) if request.path == ("best",) else sound(request)

        found = judge(tmp_path, contract, answering)
        assert found.opened == {"GET /best", *([DETAIL] if known else [])}
        assert found.blamed == set()

    @pytest.mark.parametrize("path", ["/thing-list", "/things/list", "/thing"])
    def test_other_spelling(self, tmp_path: Path, path: str) -> None:
        """The list may be spelled in another way than the path of its things."""
        contract = document({path: get(), "/things/{thing_id}": get(parameter("thing_id"))})

        def answering(request: Request) -> tuple[int, Any]:
            if "/" + "/".join(request.path) == path:
                return 200, [{"id": "t1"}]
            return (200, {}) if request.path == ("things", "t1") else MISSING

        assert DETAIL in judge(tmp_path, contract, answering).opened

    def test_enumeration(self, tmp_path: Path) -> None:
        """A required query parameter has what its schema allows; without that the operation is not asked."""
        kinds = parameter("kind", "query", schema={"type": "string", "enum": ["big", "small"]})
        contract = document({"/one": get(kinds), "/two": get(parameter("q", "query"))})
        found = judge(tmp_path, contract, lambda request: (200, []) if request.query else MISSING)
        assert "GET /one" in found.opened
        assert [(each.operation, each.parameter) for each in found.run.waiting] == [("GET /two", "q")]

    def test_incomplete(self, tmp_path: Path) -> None:
        """A request with one guess in it is not a valid request for something known."""
        search = parameter("expression", "query", example="tuesday")
        contract = document({"/things": get(), "/things/{thing_id}/hits": get(parameter("thing_id"), search)})

        def answering(request: Request) -> tuple[int, Any]:
            return (200, [{"id": "t1"}]) if request.path == ("things",) else (422, {"detail": "no such expression"})

        refusing = contract["paths"]["/things/{thing_id}/hits"]["get"]["responses"]
        refusing["422"] = refusing["404"]
        found = judge(tmp_path, contract, answering)
        assert found.blamed == set()

    @pytest.mark.parametrize("path", ["/things/{thing_id}/retry", "/things/{thing_id}/forceRun"])
    def test_acting(self, tmp_path: Path, path: str) -> None:
        """A path that says that it acts is not tried with somebody's id."""
        contract = document({"/things": get(), path: get(parameter("thing_id"))})
        found = judge(tmp_path, contract, things([{"id": "t1"}], ("t1",)))
        assert not [each for each in found.asked if "t1" in each]
        assert [each.reason for each in found.run.waiting] == ["is not tried, since the path may act"]


class TestRecorded:
    """A recording of a run with found ids is judged alike, and holds none of them."""

    def test_same(self, tmp_path: Path) -> None:
        """Replayed, every requirement has the outcome that it had; the ids are others."""
        kept = tmp_path / "run.ndjson"
        live = judge(tmp_path, SHOP, shop, max_requests=120, record=kept)
        assert live.lines[0].endswith("exchanges, redacted)")
        text = kept.read_text(encoding="utf-8")
        assert not {each for each in (EMPTY_SHOP, FULL_SHOP) if each in text}
        assert '"found": "GET /shops"' in text or '"found":"GET /shops"' in text
        session = Session(Options(recordings=[str(kept)], spec=tmp_path / "openapi.json"), {})
        session.gather(lambda done, planned: None)
        hidden = session.source.hidden
        again = {(each.requirement.id, each.operation): each.outcome for each in session.applied.verdicts}
        for each in live.run.verdicts:
            if each.requirement.id not in hidden:
                assert again[each.requirement.id, each.operation] == each.outcome


class TestTold:
    """What was found, and what was not, is said."""

    def test_coverage(self, tmp_path: Path) -> None:
        """The report counts the operations and names each parameter that lacks values once, with what mends it."""
        contract = document(
            {
                "/things": get(),
                "/things/{thing_id}": get(parameter("thing_id")),
                "/snapshots/{snapshot_id}": get(parameter("snapshot_id")),
                "/snapshots/{snapshot_id}/files": get(parameter("snapshot_id")),
                "/orders/{id}": get(parameter("id")),
                "/search": get(parameter("id", "query")),
            }
        )
        found = judge(tmp_path, contract, things([{"id": "t1"}], ("t1",)))
        assert found.run.coverage == {
            "operations": 6,
            "exercised": 2,
            "found": [{"operation": DETAIL, "by": "GET /things"}],
            "waiting": [
                {
                    "parameter": "snapshot_id",
                    "reason": "was listed nowhere",
                    "line": "parameters: {snapshot_id: SNAPSHOT_ID}",
                    "operations": ["GET /snapshots/{snapshot_id}", "GET /snapshots/{snapshot_id}/files"],
                },
                {
                    "parameter": "id",
                    "reason": "was listed nowhere",
                    "line": 'operations: {"/orders/*": {id: ORDER_ID}}',
                    "operations": ["GET /orders/{id}"],
                },
                {
                    "parameter": "id",
                    "reason": "has no default and no example",
                    "line": 'operations: {"GET /search": {id: SEARCH_ID}}',
                    "operations": ["GET /search"],
                },
            ],
        }
        lines = [*coverage_lines(found.run.coverage)]
        assert lines[0] == (
            "2 of 6 operations exercised; 4 not: `snapshot_id`, `id` was listed nowhere; "
            "`id` has no default and no example"
        )
        assert lines[1:3] == [
            "  `snapshot_id` was listed nowhere: GET /snapshots/{snapshot_id} and 1 more",
            "    in the target file: parameters: {snapshot_id: SNAPSHOT_ID}",
        ]
        assert report_of(found.run)["header"]["coverage"] == found.run.coverage

    def test_line_is_usable(self, tmp_path: Path) -> None:
        """The line for the target file, with a value in its variable, exercises what waited."""
        blind = document({path: each for path, each in TWO_KINDS["paths"].items() if "{" in path})
        _, waiting = judge(tmp_path, blind, two_kinds).run.coverage["waiting"]
        assert waiting["line"] == 'operations: {"/b/*": {id: B_ID}}'
        assert judge(tmp_path, blind, two_kinds, waiting["line"], {"B_ID": "b-9"}).opened == {"GET /b/{id}"}

    def test_plan(self, run: Run, tmp_path: Path) -> None:
        """A plan says that more requests follow from the answers."""
        (tmp_path / "openapi.json").write_text(json.dumps(THINGS), encoding="utf-8")
        (tmp_path / "target.yaml").write_text("{}", encoding="utf-8")
        given = ("--spec", str(tmp_path / "openapi.json"), "--target", str(tmp_path / "target.yaml"))
        ended = run(*given, "--base-url", "https://things.example", "--plan")
        line = "further requests follow from what is listed: 1 operation can only be asked with values of `thing_id`"
        assert line in ended.text.splitlines()


class TestCases:
    """Small servers that were blamed once."""

    @pytest.mark.parametrize("name", ["shared_id", "post_enum"])
    def test_sound(self, run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        """A user's id is not sent as an order's, and need not be valid in a POST that is never sent."""
        monkeypatch.setenv("MINI_ID", "u-1")
        given = ("--spec", str(CASES / f"{name}.json"), "--target", str(CASES / "target.yaml"))
        with script(CASES / "server.py") as url:
            ended = run(*given, "--base-url", url)
        assert ended.report is not None
        assert not [each for each in ended.report["verdicts"] if (each["level"], each["outcome"]) == ("MUST", "fail")]
        opened = {each["operation"] for each in ended.report["exchanges"] if each["intent"] == "known"}
        assert opened == {f"GET {path}" for path in ("/users", "/orders", "/users/{id}", "/orders/{id}")}
