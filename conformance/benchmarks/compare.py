"""Prints how many rows per second are judged, by this suite and by plain validators, in one run over one log.

python -m conformance.benchmarks.compare log.ndjson
"""

from __future__ import annotations

import math
import os
import re
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import msgspec
import orjson
from pydantic import TypeAdapter

from conformance.archive.audit import Task, judge, start
from conformance.benchmarks.models import Batch
from conformance.contract.load import SPEC, load_contract
from conformance.exchange.recordings.shards import shards_of

_SLOW = 20_000
"""How many rows the slow ones are given: their rate does not depend on it."""
_MAPPING = tuple((name, name) for name in ("body", "headers", "path", "status"))


def main(path: Path) -> None:
    """Measure each in CPU seconds, and print the rates relative to the first; ours has its own process."""
    with path.open("rb") as file:
        bodies = [orjson.loads(line)["body"].encode() for line in islice(file, 5_000)]
    few = [row for body in bodies for row in orjson.loads(body)][:_SLOW]
    schema: Any = load_contract(SPEC / "openapi.yaml").document.at("#/components/schemas/Batch")
    split = msgspec.json.Decoder(list[msgspec.Raw]).decode
    fast = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    slow = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    model = TypeAdapter(Batch)

    def parse() -> int:
        return sum(len([orjson.loads(bytes(row)) for row in split(body)]) for body in bodies)

    def by_jsonschema_rs() -> int:
        return sum(len([fast.is_valid(orjson.loads(bytes(row))) for row in split(body)]) for body in bodies)

    def by_jsonschema() -> int:
        return len([slow.is_valid(row) for row in few])

    def by_pydantic() -> int:
        return len([_fits(model, orjson.dumps(row)) for row in few])

    start()
    print(f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    first = _rate(parse)
    _print("parse only", first, first)
    _print("jsonschema-rs alone", _rate(by_jsonschema_rs), first)
    _print("pydantic alone", _rate(by_pydantic), first)
    _print("jsonschema alone", _rate(by_jsonschema), first)
    with ProcessPoolExecutor(1, get_context("spawn"), start) as pool:
        ours, memory = pool.submit(_ours, path).result()
    _print("ours, all rules", ours, first)
    _print("parse only again", _rate(parse), first)
    print(f"peak memory of ours: {memory:.0f} MB")


def _ours(path: Path) -> tuple[float, float]:
    """Return our rate, and the peak memory of this process in MB."""
    tasks = [Task(shard, _MAPPING, str(SPEC / "openapi.yaml")) for shard in shards_of([str(path)])]
    rate = _rate(lambda: sum(judge(task).rows for task in tasks))
    # For a new process, getrusage reports at least the peak of its parent.
    peak = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    return rate, int(peak[1]) / 1024 if peak else math.nan


def _rate(run: Callable[[], int]) -> float:
    before = time.process_time()
    return run() / (time.process_time() - before)


def _print(name: str, rate: float, first: float) -> None:
    print(f"{name:22}{rate:>10,.0f} rows/s {rate / first:>8.3f}", flush=True)


def _fits(model: TypeAdapter[Any], row: bytes) -> bool:
    try:
        model.validate_json(row)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]))
