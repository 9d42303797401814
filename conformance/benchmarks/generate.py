"""Writes a log of answers with many batches, one in two hundred of them bad.

python -m conformance.benchmarks.generate 1000000 log.ndjson
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import orjson

from conformance.reference.data import AGENTS, Row, batches

NOW = datetime(2026, 1, 1, tzinfo=UTC)
_DATE = "Thu, 01 Jan 2026 00:00:00 GMT"
_PER_ANSWER = 100
_POOL = 20_000
_BAD = 200
"""One row in this many is bad."""
_FAULTS: tuple[tuple[str, object], ...] = (
    ("batch_id", "3c90c3cc-0d44-4b50-8888-8dd25736052a"),
    ("status", "running"),
    ("status", None),
    ("created_at", "2024-02-29T04:22:89Z"),
    ("updated_at", "2020-01-01T00:00:00Z"),
    ("scheduled_at", "2025-03-20T04:10:00+05:30"),
    ("valid_contacts", -1),
    ("valid_contacts", 2**31),
    ("total_contacts", 0),
    ("from_phone_number", "(212) 555-0142"),
    ("from_phone_numbers", ["+1212555"]),
    ("file_name", "customers.xlsx"),
    ("execution_status", {"voicemail": 2}),
    ("humanized_created_at", "5 years ago"),
)


def answers(rows: int) -> Iterator[list[Row]]:
    """Yield answers with a total number of rows, the same ones each time."""
    draw = Random(20_260_101)  # noqa: S311 - repeatable on purpose
    pool = batches(AGENTS[0], NOW, min(rows, _POOL))
    for start in range(0, rows, _PER_ANSWER):
        chosen = [dict(draw.choice(pool)) for _ in range(min(_PER_ANSWER, rows - start))]
        for row in chosen:
            row["batch_id"] = f"{draw.getrandbits(128):032x}"
            if draw.randrange(_BAD) == 0:
                name, value = draw.choice(_FAULTS)
                row[name] = value
        yield chosen


def write(rows: int, path: Path) -> None:
    """Write a log: one answer per line, its body as a string."""
    with path.open("wb") as file:
        for number, each in enumerate(answers(rows)):
            agent = AGENTS[number % len(AGENTS)]
            headers = {"Content-Type": "application/json", "Date": _DATE}
            line = {"path": f"/batches/{agent}/all", "status": 200, "headers": headers}
            file.write(orjson.dumps({**line, "body": orjson.dumps(each).decode()}) + b"\n")


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
