"""Every command that reads recordings recognises a file as the same format, or refuses it in the same words."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from conformance.archive import audit as auditing
from conformance.cli import main
from conformance.contract.load import SPEC, load_contract
from conformance.exchange.recordings import recognise
from conformance.exchange.recordings.archives import read_logs, read_shard
from conformance.exchange.recordings.data import load
from conformance.exchange.recordings.entry import Entry, Unusable
from conformance.exchange.recordings.files import read_recording
from conformance.exchange.recordings.logs import read_mapping
from conformance.exchange.recordings.own import line_of
from conformance.exchange.recordings.packing import unpacked
from conformance.exchange.recordings.recognise import DOCUMENT, LOG, form_of
from conformance.exchange.recordings.registry import IMPORTERS
from conformance.exchange.recordings.shards import shards_of
from conformance.exchange.replay import replay
from conformance.model import InputError, Recorded
from conformance.selftests.audits import here
from conformance.selftests.makers import TARGET, exchange, unanswered

FOLDER = Path(__file__).parent / "data" / "recordings"
KINDS = (".har", ".json", ".ndjson", ".yaml")
SAMPLES = {file.name: file.read_bytes() for file in sorted(FOLDER.iterdir()) if file.suffix in KINDS}
OWN = "\n".join(line_of(each, TARGET) for each in (exchange(), unanswered(1))).encode()
RECORDINGS = {**SAMPLES, "run.ndjson": OWN}
MAPPING = "path=path,status=status,body=body"
RECORD = b'{"path": "/batches/1/all", "status": 200, "body": "[]"}'
MARK = b"\xef\xbb\xbf"
ENTRY = {
    "request": {"method": "GET", "url": "https://a/things", "headers": []},
    "response": {"status": 200, "headers": [{"name": "a", "value": "b"}], "content": {"text": '{"a": 1}'}},
}
HAR = json.dumps({"log": {"entries": [ENTRY]}}, indent=1).encode()
# Formatted by prettier: short objects are on a line of their own, at any indent.
PRETTY = HAR.replace(b'{\n       "name": "a",\n       "value": "b"\n      }', b'{"name": "a", "value": "b"}')
FLAT = b"\n".join(line.strip() for line in PRETTY.splitlines())
CASSETTE = b"""\
interactions:
- request: {method: GET, uri: 'https://a/things'}
  response:
    status: {code: 200}
    headers: {}
    body:
      string: |-
        {"a": 1}
