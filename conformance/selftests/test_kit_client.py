"""A request that the contract does not allow is the client's fault; a sound one is never reported."""

from __future__ import annotations

import pytest

from conformance.contract.document import parse
from conformance.contract.openapi import Contract, read_contract
from conformance.contract.schemas import Schemas
from conformance.kit.client import TEXTS, Fault, faults
from conformance.kit.seen import Pairs, SeenRequest
from conformance.rules.observation import Inconclusive

TEXT = """\
openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: https://api.example.com/v1}]
paths:
  /things/{id}.json:
    get:
      security: [{token: []}, {key: []}, {session: []}]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
        - {name: many, in: query, schema: {type: array, items: {enum: [a, b, c]}}}
        - {name: joined, in: query, explode: false, schema: {type: array, items: {enum: [a, b, c]}}}
        - {name: piped, in: query, style: pipeDelimited, schema: {type: array, items: {enum: [a, b, c]}}}
        - {name: filter, in: query, style: deepObject, schema: {type: object, properties: {age: {type: integer}}}}
        - {name: X-Shop, in: header, required: true, schema: {type: string, pattern: ^s}}
        - {name: theme, in: cookie, schema: {enum: [dark]}}
        - {name: page, in: query, required: true, schema: {type: integer}}
        - {name: Accept, in: header, required: true, schema: {type: string}}
        - {name: like, in: query, content: {application/json: {schema: {type: object}}}}
      responses: {}
  /spread:
    get:
      parameters: [{name: where, in: query, schema: {type: object, properties: {age: {type: integer}}}}]
      responses: {}
  /things:
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Thing'}}
          text/*: {schema: {type: string}}
      responses: {}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {}
components:
  schemas:
    Thing: {type: object, required: [name], properties: {name: {type: string}, size: {type: integer, maximum: 9}}}
  securitySchemes:
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: query, name: key}
    session: {type: apiKey, in: cookie, name: session}
"""
SHOP, TOKEN = ("X-Shop", "s1"), ("Authorization", "Bearer t")
JSON = ("Content-Type", "application/json; charset=utf-8")
THING = "https://api.example.com/v1/things/7.json"


def contract() -> Contract:
    return read_contract(parse(TEXT, "things.yaml"))


def found(request: SeenRequest, operation: str = "GET /things/{id}.json") -> list[Fault | Inconclusive]:
    made = contract()
    (one,) = [each for each in made.operations if each.id == operation]
    return list(faults(request, one, made, Schemas(made)))


def names(request: SeenRequest, operation: str = "GET /things/{id}.json") -> list[tuple[str, str]]:
    """Return which requirements a request breaks, and where."""
    return [(each.requirement, each.location) for each in found(request, operation) if isinstance(each, Fault)]


def request(query: str = "page=1", *headers: tuple[str, str], url: str = THING) -> SeenRequest:
    return SeenRequest("GET", f"{url}?{query}" if query else url, (SHOP, TOKEN, *headers), b"")


class TestParameters:
    @pytest.mark.parametrize(
        "query",
        [
            *("page=1", "page=1&many=a&many=b", "page=1&joined=a,b", "page=1&joined=a%2Cb", "page=1&piped=a%7Cb"),
            *("page=1&filter%5Bage%5D=3", "page=1&like=%7B%7D", "page=1&key=k", "page=-1"),
        ],
    )
    def test_sound(self, query: str) -> None:
        """Every style that the contract documents is a sound request."""
        assert found(request(query)) == []

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("page=1&other=2", ("query-parameter-is-documented", "query other")),
            ("page=1&other%5Bage%5D=2", ("query-parameter-is-documented", "query other[age]")),
            ("page=1&X-Shop=s", ("query-parameter-is-documented", "query X-Shop")),
            ("", ("required-parameter-is-sent", "query page")),
            ("page=one", ("parameter-keeps-its-schema", "query page")),
            ("page=1&page=2", ("parameter-keeps-its-style", "query page")),
            ("page=1&many=a,b", ("parameter-keeps-its-style", "query many")),
            ("page=1&many=d", ("parameter-keeps-its-schema", "query many")),
            ("page=1&joined=a&joined=b", ("parameter-keeps-its-style", "query joined")),
            ("page=1&joined=a%7Cb", ("parameter-keeps-its-style", "query joined")),
            ("page=1&piped=a,b", ("parameter-keeps-its-style", "query piped")),
        ],
    )
    def test_query(self, query: str, expected: tuple[str, str]) -> None:
        """An undocumented, missing or wrongly styled query parameter is reported once."""
        assert names(request(query)) == [expected]

    def test_path(self) -> None:
        """A value in the path is judged decoded, without the literal text around it."""
        (fault,) = found(request(url="https://api.example.com/v1/things/%30.json"))
        assert isinstance(fault, Fault)
        assert (fault.requirement, fault.expected, fault.actual) == ("parameter-keeps-its-schema", "minimum: 1", "0")

    def test_header(self) -> None:
        """A required header must be present, and is judged; one that OpenAPI ignores is not."""
        missing = SeenRequest("GET", f"{THING}?page=1", (TOKEN,), b"")
        wrong = SeenRequest("GET", f"{THING}?page=1", (TOKEN, ("x-shop", "t")), b"")
        assert names(missing) == [("required-parameter-is-sent", "header X-Shop")]
        assert names(wrong) == [("parameter-keeps-its-schema", "header X-Shop")]

    @pytest.mark.parametrize(("cookie", "count"), [("theme=dark", 0), ("a=b; theme=light", 1), ("a=b", 0)])
    def test_cookie(self, cookie: str, count: int) -> None:
        """A cookie is found among others."""
        assert len(names(request("page=1", ("Cookie", cookie)))) == count

    def test_spread(self) -> None:
        """An exploded object may have any name: no name is wrong."""
        assert found(SeenRequest("GET", "/spread?age=1&other=2", (), b""), "GET /spread") == []

    def test_unknown_headers(self) -> None:
        """Unknown headers are not judged, and that is reported."""
        reported = found(SeenRequest("GET", f"{THING}?page=1", None, b""))
        assert [type(each) for each in reported] == [Inconclusive]


