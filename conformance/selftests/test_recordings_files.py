"""A recording is recognised by its content, found by file, folder or glob, and never crashes its reader."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.exchange.attribution import attribute
from conformance.exchange.recordings import files, recognise
from conformance.exchange.recordings.data import load
from conformance.exchange.recordings.entry import Entry, Unusable
from conformance.exchange.recordings.files import read_recording
from conformance.exchange.recordings.importer import Parts
from conformance.exchange.recordings.paths import recordings
from conformance.exchange.recordings.registry import IMPORTERS
from conformance.model import InputError, Recorded
from conformance.selftests.exchanges import CONTRACT

URL = "https://api.example.com/batches/1/all"
INITIALIZE = '{"Initialize": {"schemathesis_version": "4.32.5"}}'
INTERACTION = {
    "request": {"method": "GET", "uri": URL},
    "response": {"status_code": 200, "content": {"$base64": "W10="}},
}
EVENT = json.dumps({"ScenarioFinished": {"recorder": {"interactions": {"x": INTERACTION}}}})
HAR = {
    "log": {
        "entries": [
            {
                "request": {"method": "GET", "url": URL, "headers": [{"name": "Accept", "value": "*/*"}]},
                "response": {
                    "status": 200,
                    "headers": [{"name": "Content-Length", "value": "2"}],
                    "content": {"size": 2, "text": "W10=", "encoding": "base64", "comment": ""},
                },
                "startedDateTime": "2026-03-01T12:00:00Z",
                "time": 7.5,
            }
        ]
    }
}
CASSETTE = {
    "interactions": [
        {
            "request": {"method": "GET", "uri": URL, "headers": {"Accept": ["*/*"]}},
            "response": {
                "status": {"code": 200},
                "headers": {"Content-Encoding": ["gzip"]},
                "body": {"string": "[]", "encoding": "utf-8", "base64_string": None},
                "elapsed": "0.1",
            },
            "recorded_at": "2026-03-01T12:00:00Z",
        }
    ]
}
COLLECTION = {
    "info": {},
    "variable": [{"key": "a", "value": "{{b}}"}],
    "item": [
        {
            "request": {"url": {"raw": "{{a}}/batches/:id/all", "variable": [{"key": "id", "value": "1"}]}},
            "response": [{"code": 200, "body": "[]", "header": [{"key": "A", "value": "b"}], "responseTime": 1}],
        }
    ],
}
YAML = f"""\
interactions:
- request: {{method: GET, uri: '{URL}'}}
  response:
    status: {{code: 200, message: OK}}
    body: {{string: '[]'}}