"""
FLOW = b"""{interactions: [{request: {method: GET, uri: 'https://a/things'},
response: {status: {code: 200}, headers: {}, body: {string: '{"a": 1}'}}}]}"""

CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda content: content,
    "mark": lambda content: MARK + content,
    "blank lines": lambda content: b"\n \r\n\n" + content,
    "gzip": gzip.compress,
    "zstd": zstandard.compress,
    "mark, gzip": lambda content: gzip.compress(MARK + content),
    "no end of line": lambda content: content.rstrip(),
}

Known = tuple[str, list[Entry] | str]


def known_to_run(file: Path) -> Known:
    """Return what `run` and `redact` read of a file without a mapping."""
    return known(lambda: list(read_recording(file)))


def known_to_run_with_a_map(file: Path) -> Known:
    """Return what `run` and `redact` read of a file with a mapping."""
    return known(lambda: list(read_logs([file], MAPPING)))


def known_to_audit(file: Path) -> Known:
    """Return what `audit` reads of a file."""
    mapping = read_mapping(MAPPING)
    return known(lambda: [entry for shard in shards_of([str(file)], 10_000) for _, entry in read_shard(shard, mapping)])


def known(read: Callable[[], list[Entry]]) -> Known:
    try:
        found = read()
    except InputError as error:
        return "refused", error.reason
    if not found:
        return "refused", "is empty"
    if isinstance(found[0], Unusable) and len(found) == 1:
        return "refused", found[0].reason
    return "read", [replace(each, place="") for each in found]


READERS = (known_to_run, known_to_run_with_a_map, known_to_audit)


def form(content: bytes) -> str:
    return form_of(io.BytesIO(content))


@pytest.mark.parametrize("name", RECORDINGS)
def test_one_format(name: str) -> None:
    """Each recording matches one format, so that the order of the checks does not matter."""
    content = RECORDINGS[name]
    value = load(content.splitlines()[0] if name.endswith(".ndjson") else content, name)
    assert [each.matches(value) for each in IMPORTERS.values()].count(True) == 1


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", RECORDINGS)
def test_recordings(tmp_path: Path, name: str, change: str) -> None:
    """A recording is the same to all commands, whatever its name, leading bytes and compression."""
    plain, changed = tmp_path / name, tmp_path / "archive.txt"
    plain.write_bytes(RECORDINGS[name])
    changed.write_bytes(CHANGES[change](RECORDINGS[name]))
    how, entries = known_to_run(plain)
    assert how == "read"
    assert any(isinstance(each, Recorded) for each in entries)
    assert [reader(changed) for reader in READERS] == [(how, entries)] * 3


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    ("content", "read"),
    [
        (HAR, True),
        (PRETTY, True),
        (FLAT, True),
        (b"  " + json.dumps({"log": {"entries": [ENTRY]}}).encode(), True),
        (CASSETTE, True),
        (b"# kept by hand\n---\n" + CASSETTE, True),
        (b"#" * 70_000 + b"\n" + CASSETTE, True),
        (CASSETTE.replace(b"interactions", b'"interactions"'), True),
        (FLOW, True),
        (b"[]", False),
        (b"{}", False),
        (b"null", False),
        (b"7\n8", False),
        (b"{", False),
        (HAR[:-3], False),
        (b'{"log": {"entries": []', False),
        (HAR + HAR, False),
        (b'[\n{"path": "/things", "status": 200, "body": "[]"},\n' + RECORD + b"\n]", False),
        (b"hello", False),
        (b"GET /things 200\n" * 9, False),
        (b"<html>", False),
        (b"\0" * 100, False),
        ("{}".encode("utf-16"), False),
        (b"a: &a [*a]", False),
        (b"---\na: b\n---\nc: d\n", False),
        (b'"' + b"[" * 100_000, False),
        (b"[" * 100_000, False),
    ],
    ids=lambda value: repr(value[:24]) if isinstance(value, bytes) else None,
)
def test_others(tmp_path: Path, content: bytes, read: bool, change: str) -> None:
    """With any first byte, a file is the same to all commands, or refused in the same words."""
    file = tmp_path / "archive"
    file.write_bytes(CHANGES[change](content))
    first, *others = (reader(file) for reader in READERS)
    assert others == [first] * 2
    assert first[0] == ("read" if read else "refused"), first
    assert "\n" not in first[1]


@pytest.mark.parametrize(
    "content", [b"", b"\n", b" \r\n\n", MARK, gzip.compress(b"", mtime=0), zstandard.compress(b"\n")]
)
def test_empty(tmp_path: Path, content: bytes) -> None:
    """An empty file is called empty."""
    file = tmp_path / "archive"
    file.write_bytes(content)
    assert [reader(file) for reader in READERS] == [("refused", "is empty")] * 3


@pytest.mark.parametrize(
    "before",
    [
        b"",
        MARK,
        b"\n",
        b"7\n",
        b"null\n",
        b"{}\n",
        b"[]\n",
        b"{\n",
        b"\xff\n",
        b'{"path": "/things", "sta\n',
        b'{"path": [1,\n',
    ],
)
def test_lines(before: bytes) -> None:
    """A log is recognised with any first line, and so is a recording of ours."""
    assert form(before + RECORD + b"\n" + RECORD) == LOG
    assert form(before + OWN) == "recording of this suite"


def test_damaged() -> None:
    """The part that can still be decompressed shows the format."""
    cut = gzip.compress(b"7\n" + RECORD + b"\n") + gzip.compress(RECORD)[:-9]
    assert form_of(unpacked(io.BytesIO(cut), "gzip")) == LOG


def test_long_first_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A very long first line is not read completely: the lines after it show the format."""
    monkeypatch.setattr(recognise, "MAX_LINE", 1_000)
    assert form(b'{"a": "' + b"x" * 99_000 + b'"}\n' + RECORD) == LOG
    assert form(b'{"log": {"entries": ["' + b"x" * 2_000 + b'"]}}\n') == DOCUMENT


class TestCommands:
    """The output of the commands themselves."""

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"hello",
            HAR[:-3],
            b"[1, 2]",
            gzip.compress(b"hello", mtime=0),
            gzip.compress(HAR, mtime=0)[:-20],
            b"\xff\xfe{",
        ],
        ids=range(7),
    )
    def test_refusal(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: bytes
    ) -> None:
        """`run`, `redact` and `audit` refuse a file that is not a recording in the same line."""
        monkeypatch.chdir(tmp_path)
        Path("in").write_bytes(content)
        contract = load_contract(SPEC / "openapi.yaml")
        with pytest.raises(InputError) as caught:
            replay([Path("in")], contract)
        with pytest.raises(InputError) as mapped:
            replay([Path("in")], contract, MAPPING)
        assert str(mapped.value) == str(caught.value)
        monkeypatch.setattr(auditing, "local", lambda processes: here)
        for command in (["redact", "in", "out"], ["redact", "in", "out", "--map", MAPPING], ["audit", "in"]):
            assert main(command) == 4
            assert capsys.readouterr().err == f"bolna-conformance: {caught.value}\n"
        assert not Path("out").exists()
