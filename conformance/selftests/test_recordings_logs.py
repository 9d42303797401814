"""Logs and cassettes that lost a part of an answer cost that entry; nothing missing is held against the API."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest

from conformance.exchange.recordings.entry import Entry, Unusable
from conformance.exchange.recordings.formats import vcr
from conformance.exchange.recordings.logs import read_line, read_row
from conformance.model import Aspect, Recorded

NAMES = ("path", "status", "body", "headers", "request_headers", "time")
MAPPING = {name: name for name in NAMES}
WHOLE = {"Content-Type": "application/json", "Date": "Thu, 01 Jan 2026 00:00:00 GMT"}
BODY = json.dumps([{"id": 1, "tags": ["a", "b"]}, {"id": 2, "tags": []}])
PACKED = gzip.compress(BODY.encode())


def line(body: Any, **changes: Any) -> Entry:
    """Return what is read from a line of a log."""
    made = {"path": "/things", "status": 200, "body": body, **changes}
    (found,) = read_line(json.dumps(made).encode(), MAPPING, "log@0")
    return found


def cassette(body: Any, **headers: str) -> Entry:
    """Return what is read from an interaction of vcrpy."""
    lines = {"Content-Type": ["application/json"], **{name.replace("_", "-"): [text] for name, text in headers.items()}}
    response = {"status": {"code": 200}, "headers": lines, "body": {"string": body}}
    made = {"request": {"method": "GET", "uri": "https://a/things", "headers": {}}, "response": response}
    (found,) = vcr.read({"interactions": [made]}, "t.yaml")
    return found


@pytest.mark.parametrize("length", range(1, len(BODY)))
def test_cut(length: int) -> None:
    """A log that truncates bodies, anywhere, is not taken for an API that does."""
    assert isinstance(line(BODY[:length]), Unusable)


@pytest.mark.parametrize("text", ['{"a": {"b": 1}', "[[1], [2]", BODY[:20] + "…[truncated]", "[{}, {}"])
def test_cut_at_a_bracket(text: str) -> None:
    """A body that ends with the right bracket may still lack others."""
    assert line(text) == Unusable("log@0", "its body seems to be truncated")


@pytest.mark.parametrize(
    "body", ["", "-", "{}", {}, "REDACTED", "***", "[FILTERED]", base64.b64encode(b"[{}]").decode()]
)
def test_stand_in(body: Any) -> None:
    """A placeholder for a body that was not logged is not an answer."""
    found = line(body)
    assert isinstance(found, Unusable), found
    assert found.reason in ("its body was not kept", "its body was not kept, or replaced by a placeholder")


@pytest.mark.parametrize(
    "body", [BODY, "[]", "[1]", "42", "null", "true", "<p>no</p>", "not json", '{"a": "]"}', '"x"']
)
def test_kept(body: str) -> None:
    """A complete body, JSON or not, is judged."""
    found = line(body)
    assert isinstance(found, Recorded), found
    assert found.body == body.encode()


@pytest.mark.parametrize("body", ["[{", "{}", "-"])
def test_declared(body: str) -> None:
    """A body of the length that the API declared is what it sent, however odd."""
    found = line(body, headers={**WHOLE, "Content-Length": str(len(body))})
    assert isinstance(found, Recorded), found
    assert found.body == body.encode()


def test_shorter() -> None:
    """A body that is shorter than declared was truncated, or replaced."""
    headers = {**WHOLE, "Content-Length": "4000"}
    assert line("[]", headers=headers) == Unusable("log@0", "only 2 of the 4000 bytes of its body were kept")


@pytest.mark.parametrize(
    ("headers", "is_whole"),
    [
        (WHOLE, True),
        (None, False),
        ({}, False),
        ([], False),
        ({"x-request-id": "1"}, False),
        ({"Content-Type": "application/json"}, False),
        ({"Date": WHOLE["Date"]}, False),
        ({**WHOLE, "Content-Type": "REDACTED"}, False),
        ({**WHOLE, "Server": "***"}, False),
        ({**WHOLE, "Server": "‹removed›"}, False),
        ({**WHOLE, "Server": ""}, False),
    ],
)
def test_headers(headers: Any, is_whole: bool) -> None:
    """A selection of headers is not all of them, so an absent header is not reported."""
    found = line(BODY, headers=headers)
    assert isinstance(found, Recorded), found
    assert (Aspect.HEADERS in found.shows) is is_whole


def test_row() -> None:
    """A truncated cell of a table is not an answer either."""
    row = {"path": "/things", "status": 200, "body": BODY[:20]}
    assert read_row(row, MAPPING, "t@0") == Unusable("t@0", "its body seems to be truncated")


@pytest.mark.parametrize("body", ["", "REDACTED", b""])
def test_filtered_cassette(body: Any) -> None:
    """A body that a filter emptied or replaced is not the API's."""
    assert isinstance(cassette(body), Unusable)


def test_shorter_cassette() -> None:
    """A body that a filter shortened is not the API's."""
    assert isinstance(cassette("[]", Content_Length="4000"), Unusable)


@pytest.mark.parametrize("body", [PACKED, base64.b64encode(PACKED).decode()], ids=["bytes", "base64"])
def test_packed_cassette(body: Any) -> None:
    """A body that is still compressed is decompressed, even if a filter removed the header that says so."""
    found = cassette(body)
    assert isinstance(found, Recorded), found
    assert found.body == BODY.encode()


@pytest.mark.parametrize(
    ("time", "seconds"),
    [
        (1_764_001_521, 1_764_001_521.0),
        (1_764_001_521_000, 1_764_001_521.0),
        (1_764_001_521_000_000, 1_764_001_521.0),
        (1_764_001_521_000_000_000, 1_764_001_521.0),
        (1e300, None),
        (-1, None),
        ("1969-12-31T00:00:00Z", None),
    ],
)
def test_time(time: Any, seconds: float | None) -> None:
    """A time is read in any usual unit; an impossible one is ignored."""
    found = line(BODY, time=time)
    assert isinstance(found, Recorded), found
    assert found.received == seconds
