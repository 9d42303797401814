"""Answers caused by the client or an intermediary are not the API's fault; omissions are reported."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.exchange.recordings.entry import Entry, Unusable
from conformance.exchange.recordings.files import read_recording
from conformance.exchange.recordings.formats import har
from conformance.exchange.recordings.shards import shards_of
from conformance.exchange.replay import replay
from conformance.model import InputError, Recorded
from conformance.selftests.exchanges import CONTRACT

MADE = read_contract(parse(CONTRACT, "contract.yaml"))
URL = "http://api.example.com/batches/1/all"


def made(
    status: int = 200, *, url: str = URL, asked: str = "", text: str | None = "<p>no</p>", location: str = ""
) -> Any:
    """Return an entry of a HAR."""
    requested = [{"name": "Accept", "value": "*/*"}, {"name": asked, "value": "x"}] if asked else []
    headers = [{"name": "Location", "value": location}] if location else [{"name": "Server", "value": "x"}]
    return {
        "request": {"method": "GET", "url": url, "headers": requested},
        "response": {"status": status, "headers": headers, "content": {} if text is None else {"text": text}},
    }


def read(entry: Any) -> Entry:
    (found,) = har.read({"log": {"entries": [entry]}}, "t.har")
    return found


def written(folder: Path, *entries: Any) -> Path:
    file = folder / "t.har"
    file.write_text(json.dumps({"log": {"entries": entries}}), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        *((code, "Accept") for code in (407, 408, 421, 425, 431, 499, 511)),
        *((206, "Range"), (206, ""), (412, "If-Match"), (412, ""), (416, "range"), (416, "")),
    ],
)
def test_of_others(status: int, asked: str) -> None:
    """An answer that the client requested, or that is not the API's, is left out."""
    assert isinstance(read(made(status, asked=asked)), Unusable)


@pytest.mark.parametrize(
    ("status", "asked"), [(206, "Accept"), (412, "Range"), (416, "If-Match"), (400, ""), (500, ""), (502, "")]
)
def test_of_the_api(status: int, asked: str) -> None:
    """An unrequested answer is the API's own."""
    assert isinstance(read(made(status, asked=asked)), Recorded)


@pytest.mark.parametrize(
    ("url", "location", "is_ours"),
    [
        (URL, URL.replace("http:", "https:"), False),
        ("/batches/1/all", "https://api.example.com/batches/1/all", False),
        (URL, "https://wifi.example.net/login", False),
        (URL, URL + "/", True),
        (URL.replace("http:", "https:"), "https://wifi.example.net/login", True),
        ("http://127.0.0.1:8000/batches/1/all", "https://login.example.net/", True),
        (URL, "http://[", True),
    ],
)
def test_moved(url: str, location: str, is_ours: bool) -> None:
    """A redirect from plain HTTP to HTTPS, or to the login of a network, is not the API's doing."""
    assert isinstance(read(made(302, url=url, location=location)), Recorded) is is_ours


def test_lost_strangers(tmp_path: Path) -> None:
    """An entry without its body that belongs to no operation is counted as such."""
    other = "http://api.example.com/logo"
    held = replay([written(tmp_path, made(), made(text=None), made(url=other, text=None))], MADE)
    assert dict(held.unmatched) == {"GET /{}": 1}
    assert [(each.place.partition("#")[2], each.reason) for each in held.unusable] == [("2", "its body was not kept")]


def test_without_content(tmp_path: Path) -> None:
    """For a HAR without bodies the report says why it cannot be judged, and how to make one that can."""
    with pytest.raises(InputError, match=r"its body was not kept \(2\).*Save all as HAR with content"):
        replay([written(tmp_path, made(text=None), made(text=None))], MADE)


def test_packed(tmp_path: Path) -> None:
    """A compressed recording is decompressed."""
    file = tmp_path / "t.har.gz"
    file.write_bytes(gzip.compress(written(tmp_path, made()).read_bytes()))
    assert [each.status for each in read_recording(file) if isinstance(each, Recorded)] == [200]


@pytest.mark.parametrize("address", ["http://anna:secret@127.0.0.1:9/x.ndjson?X-Sig=secret", "memory://a:secret@b/x"])
def test_address(address: str) -> None:
    """No error repeats the credentials in an address."""
    with pytest.raises(InputError) as caught:
        shards_of([address])
    assert "secret" not in str(caught.value)
