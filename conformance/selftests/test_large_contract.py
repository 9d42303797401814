"""A report on many operations is as large for a document on one line as for an indented one."""

from __future__ import annotations

import json
from pathlib import Path

from conformance.benchmarks.many_operations import document
from conformance.report.record import report_of
from conformance.run.session import Session
from conformance.run.settings import Options
from conformance.selftests.servers import nobody


def size(folder: Path, text: str) -> int:
    """Return the size of the report on a document in bytes, all of its requirements included."""
    (folder / "many.json").write_text(text, encoding="utf-8")
    (folder / "target.yaml").write_text("parameters: {}\n", encoding="utf-8")
    options = Options(base_url=nobody(), spec=folder / "many.json", target=folder / "target.yaml", max_requests=1)
    session = Session(options, {})
    session.gather(lambda done, planned: None)
    return len(json.dumps(report_of(session.run(session.pairs, session.pairs))))


def test_size(tmp_path: Path) -> None:
    """Neither spelling adds a tenth to the report, though its one line has all of the document."""
    data = document(9)
    sizes = size(tmp_path, json.dumps(data)), size(tmp_path, json.dumps(data, indent=2))
    assert 0.9 < sizes[0] / sizes[1] < 1.1


def test_bounded(tmp_path: Path) -> None:
    """A document ten times as long, with as many findings, does not make the report longer."""
    data = document(6)
    long = {**data, "x-prose": "x" * 10 * len(json.dumps(data))}
    assert size(tmp_path, json.dumps(long)) < 1.02 * size(tmp_path, json.dumps(data))
