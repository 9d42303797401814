"""Every unusual entry that a HAR may have is read, or left out with the reason."""

from __future__ import annotations

import base64
import copy
import gzip
import sys
import zlib
from collections.abc import Mapping
from typing import Any

import pytest

from conformance.exchange.recordings.entry import MAX_URL, Entry, Unusable
from conformance.exchange.recordings.formats import har
from conformance.exchange.unpacking import MAX_BODY
from conformance.model import Aspect, Recorded

URL = "https://api.example.com/things"
DECODED = {Aspect.TEXT, Aspect.HEADERS, Aspect.OCCURRENCE}
KEPT = DECODED | {Aspect.BYTES}
WORDS = "naïve ☃"


def headers(**values: str) -> list[dict[str, str]]:
    return [{"name": name.replace("_", "-"), "value": value} for name, value in values.items()]


ENTRY: Mapping[str, Any] = {
    "startedDateTime": "2026-03-01T12:00:00.000Z",
    "time": 500,
    "request": {"method": "get", "url": URL, "headers": headers(Accept="*/*")},
    "response": {
        "status": 200,
        "headers": headers(Content_Type="application/json"),
        "content": {"size": 4, "text": "[42]"},
    },
}


def entry(content: Any = None, **changes: Any) -> Entry:
    """Return what is read from an entry with changes at its places, such as `response__status`."""
    made = copy.deepcopy(dict(ENTRY))
    if content is not None:
        changes["response__content"] = content
    for place, value in changes.items():
        *way, name = place.split("__")
        node = made
        for step in way:
            node = node[step]
        node[name] = value
    (found,) = har.read({"log": {"entries": [made]}}, "t.har")
    return found


def recorded(content: Any = None, **changes: Any) -> Recorded:
    found = entry(content, **changes)
    assert isinstance(found, Recorded), found
    return found


def packed(text: bytes) -> dict[str, Any]:
    return {"size": len(text), "encoding": "base64", "text": base64.b64encode(text).decode()}


def test_entry() -> None:
    """An entry is read with all of its fields."""
    assert recorded() == Recorded(
        place="t.har#1",
        method="GET",
        url=URL,
        status=200,
        headers=(("Content-Type", "application/json"),),
        body=b"[42]",
        shows=frozenset(DECODED),
        request_headers=(("Accept", "*/*"),),
        received=1_772_366_400.5,
        elapsed=0.5,
    )


@pytest.mark.parametrize(
    ("content", "coding", "body", "shows"),
    [
        ({"size": 10, "text": WORDS}, "", WORDS.encode(), DECODED),
        ({"size": -1, "text": "[]"}, "", b"[]", DECODED),
        ({"text": "[]"}, "", b"[]", DECODED),
        ({"text": "[]", "encoding": ""}, "", b"[]", DECODED),
        ({"size": 5, "text": "[]"}, "", b"[]", DECODED),
        (packed(b"\xff\x00"), "", b"\xff\x00", KEPT),
        ({"size": 4, "encoding": "base64", "text": "W10K\nW10K"}, "", b"[]\n[]\n", KEPT),
        ({"size": 22, "text": "[]"}, "gzip", b"[]", DECODED),
        ({"size": 2, "text": "[]"}, "br", b"[]", DECODED),
        (packed(b"[]"), "gzip", b"[]", KEPT),
        (packed(gzip.compress(b"[1]", mtime=0)), "GZIP", b"[1]", KEPT),
        (packed(gzip.compress(b"[1]", mtime=0)), "", gzip.compress(b"[1]", mtime=0), KEPT),
        ({"size": 5, "text": "[4.2]"} | {"encoding": " UTF8"}, "", b"[4.2]", DECODED),
        (packed(b"[1]") | {"encoding": "BASE64"}, "", b"[1]", KEPT),
        (packed(b'{"n": 1}') | {"encoding": None}, "", b'{"n": 1}', KEPT),
        ({"size": 8, "text": "eyJuIjogMX0="}, "", b'{"n": 1}', KEPT),
        ({"size": 3, "text": "1234"}, "", b"1234", DECODED),
        ({"size": 12, "text": "eyJuIjogMX0="}, "", b"eyJuIjogMX0=", DECODED),
        ({"size": 7, "text": "eyJuIjogMX0="}, "", b"eyJuIjogMX0=", DECODED),
        ({"text": base64.b64encode(gzip.compress(b"[1]", mtime=0)).decode()}, "gzip", b"[1]", KEPT),
        (packed(zlib.compress(b"[1]")), "deflate", b"[1]", KEPT),
        (packed(zlib.compress(b"[1]")[2:-4]), "Deflate", b"[1]", KEPT),
        (packed(gzip.compress(zlib.compress(b"[1]"), mtime=0)), "deflate, gzip", b"[1]", KEPT),
        ({"size": 3, "text": zlib.compress(b"[1]").decode("latin-1")}, "deflate", b"[1]", DECODED),
        ({"size": 3, "text": gzip.compress(b"[1]", mtime=0).decode("latin-1")}, "gzip", b"[1]", DECODED),
    ],
    ids=[
        "words",
        "size unknown",
        "no size",
        "no encoding",
        "byte order mark left out",
        "base64",
        "base64 in lines",
        "text unpacked, header kept",
        "text unpacked of what is not known",
        "base64 unpacked, header kept",
        "base64 still packed",
        "a file that is a gzip",
        "UTF-8 in another spelling",
        "base64 in upper case",
        "base64, its encoding null",
        "base64, unmarked",
        "a number of the alphabet of base64",
        "a text of the alphabet of base64, as long as declared",
        "a text of the alphabet of base64, otherwise declared",
        "gzip in base64, unmarked",
        "deflate still packed",
        "deflate still packed, without zlib's wrapper",
        "two codings still packed",
        "deflate as characters",
        "gzip as characters",
    ],
)
def test_body(content: dict[str, Any], coding: str, body: bytes, shows: set[Aspect]) -> None:
    """A body is decoded once, by the first reader; only base64 preserves its bytes."""
    given = headers(Content_Type="application/json", **({"Content_Encoding": coding} if coding else {}))
    found = recorded(content, response__headers=given)
    assert (found.body, {*found.shows}) == (body, shows)