"""
REPORT = {
    "collection": COLLECTION,
    "run": {
        "executions": [
            {
                "request": {
                    "method": "GET",
                    "url": {"protocol": "https", "host": ["a"], "path": ["batches", "1", "all"]},
                },
                "response": {"code": 200, "header": [{"key": "A", "value": "b"}], "stream": {"data": [91, 93]}},
            }
        ]
    },
}
ONE = {"report": REPORT, "har": HAR, "cassette": CASSETTE, "collection": COLLECTION, "events": json.loads(EVENT)}


def read(folder: Path, content: str | bytes) -> list[Entry]:
    file = folder / "recording"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_recording(file))


class TestRecognise:
    @pytest.mark.parametrize(
        "content",
        [
            json.dumps(HAR),
            json.dumps(HAR, indent=1) + "\n\n",
            "\ufeff" + json.dumps(HAR),
            "\n" + json.dumps(HAR),
            json.dumps(CASSETTE),
            YAML,
            json.dumps(COLLECTION),
            json.dumps({"collection": COLLECTION}),
            json.dumps(REPORT),
            f"{INITIALIZE}\n{EVENT}",
            f"\ufeff{INITIALIZE}\n\n{EVENT}\n",
        ],
        ids=[
            "har",
            "indented",
            "mark",
            "blank line",
            "json",
            "yaml",
            "collection",
            "wrapped",
            "report",
            "events",
            "blank lines",
        ],
    )
    def test_content(self, tmp_path: Path, content: str) -> None:
        """Each format is recognised by its content, whatever the name of the file."""
        (found,) = read(tmp_path, content)
        assert isinstance(found, Recorded), found
        assert (found.status, found.body) == (200, b"[]")

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "is empty"),
            (b"[]", "is not a recording in a known format: "),
            (b"7\n8", "is not a recording in a known format: "),
            (b'{"log": {}}', "is not a recording in a known format: "),
            (b'{"a": 1}\n{"a": 2}\n', "is not a recording in a known format: "),
            (b"# Prose\n\nwith words", "is not a recording in a known format: "),
            (b'{"log": {"entries": []}}\n{"log": {"entries": []}}', ":2: has trailing content"),
            (b'{"log": {"entries": [', ":1: is not valid JSON: Expecting value"),
            (b"\x1f\x8b\x08", "the file cannot be unpacked"),
            (b"\xff\xfe", "is not UTF-8 text, as every recording must be"),
            (json.dumps(HAR).encode("utf-16"), "is not UTF-8 text, as every recording must be"),
        ],
    )
    def test_unknown(self, tmp_path: Path, content: bytes, message: str) -> None:
        """A file that is not a recording is refused in one line, which lists the formats."""
        with pytest.raises(InputError) as caught:
            read(tmp_path, content)
        assert str(caught.value).startswith(str(tmp_path / "recording"))
        assert message in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_every_format_is_named(self, tmp_path: Path) -> None:
        """The line names every format."""
        with pytest.raises(InputError) as caught:
            read(tmp_path, "[]")
        assert [name for name in IMPORTERS if name not in str(caught.value)] == []

    def test_bad_line(self, tmp_path: Path) -> None:
        """A bad line costs that line only."""
        found = read(tmp_path, f"{INITIALIZE}\n{EVENT}\n{EVENT[:-9]}\n{EVENT}")
        assert [each.place.rpartition("/")[2] for each in found] == ["recording:2#1", "recording:3", "recording:4#1"]
        assert found[1] == Unusable("recording:3", "is not valid JSON")

    def test_size(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A document is read up to a size limit, and lines one by one."""
        monkeypatch.setattr(files, "MAX_SIZE", 1_000)
        monkeypatch.setattr(recognise, "MAX_SIZE", 1_000)
        assert len(read(tmp_path, f"{INITIALIZE}\n{EVENT}\n" + f"{EVENT}\n" * 10)) == 11
        with pytest.raises(InputError, match="is larger than 1000 bytes; split it"):
            read(tmp_path, json.dumps(HAR) + " " * 1_000)
        with pytest.raises(InputError, match="is larger than 1000 bytes; split it"):
            read(tmp_path, json.dumps(HAR, indent=100))

    def test_long_line(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A line over the limit costs that line only, and is skipped."""
        monkeypatch.setattr(files, "MAX_SIZE", 1_000)
        found = read(tmp_path, f"{INITIALIZE}\n" + " " * 3_500 + f"7\n{EVENT}\n")
        assert [each.place.rpartition(":")[2] for each in found] == ["2", "3#1"]
        assert found[0] == Unusable("recording:2", "is longer than 1000 bytes")

    @pytest.mark.parametrize("name", ["missing", "."])
    def test_no_file(self, tmp_path: Path, name: str) -> None:
        """A path that is not a file, or cannot be opened, is refused in one line."""
        with pytest.raises(InputError, match="is not a file"):
            list(read_recording(tmp_path / name))


class TestPaths:
    @pytest.fixture(autouse=True)
    def _files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        for name in ("b.har", "a.har", "c.txt", "sub/d.har", "sub/deep/e[1].har", ".hidden/f.har", "sub/.g.har"):
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
        os.mkfifo(tmp_path / "sub" / "pipe")

    @pytest.mark.parametrize(
        ("given", "found"),
        [
            (["b.har", "a.har"], ["b.har", "a.har"]),
            (["."], ["a.har", "b.har", "c.txt", "sub/d.har", "sub/deep/e[1].har"]),
            (["*.har"], ["a.har", "b.har"]),
            (["sub/deep/e[1].har"], ["sub/deep/e[1].har"]),
            (["s*"], ["sub/d.har", "sub/deep/e[1].har"]),
            (["b.har", ".", "./sub/../a.har"], ["b.har", "a.har", "c.txt", "sub/d.har", "sub/deep/e[1].har"]),
        ],
        ids=str,
    )
    def test_found(self, given: list[str], found: list[str]) -> None:
        """Files are in the order given, those of a folder or a glob sorted, and each occurs once."""
        assert [str(each) for each in recordings(given)] == found

    @pytest.mark.parametrize("given", ["missing.har", "*.yaml", ".hidden/*.yaml", "sub/pipe", "a\0b", "[", ""])
    def test_nothing(self, given: str) -> None:
        """A path that matches no file is refused in one line."""
        with pytest.raises(InputError, match="there is no such file"):
            recordings(["a.har", given])


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-2, 1_000),
    st.floats(),
    st.text(),
    st.sampled_from(["http://[", "http://a:b", "//", "/{", "{{a}}", "\ud800", "[Filtered]", "base64", "200", "\x00"]),
)
NAMES = st.sampled_from(["name", "key", "value", "text", "string", "url", "raw", "code", "status", "item", "response"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(), inner, max_size=3)
)
OPERATIONS = read_contract(parse(CONTRACT, "contract.json"))


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the places of all values in a value."""
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in members:
        yield from places(inner, (*path, name))


def changed(document: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """Return a document with another value at a place."""
    made = [copy.deepcopy(document)]
    node: Any = made
    for step in (0, *path)[:-1]:
        node = node[step]
    node[(0, *path)[-1]] = value
    return made[0]


class TestNothingBreaks:
    @settings(max_examples=400, deadline=None)
    @given(st.data())
    def test_changed_documents(self, data: st.DataObject) -> None:
        """With any value at any place of a document, its entries are read and attributed, or unusable."""
        document = ONE[data.draw(st.sampled_from(sorted(ONE)))]
        for _ in range(data.draw(st.integers(1, 3))):
            document = changed(document, data.draw(st.sampled_from(list(places(document)))), data.draw(VALUES))
        read_all = [
            each.read(document, "t")
            for each in IMPORTERS.values()
            if each.matches(document) or each.parts is not Parts.WHOLE
        ]
        for found in read_all:
            entries = list(found)
            assert all(isinstance(each, Recorded | Unusable) for each in entries)
            attribute([each for each in entries if isinstance(each, Recorded)], OPERATIONS)

    @settings(max_examples=200, deadline=None)
    @given(VALUES)
    def test_any_value(self, value: Any) -> None:
        """Any value belongs to one format or to none."""
        for each in IMPORTERS.values():
            if each.matches(value):
                assert all(isinstance(entry, Recorded | Unusable) for entry in each.read(value, "t"))

    @settings(max_examples=300, deadline=None)
    @given(st.text(st.sampled_from("{}[]:,-?&*!|>'\"# \nabx012~\\%@`<\t\u2028\0"), max_size=40) | st.text())
    @example("? &a\n: *a")
    def test_any_text(self, text: str) -> None:
        """Any text is data, or an error that says so."""
        with suppress(InputError):
            load(text.encode("utf-8", "surrogatepass"), "t")
