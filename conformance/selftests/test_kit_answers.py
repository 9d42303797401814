"""The kit plays the contract: its answers are documented, cover what clients forget, and are the same every time."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.contract.load import SPEC, load_contract
from conformance.exchange.replay import replay
from conformance.exchange.trouble import UnrecordedError
from conformance.kit.judging import BrokenContractError
from conformance.model import InputError, Intent
from conformance.selftests.conftest import Run
from conformance.selftests.documents import with_schema
from conformance.selftests.kits import CONSUMER, KEY, URL, kit, kit_of

VENDORED = "GET /batches/{agent_id}/all"
THINGS = "GET /things/{thing_id}"


def drawn(schema: str, folder: Path, version: str = "3.1.0") -> dict[str, Any]:
    """Return the answers for a schema, by their subject."""
    answers = kit_of(with_schema(schema, version), folder).answers(THINGS)
    return {each.name: json.loads(each.body) for each in answers}


class TestAnswers:
    def test_object(self, tmp_path: Path) -> None:
        """Answers have all properties, the required ones, each optional one missing, or an undocumented one."""
        schema = "{type: object, required: [a], properties: {a: {const: 1}, b: {const: 2}, c: {const: 3}}}"
        found = drawn(schema, tmp_path)
        assert found == {
            "every property": {"a": 1, "b": 2, "c": 3},
            "required properties only": {"a": 1},
            "without b": {"a": 1, "c": 3},
            "without c": {"a": 1, "b": 2},
            "with a property that the contract does not name": {"a": 1, "b": 2, "c": 3, "unknown_property": "text"},
        }

    @pytest.mark.parametrize(
        ("schema", "expected"),
        [
            ("{enum: [x, y, null]}", ["x", "y", None]),
            ("{type: [string, 'null'], maxLength: 4}", ["text", "", None]),
            ("{type: integer, minimum: 3, maximum: 9}", [7, 3, 9]),
            ("{type: integer, exclusiveMinimum: 3, exclusiveMaximum: 9}", [7, 4, 8]),
            ("{type: integer, format: int32, maximum: 9}", [7, 0, 9, -(2**31)]),
            ("{type: boolean}", [True, False]),
            ("{type: array, items: {const: 1}, minItems: 1, maxItems: 3}", [[1], [1, 1], [1, 1, 1]]),
            ("{type: array, items: {const: 1}, uniqueItems: true}", [[1], []]),
            ("{type: string, enum: [x]}", ["x"]),
        ],
    )
    def test_bounds(self, schema: str, expected: list[object], tmp_path: Path) -> None:
        """Members, bounds and null are answered where the schema allows them, and nowhere else."""
        assert list(drawn(schema, tmp_path).values()) == expected

    def test_shared_example(self, tmp_path: Path) -> None:
        """An example that is shown in two places is changed in one of them at a time."""
        row = "{type: object, properties: {x: {type: integer}}, example: {x: 1}}"
        parts = "{a: {$ref: '#/components/schemas/Thing/$defs/Row'}, b: {$ref: '#/components/schemas/Thing/$defs/Row'}}"
        found = drawn(f"{{type: object, required: [a, b], properties: {parts}, $defs: {{Row: {row}}}}}", tmp_path)
        assert found["/a/x is 0"] == {"a": {"x": 0}, "b": {"x": 1}}

    def test_nested(self, tmp_path: Path) -> None:
        """Optional properties are left out at any depth, within lists and `allOf` too."""
        schema = """\
        type: object
        required: [rows]
        properties:
          rows:
            type: array
            items:
              allOf:
                - {type: object, required: [a], properties: {a: {const: 1}}}
                - {type: object, properties: {b: {const: 2}}}
        """
        found = drawn(schema, tmp_path)
        assert found["required properties only"] == {"rows": [{"a": 1}]}
        assert found["every property"] == {"rows": [{"a": 1, "b": 2}]}
        assert {"rows": []} in found.values()

    def test_kinds(self, tmp_path: Path) -> None:
        """Each alternative is answered once."""
        schema = "{oneOf: [{type: object, required: [a], properties: {a: {const: 1}}}, {const: x}, {const: y}]}"
        found = list(drawn(schema, tmp_path).values())
        assert [each for each in found if not isinstance(each, dict)] == ["x", "y"]
        assert {"a": 1} in found

    def test_nullable(self, tmp_path: Path) -> None:
        """`nullable` of OpenAPI 3.0 is null."""
        assert None in drawn("{type: string, nullable: true, enum: [x, null]}", tmp_path, "3.0.3").values()

    def test_recursive(self, tmp_path: Path) -> None:
        """A recursive schema terminates."""
        schema = "{type: object, properties: {next: {$ref: '#/components/schemas/Thing'}, a: {const: 1}}}"
        assert 3 < len(drawn(schema, tmp_path)) <= 200

    def test_promised(self) -> None:
        """Every answer drawn for the vendored contract conforms to it, so no client is responsible for a fault."""
        vendored = kit(None)
        url = "https://api.bolna.ai/batches/3c90c3cc-0d44-4b50-8888-8dd25736052a/all"
        answers = vendored.answers(VENDORED)
        assert len(answers) > 30
        for answer in answers:
            vendored.check(method="GET", url=url, status=answer.status, headers=dict(answer.headers), body=answer.body)

    def test_same_every_time(self) -> None:
        """Another process draws the same answers."""
        program = (
            "from conformance.selftests.kits import kit\n"
            f"print([(each.name, each.body) for each in kit(None).answers({VENDORED!r})])"
        )
        reported = subprocess.check_output([sys.executable, "-c", program], text=True, env={"PYTHONHASHSEED": "7"})
        assert reported.strip() == str([(each.name, each.body) for each in kit(None).answers(VENDORED)])

    @pytest.mark.parametrize(
        ("operation", "status", "message"),
        [
            ("GET /order", None, "the contract has no operation GET /order; it has GET /orders"),
            ("GET /orders", 418, "GET /orders documents no status 418; it documents 200"),
        ],
    )
    def test_unknown(self, operation: str, status: int | None, message: str) -> None:
        """An undocumented answer is refused in one line that lists the documented ones."""
        with pytest.raises(InputError, match=message):
            kit().answers(operation, status)

    def test_nothing_to_draw(self, tmp_path: Path) -> None:
        """A schema that allows nothing, or an invalid one, is refused with the advice to use a recording."""
        with pytest.raises(
            InputError, match=r"contract\.yaml:\d+: no answer of .* can be derived .*; play a recording"
        ):
            drawn("{type: string, enum: [1]}", tmp_path)

    def test_headers(self, tmp_path: Path) -> None:
        """A documented header is sent; an answer without a body has none."""
        text = """\
        openapi: 3.1.0
        info: {title: Things, version: "1"}
        paths:
          /things: {delete: {responses: {'204': {description: Gone., headers: {X-Left: {schema: {const: 3}}}}}}}
        """
        (answer,) = kit_of(text, tmp_path).answers("DELETE /things")
        assert (answer.status, answer.headers, answer.body) == (204, (("x-left", "3"),), b"")


class TestDrawn:
    def test_in_turn(self) -> None:
        """Answers come in the order in which they are listed, then start again from the first."""
        made = kit()
        listed = [json.loads(each.body) for each in made.answers("GET /orders/{order_id}")]
        with made.router():
            given = [httpx.get(f"{URL}/orders/7", headers=KEY).json() for _ in range(len(listed) + 1)]
        assert given == [*listed, listed[0]]
        assert made.notes.played == "GET /orders/{order_id}: 200, every property"

    def test_transport(self) -> None:
        """A router is mounted like any respx router, for clients of both kinds."""
        made = kit()
        with httpx.Client(transport=httpx.MockTransport(made.router().handler)) as client:
            assert client.get(f"{URL}/orders", headers=KEY).status_code == 200

        async def asked() -> int:
            async with httpx.AsyncClient(transport=httpx.MockTransport(made.router().async_handler)) as client:
                return (await client.get(f"{URL}/orders", headers=KEY)).status_code

        assert asyncio.run(asked()) == 200

    def test_status(self) -> None:
        """Any documented status can be chosen; an undocumented one is refused when it is requested."""
        with kit().router(status=404):
            response = httpx.get(f"{URL}/orders/9", headers=KEY)
            assert (response.status_code, [*response.json()]) == (404, ["message"])
            with pytest.raises(InputError, match="GET /orders documents no status 404; it documents 200"):
                httpx.get(f"{URL}/orders", headers=KEY)

    def test_most_telling_path(self, tmp_path: Path) -> None:
        """A longer or more specific path is never answered by a shorter template."""
        parameters = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]

        def item(path: str) -> dict[str, Any]:
            content = {"application/json": {"schema": {"const": path}}}
            return {"get": {"parameters": parameters, "responses": {"200": {"description": "d", "content": content}}}}

        paths = {path: item(path) for path in ("/a/{id}", "/a/all", "/a/{id}/b")}
        document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
        made = kit_of(json.dumps(document), tmp_path)
        with made.router():
            given = [httpx.get(f"https://x.example{path}").json() for path in ("/a/7", "/a/all", "/a/7/b", "/a/7%2Fb")]
        assert given == ["/a/{id}", "/a/all", "/a/{id}/b", "/a/{id}"]

    def test_other_hosts(self) -> None:
        """The routes of other APIs work beside those of the contract."""
        with kit().router() as router:
            router.get("https://other.example/").respond(204)
            assert httpx.get("https://other.example/").status_code == 204
            with pytest.raises(AssertionError, match="not mocked"):
                httpx.get("https://third.example/")

    @pytest.mark.parametrize(
        ("path", "headers", "name"),
        [
            ("/order", KEY, "operation-is-documented"),
            ("/orders?page=2", KEY, "query-parameter-is-documented"),
            ("/orders", {}, "credentials-are-sent"),
        ],
    )
    def test_client(self, path: str, headers: dict[str, str], name: str) -> None:
        """A request that the contract does not allow is refused, and reported even if a client swallows the error."""
        made = kit()
        with made.router():
            asked = partial(httpx.get, f"{URL}{path}", headers=headers)
            with pytest.raises(BrokenContractError, match=f"MUST {name}\n(.*\n)+ +blame +your client\n"):
                asked()
        with pytest.raises(BrokenContractError, match=name):
            made.settle()
        made.settle()

    def test_refused_anyway(self) -> None:
        """A 4xx answer permits an invalid request, but only of the matching kind."""
        made = kit()
        with made.router(status=404):
            assert httpx.get(f"{URL}/orders/0").status_code == 404
            with pytest.raises(BrokenContractError, match="operation-is-documented"):
                httpx.get(f"{URL}/nothing")


class TestRecorded:
    def test_order(self, tmp_path: Path) -> None:
        """The same requests get their answers in the order recorded, the last one repeatedly."""
        har = json.loads((CONSUMER / "orders.har").read_text(encoding="utf-8"))
        (entry,) = har["log"]["entries"]
        other = json.loads(json.dumps(entry).replace("shipped", "waiting"))
        har["log"]["entries"].append(other)
        (tmp_path / "two.har").write_text(json.dumps(har), encoding="utf-8")
        with kit().router(recording=tmp_path / "two.har"):
            given = [httpx.get(f"{URL}/orders/7", headers=KEY).json()["status"] for _ in range(4)]
        assert given == ["shipped", "waiting", "waiting", "waiting"]

    def test_key(self, tmp_path: Path) -> None:
        """The recording may use another key than the test; a documented header makes another request."""
        text = """\
        openapi: 3.1.0
        info: {title: Things, version: "1"}
        security: [{key: []}]
        paths: {/things: {get: {parameters: [{name: X-Shop, in: header, schema: {type: string}}], responses: {}}}}
        components: {securitySchemes: {key: {type: apiKey, in: query, name: key}}}
        """
        har = json.loads((CONSUMER / "orders.har").read_text(encoding="utf-8"))
        (entry,) = har["log"]["entries"]
        entry["request"]["url"] = "https://x.example/things?key=theirs"
        entry["request"]["headers"] = [{"name": "x-shop", "value": "7"}]
        other = json.loads(json.dumps(entry).replace("shipped", "waiting").replace('"value": "7"', '"value": "8"'))
        har["log"]["entries"].append(other)
        (tmp_path / "keys.har").write_text(json.dumps(har), encoding="utf-8")
        asked = partial(httpx.get, "https://x.example/things?key=ours")
        with kit_of(text, tmp_path).router(recording=tmp_path / "keys.har"):
            given = [asked(headers={"X-Shop": shop}).json()["status"] for shop in ("8", "7")]
        assert given == ["waiting", "shipped"]

    def test_our_own(self, run: Run, sound: str) -> None:
        """The recording of a run is played without the requests that used wrong keys."""
        assert run("--base-url", sound, "--record", "run.ndjson").code == 0
        vendored = kit(None)
        contract = load_contract(SPEC / "openapi.yaml")
        held = replay([Path("run.ndjson")], contract).exchanges
        known = next(each for each in held if each.case.intent is Intent.KNOWN)
        with vendored.router(recording="run.ndjson"):
            given = httpx.get(f"https://api.bolna.ai{known.case.path}", headers=KEY)
        assert known.response is not None
        assert (given.status_code, given.content) == (200, known.response.body)

    def test_missing(self) -> None:
        """An unrecorded request is reported with the recorded ones."""
        with kit().router(recording=CONSUMER / "orders.har"):
            with pytest.raises(UnrecordedError, match=r"GET /v1/orders/8 is recorded; .*orders\.har has /v1/orders/7$"):
                httpx.get(f"{URL}/orders/8", headers=KEY)
            with pytest.raises(UnrecordedError, match="has none of this operation"):
                httpx.get(f"{URL}/orders", headers=KEY)

    def test_client(self) -> None:
        """Requests are judged as elsewhere."""
        with kit().router(recording=CONSUMER / "orders.har"), pytest.raises(BrokenContractError, match="credentials"):
            httpx.get(f"{URL}/orders/7")

    def test_unusable(self) -> None:
        """A file that is not a recording, or that has no status to choose, is refused in one line."""
        with pytest.raises(InputError, match="give recording= or status="):
            kit().router(recording=CONSUMER / "orders.har", status=404)
        with pytest.raises(InputError, match="there is no such file"):
            kit().router(recording="gone.har")
