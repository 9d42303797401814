"""The ids of an operation are found in what others list; nobody is blamed for what was not found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.selftests.tree_apis import DETAIL, SHOP, THINGS, TWO_KINDS, shop, things, two_kinds
from conformance.selftests.trees import MISSING, Request, document, get, judge, parameter

UUID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


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
        """A value for an operation or a path is asked for there, and nowhere else; a wrong one blames nobody."""
        target = f"operations: {{'{key}': {{id: B}}}}"
        blind = document({path: each for path, each in TWO_KINDS["paths"].items() if "{" in path})
        found = judge(tmp_path, blind, two_kinds, target, {"B": "b-8"})
        assert ("/b/b-8" in found.asked, "/a/b-8" in found.asked) == (True, False)
        assert found.blamed == set()

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

    def test_parameter_names_the_list(self, tmp_path: Path) -> None:
        """A list may be named after the parameter."""
        contract = document({"/api/pluginslist": get(), "/api/{plugin}": get(parameter("plugin"))})
        known: dict[tuple[str, ...], tuple[int, Any]] = {
            ("api", "pluginslist"): (200, ["cpu", "disk"]),
            ("api", "cpu"): (200, {}),
        }
        found = judge(tmp_path, contract, lambda request: known.get(request.path, MISSING))
        assert found.opened == {"GET /api/pluginslist", "GET /api/{plugin}"}
        assert found.blamed == set()

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

    def test_named_otherwise(self, tmp_path: Path) -> None:
        """An API that takes the name where its document says id is asked by the name, and not blamed for the id."""
        found = judge(tmp_path, THINGS, things([{"id": UUID, "name": "first"}], ("first",)))
        assert DETAIL in found.opened
        assert found.blamed == set()

    def test_elsewhere(self, tmp_path: Path) -> None:
        """Things that are listed below another thing are found there."""
        contract = document(
            {
                "/shops": get(),
                "/shops/{shop_id}/things": get(parameter("shop_id")),
                "/v1/things/{thing_id}": get(parameter("thing_id")),
            }
        )

        def answering(request: Request) -> tuple[int, Any]:
            match request.path:
                case ("shops",):
                    return 200, [{"id": "s1"}]
                case ("shops", "s1", "things"):
                    return 200, [{"id": "t1"}]
                case ("v1", "things", "t1"):
                    return 200, {}
            return MISSING

        found = judge(tmp_path, contract, answering)
        assert found.opened == {f"GET {path}" for path in contract["paths"]}
        assert found.blamed == set()
