"""Audits of a log of the reference API, in parts of any size, in this process or others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from conformance.archive.audit import Engine, Task, audit, judge
from conformance.archive.summary import Summary, to_json
from conformance.benchmarks.generate import answers
from conformance.contract.load import SPEC
from conformance.exchange.recordings.shards import shards_of
from conformance.reference.data import AGENTS

MAPPING = {name: name for name in ("path", "status", "body", "headers")}
SPEC_FILE = SPEC / "openapi.yaml"
PATH = f"/batches/{AGENTS[0]}/all"
HEADERS = {"Content-Type": "application/json", "Date": "Thu, 01 Jan 2026 00:00:00 GMT"}


def lines(rows: int) -> list[dict[str, Any]]:
    """Return a log in which one line belongs to another API, and two cannot be read."""
    made = [{"path": PATH, "status": 200, "headers": HEADERS, "body": json.dumps(each)} for each in answers(rows)]
    return [*made, {"path": "/users/7", "status": 200, "body": "{}"}]


def log(folder: Path, rows: int = 1_000) -> Path:
    file = folder / "log.ndjson"
    texts = [json.dumps(each) for each in lines(rows)]
    file.write_text("\n".join([texts[0], "{", "", *texts[1:], '{"path": 7, "status": 200, "body": ""}', ""]))
    return file


def tasks(file: Path, size: int) -> list[Task]:
    return [Task(shard, tuple(MAPPING.items()), str(SPEC_FILE)) for shard in shards_of([str(file)], size)]


def here(given: Sequence[Task]) -> Iterator[tuple[Task, Summary]]:
    return ((task, judge(task)) for task in given)


def audited(file: Path, size: int, engine: Engine = here, checkpoint: Path | None = None) -> dict[str, Any]:
    return to_json(audit(tasks(file, size), engine, checkpoint, lambda task, summary: None))
