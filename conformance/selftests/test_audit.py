"""Archives are judged in parts; the result does not depend on the split, the place, or a crash."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from conformance.archive.audit import Task, audit, local, verdicts_of
from conformance.archive.summary import MAX_KINDS, Summary, from_json, to_json
from conformance.cli import main
from conformance.exchange.recordings.archives import read_shard
from conformance.exchange.recordings.entry import Unusable
from conformance.exchange.recordings.logs import read_mapping
from conformance.exchange.recordings.shards import Shard, lines_of, shards_of
from conformance.model import Aspect, InputError, Outcome
from conformance.reference.data import AGENTS
from conformance.selftests.audits import MAPPING, PATH, SPEC_FILE, audited, here, lines, log, tasks
from conformance.selftests.drawn import REPEATABLE

PACKERS: list[Callable[[bytes], bytes]] = [gzip.compress, zstandard.compress]


class TestParts:
    def test_sizes(self, tmp_path: Path) -> None:
        """Every split of an archive gives the same summary."""
        file = log(tmp_path)
        whole = audited(file, 2**30)
        assert (whole["exchanges"], whole["rows"]) == (10, 1_000)
        assert whole["strangers"] == {"kept": {"GET /users/{}": 1}, "rest": 0}
        reasons = {"the line is not a JSON object": 1, "its request has no URL": 1}
        assert whole["unusable"] == {"kept": reasons, "rest": 0}
        assert [audited(file, size) for size in (30_001, 200_000)] == [whole] * 2

    def test_order(self, tmp_path: Path) -> None:
        """Parts merged in any order give the same summary."""
        file = log(tmp_path)
        assert audited(file, 70_001) == audited(file, 70_001, lambda given: here(given[::-1]))

    @pytest.mark.parametrize("step", [1, -1])
    def test_unusable(self, step: int) -> None:
        """The first unreadable entry is reported, in whatever order parts are merged; of too many kinds, some are."""
        whole = Summary()
        for number in range(MAX_KINDS + 20)[::step]:
            part = Summary()
            for again in (5, 3, 4):
                part.leave_out("is no JSON", f"a@{number + again}", (0, number + again))
            part.leave_out(f"odd {number:03}", f"b@{number}", (1, number))
            whole.merge(part)
        assert whole.first_unusable["is no JSON"] == ((0, 3), "a@3")
        assert whole.unusable.kept["is no JSON"] == 3 * (MAX_KINDS + 20)
        assert whole.first_unusable.keys() == whole.unusable.kept.keys()
        assert (len(whole.unusable.kept), whole.unusable.rest) == (MAX_KINDS, 21)
        assert to_json(from_json(json.loads(json.dumps(to_json(whole))))) == to_json(whole)

    def test_json(self, tmp_path: Path) -> None:
        """A summary survives JSON unchanged."""
        data = audited(log(tmp_path), 2**30)
        assert data == to_json(from_json(json.loads(json.dumps(data))))

    @settings(REPEATABLE, max_examples=60)
    @given(st.lists(st.binary(max_size=12).filter(lambda text: b"\n" not in text), max_size=12), st.integers(1, 30))
    def test_lines(self, texts: list[bytes], size: int) -> None:
        """Every line belongs to exactly one part, at the byte where it starts."""
        import tempfile

        with tempfile.NamedTemporaryFile() as file:
            file.write(b"\n".join(texts))
            file.flush()
            end = file.tell()
            cuts = [Shard(0, file.name, at, min(at + size, end)) for at in range(0, end, size)]
            found = [each for shard in cuts for each in lines_of(shard)]
            whole = [*lines_of(Shard(0, file.name, 0, end))]
        assert found == whole
        assert [line.removesuffix(b"\n") for _, line in whole] == [each for each in texts if each.strip()]


class TestResume:
    def test_kill(self, tmp_path: Path) -> None:
        """An interrupted audit resumes, repeats nothing, and ends like an uninterrupted one."""
        file, checkpoint = log(tmp_path), tmp_path / "checkpoint.json"

        def dies(given: Sequence[Task]) -> Iterator[tuple[Task, Summary]]:
            yield from here(given[:3])
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            audited(file, 70_001, dies, checkpoint)
        seen: list[Task] = []

        def rest(given: Sequence[Task]) -> Iterator[tuple[Task, Summary]]:
            seen.extend(given)
            return here(given)

        assert audited(file, 70_001, rest, checkpoint) == audited(file, 70_001)
        assert seen == tasks(file, 70_001)[3:] != []

    @pytest.mark.parametrize("text", ["{}", "", '{"audit": "other", "done": [], "summary": {}}', "[]"])
    def test_foreign(self, tmp_path: Path, text: str) -> None:
        """A file that is not a checkpoint of this audit is refused, and not overwritten."""
        checkpoint = tmp_path / "checkpoint.json"
        checkpoint.write_text(text)
        with pytest.raises(InputError, match=r"checkpoint\.json: is "):
            audited(log(tmp_path, 100), 2**30, here, checkpoint)
        assert checkpoint.read_text() == text


def test_processes(tmp_path: Path) -> None:
    """Worker processes give the same summary."""
    file = log(tmp_path)
    assert audited(file, 200_000, local(2)) == audited(file, 200_000)


class TestFormats:
    @pytest.mark.parametrize("name", ["gzip", "zstd", "parquet", "entries"])
    def test_same(self, tmp_path: Path, name: str) -> None:
        """Every compression of a log shows the same deviations."""
        file, rows = tmp_path / "archive", lines(500)
        text = "\n".join(map(json.dumps, rows)).encode()
        if name == "parquet":
            table = pyarrow.table(
                {
                    key: [json.dumps(v) if key == "headers" and v else v for v in column]
                    for key, column in _columns(rows).items()
                }
            )
            parquet.write_table(table, file, row_group_size=2)
        else:
            packed: dict[str, Callable[[bytes], bytes]] = {
                "gzip": gzip.compress,
                "zstd": zstandard.compress,
                "entries": lambda _: _entries(rows),
            }
            file.write_bytes(packed[name](text))
        plain = tmp_path / "plain"
        plain.write_bytes(text)
        assert _found(audited(file, 2**30)) == _found(audited(plain, 2**30)) != []

    @pytest.mark.parametrize("pack", PACKERS)
    def test_added(self, tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
        """A compressed file with appended members is read to its end."""
        file, texts = tmp_path / "log", [json.dumps(each).encode() + b"\n" for each in lines(200)]
        file.write_bytes(b"".join(map(pack, texts)))
        assert audited(file, 2**30)["rows"] == 200

    def test_cut_off(self, tmp_path: Path) -> None:
        """A truncated compressed file is reported once."""
        file, texts = tmp_path / "log", [json.dumps(each).encode() + b"\n" for each in lines(200)]
        file.write_bytes(b"".join(map(gzip.compress, texts[:2])) + gzip.compress(texts[2])[:20])
        cut = audited(file, 2**30)
        assert (cut["rows"], cut["unusable"]["kept"]) == (200, {"the rest of the file cannot be unpacked": 1})

    def test_shown(self, tmp_path: Path) -> None:
        """A parsed body shows neither its text nor its bytes; without headers, no header is shown."""
        file = tmp_path / "log"
        file.write_text(json.dumps({"p": {"q": PATH}, "s": "200", "b": [{"a": 1.0}]}))
        mapping = read_mapping("path=p.q, status=s,body=b")
        ((_, found),) = read_shard(shards_of([str(file)])[0], mapping)
        assert not isinstance(found, Unusable)
        assert (found.body, found.shows, found.status) == (b'[{"a": 1.0}]', frozenset({Aspect.OCCURRENCE}), 200)

    @pytest.mark.parametrize("text", ["path=a", "path=a,status=b,body=", "path=a,status=b,body=c,size=d", ""])
    def test_mapping(self, text: str) -> None:
        """A mapping that lacks a field or has an unknown one is refused."""
        with pytest.raises(InputError, match="--map"):
            read_mapping(text)

    @settings(REPEATABLE, max_examples=150)
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["path", "status", "body", "headers", "request", "response", "content"]), inner
                )
            ),
            max_leaves=8,
        )
        | st.binary()
    )
    def test_hostile(self, value: object) -> None:
        """Any value in a line is read or skipped with a reason."""
        import tempfile

        with tempfile.NamedTemporaryFile() as file:
            file.write(value if isinstance(value, bytes) else json.dumps(value).encode())
            file.flush()
            for shard in shards_of([file.name]) if file.tell() else []:
                for _, each in read_shard(shard, MAPPING):
                    assert not isinstance(each, Unusable) or each.reason


class TestCommand:
    def test_failure(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A failing MUST ends with 1; the table and the summary report it, and every value is masked."""
        output = tmp_path / "summary.json"
        arguments = ["audit", str(log(tmp_path)), "--map", "path=path,status=status,body=body", "--processes", "1"]
        assert main([*arguments, "--output", str(output)]) == 1
        printed = capsys.readouterr().out
        assert "MUST   part-is-at-most-its-total: " in printed
        assert "10 exchanges with 1000 rows judged: " in printed
        assert "unusable: 1 times the line is not a JSON object" in printed
        assert json.loads(output.read_bytes())["rows"] == 1_000
        assert [each for each in ("+1206555", "+1212555", AGENTS[0]) if each in printed + output.read_text()] == []

    def test_nothing_judged(self, tmp_path: Path) -> None:
        """An archive of another API ends with 1."""
        file = tmp_path / "log"
        file.write_text(json.dumps(lines(0)[-1]))
        assert main(["audit", str(file), "--processes", "1"]) == 1

    @pytest.mark.parametrize(
        "arguments",
        [["none.ndjson"], ["log", "--map", "a=b"], ["log", "--processes", "0"], ["log", "--engine", "dask"]],
    )
    def test_unusable(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
        """Unusable input ends with 4."""
        monkeypatch.chdir(tmp_path)
        (tmp_path / "log").write_text("{}")
        assert main(["audit", *arguments]) == 4


def test_outcomes(tmp_path: Path) -> None:
    """Requirements that need a live run stay inconclusive."""
    summary = audit(tasks(log(tmp_path, 500), 2**30), here, None, lambda task, summary: None)
    outcomes = {each.requirement.id: each.outcome for each in verdicts_of(summary, SPEC_FILE)}
    assert {outcomes[name] for name in ("wrong-key-is-refused", "repeated-request-gives-same-list")} == {
        Outcome.INCONCLUSIVE
    }


def _columns(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row.get(name) for row in rows] for name in MAPPING}


def _entries(rows: Sequence[dict[str, Any]]) -> bytes:
    """Write a log as one HAR entry per line."""
    entries = [
        {
            "request": {"method": "GET", "url": row["path"], "headers": []},
            "response": {
                "status": row["status"],
                "headers": [{"name": name, "value": value} for name, value in row.get("headers", {}).items()],
                "content": {"text": base64.b64encode(row["body"].encode()).decode(), "encoding": "base64"},
            },
        }
        for row in rows
    ]
    return "\n".join(map(json.dumps, entries)).encode()


def _found(data: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(a["requirement"], f["fingerprint"], f["count"]) for a in data["accounts"] for f in a["found"]]
