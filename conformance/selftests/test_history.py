"""A run adds one line of history: its findings without response data; the reader is strict."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from conformance.model import Disposition, InputError, Outcome, Target
from conformance.report.history import (
    append_line,
    entry_of,
    latency,
    of_target,
    read_baseline,
    read_history,
    snapshot_of,
    trend_of,
)
from conformance.report.reading import faults
from conformance.report.record import report_of
from conformance.report.writing import write_reports
from conformance.selftests.makers import KEY, OPERATION, failure, run_of, unanswered, verdict
from conformance.verdict.baseline import snapshot

VERDICTS = (
    failure(disposition=Disposition.WAIVED),
    failure(disposition=Disposition.NEW),
    verdict(name="thing-is-there"),
    verdict(Outcome.INCONCLUSIVE, "thing-is-young"),
)


def entry(**changes: Any) -> dict[str, Any]:
    return entry_of(report_of(run_of(*VERDICTS))) | changes


class TestEntry:
    def test_schema(self) -> None:
        """A line matches its published schema."""
        assert faults("history", entry()) == []

    def test_snapshot(self) -> None:
        """A line that is read back gives the snapshot of the run."""
        started = "2026-03-01T12:34:56+00:00"
        assert snapshot_of(entry()) == snapshot(started, VERDICTS)

    def test_is_small(self) -> None:
        """No request or response data is kept: neither the key nor values of an answer."""
        text = json.dumps(entry())
        assert KEY not in text
        assert "integer 7" not in text

    @pytest.mark.parametrize(
        ("times", "expected"),
        [
            ([], None),
            ([None], None),
            ([0.2], {"median": 0.2, "p95": 0.2}),
            ([0.3, 0.1, None, 0.2], {"median": 0.2, "p95": 0.29}),
        ],
    )
    def test_latency(self, times: list[float | None], expected: dict[str, float] | None) -> None:
        """Latencies are those of the answers, in seconds."""
        assert latency([{"seconds": each} for each in times]) == expected

    def test_no_answer(self) -> None:
        """A run without an answer has no latencies."""
        assert entry_of(report_of(run_of(exchanges=(unanswered(),))))["latency"] is None


class TestFile:
    def test_round_trip(self, tmp_path: Path) -> None:
        """Lines are appended and read in the order of the runs."""
        path = tmp_path / "new" / "history.ndjson"
        late, early = entry(started="2026-03-02T00:00:00+00:00"), entry(started="2026-03-01T00:00:00+00:00")
        append_line(path, late)
        append_line(path, early)
        assert read_history(path) == [early, late]

    def test_no_file(self, tmp_path: Path) -> None:
        """The first run has no history."""
        assert read_history(tmp_path / "history.ndjson") == []

    def test_runs_at_once(self, tmp_path: Path) -> None:
        """Concurrent runs lose no line."""
        path = tmp_path / "history.ndjson"
        threads = [threading.Thread(target=append_line, args=(path, entry(requests=number))) for number in range(20)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert {each["requests"] for each in read_history(path)} == set(range(20))

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            (
                '{"schema_version": 1, "star',
                "history.ndjson:2: is not a history entry (truncated?); remove the line, or give another file",
            ),
            ('{"schema_version": 2}', "history.ndjson:2: has schema_version 2; this suite reads 1"),
            ("[]", 'history.ndjson:2: is not a valid history entry: /: [] is not of type "object"'),
            (
                json.dumps(entry(judged={"GET /a": "x"})),
                'history.ndjson:2: is not a valid history entry: /judged/GET /a: "x" is not of type "array"',
            ),
        ],
    )
    def test_bad_line(self, tmp_path: Path, line: str, message: str) -> None:
        """An invalid line is refused with its place, and never taken for an empty history."""
        path = tmp_path / "history.ndjson"
        append_line(path, entry())
        path.write_text(path.read_text() + line + "\n")
        with pytest.raises(InputError) as error:
            read_history(path)
        assert str(error.value) == f"{tmp_path}/{message}"

    def test_last_line_is_cut_off(self, tmp_path: Path) -> None:
        """A truncated line does not swallow the next one."""
        path = tmp_path / "history.ndjson"
        append_line(path, entry())
        path.write_text(path.read_text()[:-20])
        append_line(path, entry())
        with pytest.raises(InputError, match=r"history\.ndjson:1: is not a history entry"):
            read_history(path)


class TestBaseline:
    def test_report(self, tmp_path: Path) -> None:
        """A report is one run."""
        report = report_of(run_of(*VERDICTS))
        write_reports(report, tmp_path)
        assert read_baseline(tmp_path / "report.json") == [entry_of(report)]

    @pytest.mark.parametrize("count", [1, 2])
    def test_history(self, tmp_path: Path, count: int) -> None:
        """A history has one run per line."""
        for _ in range(count):
            append_line(tmp_path / "other.ndjson", entry())
        assert read_baseline(tmp_path / "other.ndjson") == [entry()] * count

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "x.json:1: is not valid JSON (truncated?); give a report.json, or run again to rewrite it"),
            (
                '{\n"schema_version": 1,\n',
                "x.json:3: is not valid JSON (truncated?); give a report.json, or run again to rewrite it",
            ),
            ('{"schema_version": 9}', "x.json: has schema_version 9; this suite reads 1"),
            ('{"a": 1}', 'x.json: is not a valid report: /: "schema_version" is a required property'),
        ],
    )
    def test_neither(self, tmp_path: Path, text: str, message: str) -> None:
        """A file that is neither is refused in one line."""
        (tmp_path / "x.json").write_text(text)
        with pytest.raises(InputError) as error:
            read_baseline(tmp_path / "x.json")
        assert str(error.value) == f"{tmp_path}/{message}"

    def test_missing(self, tmp_path: Path) -> None:
        """A missing baseline is refused: otherwise all would be called new."""
        with pytest.raises(InputError, match="cannot be read: No such file"):
            read_baseline(tmp_path / "report.json")


class TestTarget:
    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            (Target("live", "https://a.example"), Target("live", "https://a.example/"), True),
            (Target("live", "https://a.example"), Target("live", "https://b.example"), False),
            (Target("live", "https://a.example"), Target("recording", "https://a.example"), False),
            (Target("live", "https://a.example/v1"), Target("live", "https://a.example/v2"), False),
            (Target("live", "http://127.0.0.1:1"), Target("live", "http://localhost:2"), True),
            (Target("reference", "http://127.0.0.1:1"), Target("reference", ""), True),
            (Target("reference", "http://127.0.0.1:1"), Target("live", "http://127.0.0.1:1"), False),
            (Target("none", ""), Target("none", ""), True),
        ],
    )
    def test_same(self, one: Target, other: Target, same: bool) -> None:
        """Runs of one target are compared; local ports are random, and ignored."""
        entries = [entry_of(report_of(run_of(target=one)))]
        assert of_target(entries, {"kind": other.kind, "base_url": other.base_url}, "Things") == entries * same

    def test_other_document(self) -> None:
        """If only a document is judged, another document is another target."""
        entries = [entry_of(report_of(run_of(target=Target("none", ""))))]
        assert of_target(entries, {"kind": "none", "base_url": ""}, "Others") == []


def test_trend() -> None:
    """Reports draw the last thirty runs."""
    made = trend_of([entry(requests=number) for number in range(40)])
    assert [each["requests"] for each in made] == list(range(10, 40))
    assert list(made[0]) == ["started", "result", "counts", "new", "requests", "latency"]
    assert OPERATION not in json.dumps(made)