@pytest.mark.parametrize(
    ("content", "given", "reason"),
    [
        ({"size": 12}, {}, "its body was not kept"),
        ({"size": 0}, {}, "its body was not kept"),
        ({}, {}, "its body was not kept"),
        ({"size": 0, "text": ""}, {"Transfer_Encoding": "chunked"}, "its body was not kept"),
        ({"size": 0, "text": ""}, {"Content_Length": "7"}, "its body was not kept"),
        ({"size": 9, "_file": "../../etc/passwd"}, {}, "its body was not kept"),
        ({"size": 9, "text": "[1"}, {}, "only 2 of the 9 bytes of its body were kept"),
        ({"text": "[1"}, {"Content_Length": "9"}, "only 2 of the 9 bytes of its body were kept"),
        ({"text": "[1", "comment": "Body truncated: 2 of 9"}, {}, "its body was truncated when it was recorded"),
        ({"text": "[", "encoding": "base64"}, {}, "its body is not valid base64"),
        ({"text": "é", "encoding": "base64"}, {}, "its body is not valid base64"),
        ({"text": "[]", "encoding": "base32"}, {}, "its body is kept in an unknown encoding"),
        ({"text": '["\ufffd"]'}, {}, "its body lost bytes when it was recorded: it holds U+FFFD in their place"),
        ({"text": '["\ud800"]'}, {}, "its body holds characters that cannot be encoded"),
        (
            packed(b"\xff"),
            {"Content_Encoding": "compress"},
            "its body is still compressed, in an encoding that is not supported",
        ),
        (
            packed(b"\xff"),
            {"Content_Encoding": "deflate"},
            "its body is still compressed by deflate, and cannot be unpacked",
        ),
        (
            packed(zlib.compress(bytes(MAX_BODY + 1))),
            {"Content_Encoding": "deflate"},
            f"cannot be read: the body unpacks to more than {MAX_BODY} bytes",
        ),
        (
            {"size": 4, "text": "\x00\u2603"},
            {"Content_Encoding": "deflate"},
            "its body is still compressed by deflate, and cannot be unpacked",
        ),
        (
            packed(gzip.compress(b"[]", mtime=0)[:-9]),
            {"Content_Encoding": "gzip"},
            "cannot be read: the compressed body is cut off",
        ),
        ({"text": " " * (MAX_BODY + 1)}, {}, f"its body is larger than {MAX_BODY} bytes"),
    ],
    ids=str,
)
def test_body_is_not_there(content: dict[str, Any], given: dict[str, str], reason: str) -> None:
    """A body that was not kept in full is not an empty body."""
    assert entry(content, response__headers=headers(**given)) == Unusable("t.har#1", reason)


