"""The examples of a Postman collection are read, with their requests, as answers that may never have been received."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from conformance.exchange.recordings.entry import Entry, Unusable
from conformance.exchange.recordings.formats import newman, postman
from conformance.model import Aspect, JsonValue, Recorded

URL = "https://api.example.com/things"
INFO = {"name": "Things", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}
HEADER = [{"key": "Content-Type", "value": "application/json"}, {"key": "X-Old", "value": "1", "disabled": True}]
EXAMPLE = {"code": 200, "status": "OK", "header": HEADER, "body": "[]", "responseTime": 250}
VARIABLES = [
    {"key": "baseUrl", "value": "https://{{host}}/v1"},
    {"key": "host", "value": "api.example.com"},
    {"id": "agent", "value": "7"},
    {"key": "loop", "value": "{{loop}}" * 9},
    {"key": "number", "value": 8},
    "odd",
]
QUERY = [{"key": "a", "value": "1"}, {"key": "off", "value": "1", "disabled": True}, {"key": "b", "value": "2"}]


def item(request: Any = URL, *examples: Any) -> dict[str, Any]:
    return {"name": "list", "request": request, "response": list(examples or [EXAMPLE])}


def read(*items: Any) -> list[Entry]:
    return list(postman.read({"info": INFO, "item": list(items), "variable": VARIABLES}, "t.json"))


def test_example() -> None:
    """An example is read with all of its fields; it shows neither bytes nor that it took place."""
    request = {"method": "GET", "header": [{"key": "Accept", "value": "*/*"}], "url": {"raw": URL}}
    assert read(item(request)) == [
        Recorded(
            place="t.json#1",
            method="GET",
            url=URL,
            status=200,
            headers=(("Content-Type", "application/json"),),
            body=b"[]",
            shows=frozenset({Aspect.TEXT, Aspect.HEADERS}),
            request_headers=(("Accept", "*/*"),),
            elapsed=0.25,
        )
    ]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        (URL, URL),
        ("{{baseUrl}}/things", "https://api.example.com/v1/things"),
        ("{{mine}}/things/{{agent}}", "/things/7"),
        ("https://{{mine}}/things", "/things"),
        ("{{scheme}}://{{mine}}/things", "/things"),
        ("{{scheme}}://{{mine}}:{{port}}/things?a=1", "/things?a=1"),
        ("{{scheme}}://{{host}}/things", "https://api.example.com/things"),
        ("https://{{tenant}}.example.com:8443/things", "/things"),
        ("{{ _.mine }}/things", "/things"),
        ("{{mine}}{{version}}/things", "/things"),
        ("{{mine}}?a=1", "/?a=1"),
        ("{{mine}}", "/"),
        ({"protocol": "{{scheme}}", "host": ["{{tenant}}", "example", "com"], "path": ["things"]}, "/things"),
        ("api.example.com/things", "http://api.example.com/things"),
        (f"{URL}/{{{{unknown}}}}", f"{URL}/{{{{unknown}}}}"),
        ({"raw": f"{URL}/:id/calls?x=:id", "variable": [{"key": "id", "value": "a\\1"}]}, f"{URL}/a\\1/calls?x=:id"),
        ({"raw": f"{URL}/:id"}, f"{URL}/:id"),
        ({"host": ["api", "example", "com"], "path": ["v1", ":a"], "protocol": "https"}, "https://api.example.com/v1/:a"),
        ({"host": ["{{baseUrl}}"], "path": ["{{number}}"]}, "https://api.example.com/v1/{{number}}"),
        ({"path": "/things"}, "/things"),
        ({"path": "/things", "query": QUERY}, "/things?a=1&b=2"),
        ({"host": "localhost", "port": "8000", "path": "/things"}, "http://localhost:8000/things"),
        ("/things", "/things"),
        ("localhost:8000/things?to=http://a", "http://localhost:8000/things?to=http://a"),
        ({"host": "{{mine}}", "path": [{"value": "x"}, 7, "things"]}, "/things"),
    ],
    ids=str,
)  # fmt: skip
def test_url(written: Any, url: str) -> None:
    """A URL is read from its text or its parts, with variables; one whose host is unknown is left out."""
    (found,) = read(item({"method": "GET", "url": written}))
    assert isinstance(found, Recorded), found
    assert found.url == url


def test_order() -> None:
    """Nested folders are read from top to bottom, and an example's own request takes precedence over its item's."""
    other = {**EXAMPLE, "originalRequest": {"method": "POST", "url": f"{URL}/2"}}
    inner = {"name": "inner", "item": [item(f"{URL}/1", EXAMPLE, other)]}
    found = read({"name": "outer", "item": [inner, item(f"{URL}/3")]}, item({"url": f"{URL}/4"}), {"name": "empty"})
    reported = [(each.method, each.url[-1], each.place) for each in found if isinstance(each, Recorded)]
    assert reported == [
        ("GET", "1", "t.json#1"),
        ("POST", "2", "t.json#2"),
        ("GET", "3", "t.json#3"),
        ("GET", "4", "t.json#4"),
    ]


@pytest.mark.parametrize(
    ("header", "lines", "shown"),
    [
        ("A: b\r\nC:d: e\nodd", (("A", "b"), ("C", "d: e")), True),
        ([], (), False),
        (None, (), False),
    ],
)
def test_headers(header: Any, lines: tuple[tuple[str, str], ...], shown: bool) -> None:
    """Headers may be one text; without any, none is known to be present or absent."""
    (found,) = read(item(URL, {**EXAMPLE, "header": header}))
    assert isinstance(found, Recorded)
    assert (found.headers, Aspect.HEADERS in found.shows) == (lines, shown)


@pytest.mark.parametrize(
    ("request_", "example", "reason"),
    [
        (URL, {**EXAMPLE, "code": None}, "was not answered"),
        (URL, {**EXAMPLE, "body": None}, "its body was not kept"),
        (URL, {**EXAMPLE, "header": [{"key": "A", "value": {}}]}, "a header has a name or a value that is not text"),
        (URL, 7, "was not answered"),
        ("{{loop}}", EXAMPLE, "its URL is too long, or has characters that a URL cannot contain"),
        ("http://a b/", EXAMPLE, "its URL is too long, or has characters that a URL cannot contain"),
        ({"method": "GET", "url": "ws://api.example.com"}, EXAMPLE, "is a WebSocket, which only starts as HTTP"),
        ({"method": "", "url": URL, "header": 7}, {**EXAMPLE, "code": 99}, "its status is not valid"),
    ],
)
def test_unusable(request_: Any, example: Any, reason: str) -> None:
    """An incomplete example is left out with the reason."""
    assert read(item(request_, example)) == [Unusable("t.json#1", reason)]


@pytest.mark.parametrize(
    "code",
    [
        {"code": "200"},
        {"code": None, "status": 200},
        {"code": None, "status": "200 OK"},
        {"code": 200, "status": "404"},
    ],
)
def test_status(code: Any) -> None:
    """The status is a number or a text, in either member."""
    (found,) = read(item(URL, {**EXAMPLE, **code}))
    assert isinstance(found, Recorded), found
    assert found.status == 200


@pytest.mark.parametrize(
    ("value", "matches"),
    [
        ({"info": INFO, "item": []}, True),
        ({"collection": {"info": INFO, "item": []}}, True),
        ({"id": "1", "name": "Things", "requests": []}, False),
        ({"openapi": "3.1.0", "info": {}, "paths": {}}, False),
        ([], False),
    ],
)
def test_matches(value: JsonValue, matches: bool) -> None:
    """A collection is recognised by its two members, wrapped or not; the first version had others."""
    assert postman.matches(value) == matches


def test_wrapped() -> None:
    """A collection from Postman's own API is read like any other."""
    collection = {"info": INFO, "item": [item()]}
    assert list(postman.read({"collection": collection}, "t")) == list(postman.read(collection, "t"))


