"""An archive's format is recognised by its content; damage loses no more than the damaged part."""

from __future__ import annotations

import gzip
import json
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fsspec
import pyarrow
import pytest
import zstandard
from fsspec.spec import AbstractBufferedFile, AbstractFileSystem
from pyarrow import parquet

from conformance.cli import main
from conformance.exchange.recordings.archives import read_shard, refuse_lost
from conformance.exchange.recordings.entry import Entry, Unusable
from conformance.exchange.recordings.own import line_of
from conformance.exchange.recordings.recognise import DOCUMENT
from conformance.exchange.recordings.shards import shards_of
from conformance.model import InputError
from conformance.selftests.makers import TARGET, exchange

MAPPING = {name: name for name in ("path", "status", "body")}
RECORD = {"path": "/things", "status": 200, "body": "[]"}
LINE = json.dumps(RECORD).encode()
OWN = line_of(exchange(), TARGET).encode()
ENTRY = {
    "request": {"method": "GET", "url": "https://a/things", "headers": []},
    "response": {"status": 200, "headers": [], "content": {"text": "[]"}},
}
HAR = {"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [ENTRY, ENTRY]}}
CASSETTE = """\
version: 1
interactions:
- request: {method: GET, uri: 'https://a/things'}
  response: {status: {code: 200}, headers: {}, body: {string: '[]'}}
"""
INTERACTION = {
    "request": {"method": "GET", "uri": "https://a/things"},
    "response": {"status_code": 200, "content": {"$base64": "W10="}, "headers": {}},
}
EVENT: dict[str, Any] = {"ScenarioFinished": {"recorder": {"interactions": {"a": INTERACTION}}}}
EVENTS = b"\n".join([b'{"Initialize": {"schemathesis_version": "4"}}', json.dumps(EVENT).encode(), b'{"End": {}}'])
PACKERS: list[Callable[[bytes], bytes]] = [gzip.compress, zstandard.compress]


def entries(file: Path | str, size: int = 2**30) -> list[Entry]:
    return [entry for shard in shards_of([str(file)], size) for _, entry in read_shard(shard, MAPPING)]


def outcomes(found: list[Entry]) -> list[tuple[int, bytes] | str]:
    """Return status and body of each exchange, and the reason for each unusable entry."""
    return [each.reason if isinstance(each, Unusable) else (each.status, each.body) for each in found]


ONE = (200, b"[]")


class TestFormats:
    @pytest.mark.parametrize(
        ("content", "number"),
        [
            (LINE, 1),
            (OWN, 1),
            (OWN + b"\n" + LINE + b"\n" + json.dumps(ENTRY).encode(), 3),
            (LINE + b"\n" + OWN, 2),
            (json.dumps(HAR).encode(), 2),
            (json.dumps(HAR, indent=1).encode(), 2),
            (b"\xef\xbb\xbf" + json.dumps(HAR, indent=1).encode(), 2),
            (CASSETTE.encode(), 1),
            (b"---\n" + CASSETTE.encode(), 1),
            (EVENTS, 1),
            (b"\n\n" + LINE, 1),
            (b"\xef\xbb\xbf" + LINE, 1),
            (LINE + b"\r\n" + LINE + b"\r\n", 2),
        ],
        ids=lambda value: str(value)[:30],
    )
    @pytest.mark.parametrize("pack", [bytes, *PACKERS])
    def test_kind(self, tmp_path: Path, content: bytes, number: int, pack: Callable[[bytes], bytes]) -> None:
        """A format is recognised by content, whatever the file's name, compressed or not."""
        file = tmp_path / "archive.log"
        file.write_bytes(pack(content))
        assert outcomes(entries(file)) == [ONE] * number

    @pytest.mark.parametrize("content", [OWN, LINE, EVENTS.split(b"\n")[1]])
    def test_cut(self, tmp_path: Path, content: bytes) -> None:
        """A format of lines is split into parts, and no line is lost."""
        file = tmp_path / "archive"
        file.write_bytes(EVENTS.split(b"\n")[0] + b"\n" if content in EVENTS else b"")
        with file.open("ab") as opened:
            opened.write(b"\n".join([content] * 20))
        assert len(shards_of([str(file)], 100)) > 5
        assert outcomes(entries(file, 100)) == [ONE] * 20

    def test_whole(self, tmp_path: Path) -> None:
        """A document is one part: it cannot be split."""
        file = tmp_path / "archive"
        file.write_text(json.dumps(HAR, indent=1))
        assert [(each.form, each.start, each.stop) for each in shards_of([str(file)], 100)] == [
            (DOCUMENT, 0, file.stat().st_size)
        ]

    def test_log_begins_with_half_a_line(self, tmp_path: Path) -> None:
        """A log whose first line is truncated is still a log."""
        file = tmp_path / "archive"
        file.write_bytes(b'{"path": "/things", "sta\n' + LINE)
        assert outcomes(entries(file)) == ["the line is not a JSON object", ONE]

    @pytest.mark.parametrize(
        "content", [b"GET /things 200\n" * 9, b"\0" * 100, b"[]", b"null", b"{", b"<html>", "{}".encode("utf-16")]
    )
    def test_unknown_format(self, tmp_path: Path, content: bytes) -> None:
        """An unknown format is skipped with a reason."""
        file = tmp_path / "archive"
        file.write_bytes(content)
        assert {type(each) for each in entries(file)} == {Unusable}


class TestDamage:
    @pytest.mark.parametrize("pack", PACKERS)
    @pytest.mark.parametrize("kept", [0.5, 0.99])
    def test_cut_off(self, tmp_path: Path, pack: Callable[[bytes], bytes], kept: float) -> None:
        """The rest of a truncated compressed file is lost, and its offset is reported."""
        file = tmp_path / "archive"
        noise = random.Random(1)
        lines = [json.dumps({**RECORD, "noise": noise.getrandbits(900)}).encode() for _ in range(2_000)]
        packed = pack(b"\n".join(lines))
        file.write_bytes(packed[: int(len(packed) * kept)])
        *read, last = entries(file)
        assert isinstance(last, Unusable)
        assert last.reason == "the rest of the file cannot be unpacked"
        assert 500 < len(read) < 2_000
        assert outcomes(read) == [ONE] * len(read)
        assert last.place == f"archive@{sum(len(line) + 1 for line in lines[: len(read)])}"

    @pytest.mark.parametrize("pack", PACKERS)
    def test_document_is_cut_off(self, tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
        """A document that cannot be decompressed to its end is not used."""
        file = tmp_path / "archive"
        packed = pack(json.dumps(HAR, indent=1).encode())
        file.write_bytes(packed[:-6])
        assert outcomes(entries(file)) == ["the file cannot be unpacked"]

    def test_document_is_malformed(self, tmp_path: Path) -> None:
        """A truncated document is refused."""
        file = tmp_path / "archive"
        file.write_text(json.dumps(HAR, indent=1)[:-9])
        (found,) = entries(file)
        assert isinstance(found, Unusable)
        assert (found.place, found.reason.partition(":")[0]) == ("archive:36", "is not valid JSON")

    @pytest.mark.parametrize("damage", ["end", "start", "middle"])
    def test_table(self, tmp_path: Path, damage: str) -> None:
        """The damaged part of a table is skipped with a reason."""
        file = tmp_path / "archive"
        rows = 3_000
        table = pyarrow.table({name: [value] * rows for name, value in RECORD.items()})
        parquet.write_table(
            table, file, row_group_size=1_000, compression="none", use_dictionary=False, write_page_checksum=True
        )
        content = bytearray(file.read_bytes())
        if damage == "end":
            del content[-9:]
        elif damage == "start":
            del content[9:]
        else:
            content[60:120] = b"\xff" * 60
        file.write_bytes(content)
        found = outcomes(entries(file))
        assert found.count("the table, or the rest of a row group, cannot be read") == 1
        assert len(found) - 1 == (2_000 if damage == "middle" else 0)

    def test_long_line(self, tmp_path: Path) -> None:
        """A line of any length takes no more memory than the longest line that is read."""
        file = tmp_path / "archive"
        with gzip.open(file, "wb", compresslevel=1) as packed:
            packed.write(LINE + b"\n")
            for _ in range(200):
                packed.write(b"x" * 2**20)
            packed.write(b"\n" + LINE)
        tracemalloc.start()
        found = outcomes(entries(file))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert found == [ONE, "the line is too long", ONE]
        assert peak < 200 * 2**20

    def test_bomb(self, tmp_path: Path) -> None:
        """A decompression bomb is decompressed in small pieces."""
        file = tmp_path / "archive"
        with file.open("wb") as raw, zstandard.ZstdCompressor().stream_writer(raw) as packed:
            packed.write(LINE + b"\n")
            for _ in range(1_000):
                packed.write(b" " * 2**20)
        assert file.stat().st_size < 2**20
        tracemalloc.start()
        found = outcomes(entries(file))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert found[0] == ONE
        assert peak < 200 * 2**20

    def test_nul(self, tmp_path: Path) -> None:
        """The NUL bytes that a crash left in a log cost one line."""
        file = tmp_path / "archive"
        file.write_bytes(LINE + b"\n" + b"\0" * 4_096 + b"\n" + LINE)
        assert outcomes(entries(file)) == [ONE, "the line is not a JSON object", ONE]


class TestLog:
    @pytest.mark.parametrize(
        ("changes", "found"),
        [
            ({"status": 200.0}, ONE),
            ({"status": "200"}, ONE),
            ({"status": 204, "body": None}, (204, b"")),
            ({"status": 304}, "says only that the client's cached copy is still valid (304)"),
            ({"status": 101}, "is a WebSocket, which only starts as HTTP"),
            ({"status": 0}, "was not answered"),
            ({"status": True}, "its status is not valid"),
            ({"status": 200.5}, "its status is not valid"),
            ({"status": 20}, "its status is not valid"),
            ({"path": 7}, "its request has no URL"),
            ({"path": "things"}, "is not an HTTP request: its URL has another scheme"),
            ({"path": "/a b"}, "its URL is too long, or has characters that a URL cannot contain"),
            ({"path": "https://[a/"}, "its URL is not valid"),
            ({"body": None}, "the line holds no body"),
            ({"body": "\ud800"}, "the line is not a JSON object"),
        ],
    )
    def test_record(self, tmp_path: Path, changes: dict[str, Any], found: object) -> None:
        """A record of a log is validated like that of any other recorder."""
        file = tmp_path / "archive"
        file.write_text(json.dumps({**RECORD, **changes}))
        assert outcomes(entries(file)) == [found]

    @pytest.mark.parametrize(
        ("mapping", "lost"),
        [
            ({"path": "url"}, "path=url"),
            ({"path": "url", "body": "b.c"}, "path=url, body=b.c"),
            ({"headers": "head"}, "headers=head"),
            ({"time": "status.at"}, "time=status.at"),
            ({}, None),
            ({"body": "extra.deep"}, None),
        ],
    )
    @pytest.mark.parametrize("is_table", [False, True])
    def test_lost(self, tmp_path: Path, mapping: dict[str, str], lost: str | None, is_table: bool) -> None:
        """A mapping to a field that no record has is refused; a field that a few records lack is not."""
        file = tmp_path / "archive"
        records = [{**RECORD, "extra": {"deep": 1}}, {**RECORD, "extra": {"deep": None}}]
        if is_table:
            parquet.write_table(pyarrow.Table.from_pylist(records), file)
        else:
            file.write_text("\n".join(["{", '{"a": 1}', OWN.decode(), *map(json.dumps, records)]))
        shards, told_by = shards_of([str(file)]), {**MAPPING, **mapping}
        if lost is None:
            refuse_lost(shards, told_by)
            return
        with pytest.raises(InputError) as error:
            refuse_lost(shards, told_by)
        assert str(error.value).startswith(
            f"archive: no record has the fields that --map names ({lost}); its fields are "
        )

    def test_nothing_mapped(self, tmp_path: Path) -> None:
        """A format that needs no mapping ignores it."""
        for name, content in (("har", json.dumps(HAR).encode()), ("own", OWN), ("text", b"x"), ("events", EVENTS)):
            (tmp_path / name).write_bytes(content)
        refuse_lost(shards_of([str(tmp_path)]), {"path": "a", "status": "b", "body": "c"})


class TestPaths:
    def test_folder(self, tmp_path: Path) -> None:
        """A folder stands for all files below it; hidden and empty ones are skipped."""
        for name in ("b/c.ndjson", "a.ndjson", ".hidden", "b/.hidden"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(LINE)
        (tmp_path / "empty").touch()
        assert [Path(each.name).name for each in shards_of([str(tmp_path)])] == ["a.ndjson", "c.ndjson"]
        assert [Path(each.name).name for each in shards_of([f"{tmp_path}/*"])] == ["a.ndjson"]

    @pytest.mark.parametrize("path", ["nowhere", "*.none", "", "nowhere/"])
    def test_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
        """A path that matches nothing is refused."""
        monkeypatch.chdir(tmp_path)
        with pytest.raises(InputError, match=r"there is no such file|a path is empty"):
            shards_of([path])

    def test_place(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Places are relative to the current folder, and reveal nothing of other folders."""
        (tmp_path / "logs").mkdir()
        (tmp_path / "logs" / "a").write_bytes(LINE)
        monkeypatch.chdir(tmp_path)
        assert [each.place for each in entries("logs/a")] == ["logs/a@0"]
        monkeypatch.chdir(tmp_path / "logs")
        (tmp_path / "b").write_bytes(LINE)
        assert [each.place for each in entries(tmp_path / "b")] == ["b@0"]

    def test_remote(self) -> None:
        """A remote file is read in byte ranges, by lines of bounded length."""
        fsspec.register_implementation("far", RemoteFileSystem, clobber=True)
        RemoteFileSystem.content = b"\n".join([LINE] * 40)
        found = entries("far://logs/a", 500)
        assert outcomes(found) == [ONE] * 40
        assert found[0].place == "far://logs/a@0"


class RemoteFileSystem(AbstractFileSystem):  # type: ignore[misc]
    """A remote file system that is read by byte ranges."""

    protocol = "far"
    cachable = False
    content = b""

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        return {"name": self._strip_protocol(path), "size": len(self.content), "type": "file"}

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:
        return [self.info(path)] if detail else [path]

    def _open(self, path: str, mode: str = "rb", **_: Any) -> RemoteFile:
        return RemoteFile(self, path, mode, block_size=64)


class RemoteFile(AbstractBufferedFile):  # type: ignore[misc]
    def _fetch_range(self, start: int, end: int) -> bytes:
        return self.fs.content[start:end]  # type: ignore[no-any-return]


class TestCommand:
    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"hello", "archive: is not a recording in a known format: "),
            (b"PAR1" + b"x" * 99, "archive@0: the table, or the rest of a row group, cannot be read"),
            (b"", "archive: is empty"),
            (b" \n\n", "archive: is empty"),
            (LINE[:20] + b"\n{", "archive:2: is not valid JSON: "),
            (
                LINE[:-9] + b"\n" + b'{"path": 7, "status": 200, "body": ""}',
                "; unusable: 1 times the line is not a JSON",
            ),
            (b'{"a": 1}', "archive: no record has the fields that --map names (path=path, status=status, body=body)"),
            (b"\x1f\x8bxx", "archive: the file cannot be unpacked"),
        ],
    )
    def test_unusable(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        content: bytes,
        why: str,
    ) -> None:
        """An archive without a usable exchange ends with 4 and a reason."""
        monkeypatch.chdir(tmp_path)
        (tmp_path / "archive").write_bytes(content)
        assert main(["audit", "archive", "--processes", "1"]) == 4
        (line,) = capsys.readouterr().err.splitlines()
        assert why in line