def test_bomb() -> None:
    """A body that decompresses beyond the limit is not read."""
    found = entry(packed(gzip.compress(bytes(MAX_BODY + 1))), response__headers=headers(Content_Encoding="gzip"))
    assert found == Unusable("t.har#1", f"cannot be read: the body unpacks to more than {MAX_BODY} bytes")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"request__method": "HEAD"}, 200),
        ({"response__status": 204}, 204),
        ({"response__status": 302, "response__headers": headers(Location="/", Content_Length="0")}, 302),
    ],
)
def test_nothing_to_keep(changes: dict[str, Any], status: int) -> None:
    """An answer that has no body is read without one, whatever length its headers give."""
    found = recorded({"size": 0}, **{"response__headers": headers(Content_Length="7"), **changes})
    assert (found.status, found.body) == (status, b"")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"response__status": 0}, "was not answered"),
        ({"response": None}, "was not answered"),
        ({"response__status": True}, "its status is not valid"),
        ({"response__status": 20}, "its status is not valid"),
        ({"response__status": 200.5}, "its status is not valid"),
        ({"response__status": "2OO"}, "its status is not valid"),
        ({"response__status": 304}, "says only that the client's cached copy is still valid (304)"),
        ({"response__status": 101}, "is a WebSocket, which only starts as HTTP"),
        ({"request__url": "wss://api.example.com/"}, "is a WebSocket, which only starts as HTTP"),
        ({"request__url": "data:application/json,[]"}, "is not an HTTP request: its URL has another scheme"),
        ({"request__url": "blob:https://api.example.com/7"}, "is not an HTTP request: its URL has another scheme"),
        ({"request__url": "file:///etc/passwd"}, "is not an HTTP request: its URL has another scheme"),
        ({"request__url": ""}, "is not an HTTP request: its URL has another scheme"),
        ({"request__url": None}, "its request has no URL"),
        ({"request__url": "http://[/"}, "its URL is not valid"),
        ({"request__url": "http://a:b/"}, "its URL is not valid"),
        ({"request__url": "http://a/\x1b[2J"}, "its URL is too long, or has characters that a URL cannot contain"),
        (
            {"request__url": f"{URL}/{'a' * MAX_URL}"},
            "its URL is too long, or has characters that a URL cannot contain",
        ),
        ({"request__method": None}, "its request has no method"),
        ({"request__method": "GET /"}, "its request has no method"),
        ({"_fromCache": "disk"}, "was answered by the browser itself"),
        ({"_fetchType": "Memory Cache"}, "was answered by the browser itself"),
        ({"_fetchType": "Disk Cache"}, "was answered by the browser itself"),
        ({"_fetchType": "Inspector Override"}, "was answered by the browser itself"),
        (
            {"cache": {"beforeRequest": {"lastAccess": "", "eTag": "", "hitCount": 0}}},
            "was answered by the browser itself",
        ),
        ({"response___fromDiskCache": True}, "was answered by the browser itself"),
        ({"_fromServiceWorker": True}, "was answered by the browser itself"),
        ({"response___fetchedViaServiceWorker": True}, "was answered by the browser itself"),
        ({"response___error": "net::ERR_INCOMPLETE_CHUNKED_ENCODING"}, "was aborted before its end"),
        (
            {"response__headers": [*headers(A="b"), {"name": "C", "value": ["d"]}]},
            "a header has a name or a value that is not text",
        ),
        ({"response__headers": [7]}, "a header has a name or a value that is not text"),
    ],
    ids=str,
)
def test_unusable(changes: dict[str, Any], reason: str) -> None:
    """An entry that is not an answer of the API over HTTP is left out with a reason that reveals nothing of it."""
    assert entry(**changes) == Unusable("t.har#1", reason)


@pytest.mark.parametrize(
    ("name", "value", "lines"),
    [
        ("Set-Cookie", "a=1\nb=2", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]),
        (":status", "200", []),
        ("X", " a\r", [("X", "a")]),
        ("X", "é", [("X", "é")]),
        ("X", "☃", [("X", "â\x98\x83")]),
        ("X", "\ud800", [("X", "?")]),
        ("Age", 7, [("Age", "7")]),
        ("Age", 0.5, [("Age", "0.5")]),
        ("X", True, [("X", "true")]),
        ("X", None, [("X", "")]),
    ],
)
def test_headers(name: str, value: Any, lines: list[tuple[str, str]]) -> None:
    """A header is read as received: one line each, one character per byte."""
    assert list(recorded(response__headers=[{"name": name, "value": value}]).headers) == lines


@pytest.mark.parametrize("user", ["anna:hunter2@", "anna@", ":hunter2@", "anna:a@b@", "an%20na:@"])
@pytest.mark.parametrize("rest", ["api.example.com/all", "api.example.com:8443/a@b?to=c@d#e@f", "[::1]?a@b"])
def test_user(user: str, rest: str) -> None:
    """A user and a password before a host are not read, so that nothing shown later can hold them."""
    assert recorded(request__url=f"https://{user}{rest}").url == f"https://{rest}"