class TestNewman:
    ANSWER: Mapping[str, Any] = {"code": 200, "header": HEADER, "stream": {"data": [91, 255]}, "responseTime": 250}

    def read(self, answer: Any) -> Entry:
        execution = {"request": {"method": "GET", "url": {"raw": URL}}, "response": answer}
        (found,) = newman.read({"collection": {}, "run": {"executions": [execution]}}, "t.json")
        return found

    def test_execution(self) -> None:
        """A received response is read with its bytes, and took place."""
        found = self.read(self.ANSWER)
        assert isinstance(found, Recorded), found
        assert (found.url, found.status, found.body, found.elapsed) == (URL, 200, b"[\xff", 0.25)
        assert found.shows == {Aspect.BYTES, Aspect.TEXT, Aspect.HEADERS, Aspect.OCCURRENCE}

    @pytest.mark.parametrize(
        ("kept", "body", "is_bytes"),
        [
            ({"body": "[7]"}, b"[7]", False),
            ({"stream": "[7]"}, b"[7]", False),
            ({"stream": {"data": "base64:WzdA/w=="}}, b"[7@\xff", True),
            ({"stream": {"data": [91, 93]}, "body": "[7]"}, b"[]", True),
        ],
    )
    def test_earlier_versions(self, kept: Any, body: bytes, is_bytes: bool) -> None:
        """A body that was kept as text is read, but does not show its bytes."""
        found = self.read({**self.ANSWER, "stream": None, **kept})
        assert isinstance(found, Recorded), found
        assert (found.body, Aspect.BYTES in found.shows) == (body, is_bytes)

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (None, "was not answered"),
            ({**ANSWER, "stream": None}, "its body was not kept"),
            ({**ANSWER, "stream": {"data": 10**12}}, "its body was not kept"),
            ({**ANSWER, "stream": {"data": [256]}}, "its body is not an array of bytes"),
            ({**ANSWER, "stream": {"data": ["a"]}}, "its body is not an array of bytes"),
        ],
    )
    def test_unusable(self, answer: Any, reason: str) -> None:
        """An incomplete answer is left out with the reason."""
        assert self.read(answer) == Unusable("t.json#1", reason)