class TestCredentials:
    @pytest.mark.parametrize(
        ("header", "query"),
        [
            (TOKEN, ""),
            (("authorization", "bearer t"), ""),
            (("X-Other", ""), "&key=k"),
            (("Cookie", "a=b; session=s"), ""),
        ],
    )
    def test_presented(self, header: tuple[str, str], query: str) -> None:
        """Any of the alternatives is accepted."""
        assert found(SeenRequest("GET", f"{THING}?page=1{query}", (SHOP, header), b"")) == []

    @pytest.mark.parametrize(
        ("header", "query"),
        [
            (("X-Other", ""), ""),
            (("Authorization", "Basic t"), ""),
            (("Authorization", "Bearer "), ""),
            (("X-Other", ""), "&key="),
        ],
    )
    def test_missing(self, header: tuple[str, str], query: str) -> None:
        """Another scheme, an empty key or a missing one is the client's fault."""
        asked_for = SeenRequest("GET", f"{THING}?page=1{query}", (SHOP, header), b"")
        assert names(asked_for) == [("credentials-are-sent", "request")]


class TestBody:
    def sent(self, body: bytes | None, *headers: tuple[str, str], method: str = "POST") -> list[Fault | Inconclusive]:
        return found(SeenRequest(method, "/things", headers, body), f"{method} /things")

    @pytest.mark.parametrize(
        ("body", "headers", "method"),
        [
            (b'{"name": "a", "size": 9}', (JSON,), "POST"),
            (b"", (), "PUT"),
        ],
    )
    def test_sound(self, body: bytes, headers: Pairs, method: str) -> None:
        """A documented body is accepted, and a missing one where it is optional."""
        assert self.sent(body, *headers, method=method) == []

    @pytest.mark.parametrize(
        ("body", "headers", "expected", "location"),
        [
            (b"", (), "required-body-is-sent", "request body"),
            (b"{}", (), "media-type-is-documented", "header Content-Type"),
            (b"a=b", (("content-type", "image/png"),), "media-type-is-documented", "header Content-Type"),
            (b"{", (JSON,), "body-keeps-its-schema", "request body"),
            (b"{}", (JSON,), "body-keeps-its-schema", "request body"),
            (b'{"name": "a", "size": 10}', (JSON,), "body-keeps-its-schema", "request body/size"),
        ],
    )
    def test_wrong(self, body: bytes, headers: Pairs, expected: str, location: str) -> None:
        """A body that is missing, of another media type, or invalid is the client's fault."""
        assert [(each.requirement, each.location) for each in self.sent(body, *headers) if isinstance(each, Fault)] == [
            (expected, location)
        ]

    def test_body_is_undocumented(self) -> None:
        """A body for an operation that takes none is reported."""
        reported = found(SeenRequest("GET", "/spread", (), b"{}"), "GET /spread")
        assert [each.requirement for each in reported if isinstance(each, Fault)] == ["body-is-documented"]

    @pytest.mark.parametrize(("body", "kind"), [(None, "application/json"), (b"text", "text/plain")])
    def test_inconclusive(self, body: bytes | None, kind: str) -> None:
        """A body that is streamed, or is not JSON, is not judged."""
        assert [type(each) for each in self.sent(body, ("Content-Type", kind))] == [Inconclusive]


def test_every_requirement_is_broken_here() -> None:
    """Every requirement on clients has a sentence of its own."""
    assert len({text for text, _ in TEXTS.values()}) == len(TEXTS)