@pytest.mark.parametrize(
    "given", [[], headers(WWW_Authenticate="[Filtered]"), None, [*headers(A="b"), {"name": "C", "value": None}]]
)
def test_headers_not_shown(given: Any) -> None:
    """Where headers were left out or made unreadable, none of them is known to be present or absent."""
    assert Aspect.HEADERS not in recorded(response__headers=given).shows


@pytest.mark.parametrize(
    "url", ["{{ _.base_url }}/things", "{{scheme}}://{{host}}/things", "https://{{host}}:8443/things"]
)
def test_variables(url: str) -> None:
    """Of a URL whose host is a variable that the exporter did not fill in, the path is read."""
    assert recorded(request__url=url).url == "/things"


@pytest.mark.parametrize("status", ["200", 200.0, "200 OK", "HTTP/1.1 200 OK"])
def test_status(status: Any) -> None:
    """A status is read as a number, however it is written."""
    assert recorded(response__status=status).status == 200


@pytest.mark.parametrize(
    "marks",
    [
        {"_fetchType": "Network Load"},
        {"_fromCache": False},
        {"_fromCache": None, "cache": {}},
        {"cache": {"beforeRequest": None, "afterRequest": None}},
    ],
)
def test_from_the_network(marks: dict[str, Any]) -> None:
    """An answer that a recorder says came from the network is the API's."""
    recorded(**marks)


def test_firefox() -> None:
    """Firefox gives the state of its cache only for what the cache answered."""
    answers = [{**ENTRY, "cache": {"afterRequest": None}}, {**ENTRY, "cache": {}}]
    found = [*har.read({"log": {"creator": {"name": "Firefox"}, "entries": answers}}, "t.har")]
    assert [type(each) for each in found] == [Unusable, Recorded]


@pytest.mark.parametrize(("coding", "library"), [("br", "brotli"), ("zstd", "zstandard")])
def test_library(coding: str, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library for a coding the entry is left out, with the name of what to install."""
    for name in ("brotli", "brotlicffi", "zstandard"):
        monkeypatch.setitem(sys.modules, name, None)
    found = entry(packed(b"\xff"), response__headers=headers(Content_Encoding=coding))
    reason = f"its body is still compressed by {coding}, which needs {library}: pip install {library}"
    assert found == Unusable("t.har#1", reason)


@pytest.mark.parametrize(
    ("coding", "library", "body"),
    [
        ("br", "brotli", bytes.fromhex("0b01805b315d03")),
        ("zstd", "zstandard", bytes.fromhex("28b52ffd20031900005b315d")),
    ],
)
def test_still_packed(coding: str, library: str, body: bytes) -> None:
    """A body in a coding whose library is installed is unpacked; one that is cut off is left out."""
    pytest.importorskip(library)
    given = headers(Content_Encoding=coding)
    assert recorded(packed(body), response__headers=given).body == b"[1]"
    reason = f"its body is still compressed by {coding}, and cannot be unpacked"
    assert entry(packed(body[:-2]), response__headers=given) == Unusable("t.har#1", reason)


def test_first_headers_only() -> None:
    """A recorder that keeps only the first of several headers of one name does not show them all."""
    (found,) = har.read({"log": {"creator": {"name": "harfile"}, "entries": [ENTRY]}}, "t.har")
    assert isinstance(found, Recorded)
    assert found.shows == DECODED - {Aspect.HEADERS}


@pytest.mark.parametrize(
    ("started", "time", "received", "elapsed"),
    [
        ("2026-03-01T13:00:00+01:00", 0, 1_772_366_400.0, 0.0),
        ("2026-03-01T12:00:00.1234567Z", -1, 1_772_366_400.123456, 0.0),
        ("2026-03-01T12:00:00", 7, None, 0.007),
        ("yesterday", float("nan"), None, 0.0),
        ("2026-03-01T12:00:00Z", float("inf"), 1_772_366_400.0, 0.0),
        (None, 10**400, None, 0.0),
        (7, [1], None, 0.0),
    ],
)
def test_time(started: Any, time: Any, received: float | None, elapsed: float) -> None:
    """A time without a zone is ignored, and a duration is a number within limits."""
    found = recorded(startedDateTime=started, time=time)
    assert (found.received, found.elapsed) == (received, elapsed)


def test_bad_entry_costs_itself() -> None:
    """The entries around an unusable one are read, and keep their numbers."""
    found = list(har.read({"log": {"entries": [ENTRY, None, ENTRY]}}, "t.har"))
    assert [each.place for each in found] == ["t.har#1", "t.har#2", "t.har#3"]
    assert [type(each) for each in found] == [Recorded, Unusable, Recorded]
