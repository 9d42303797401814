"""Prints how many rows a second are judged, by us and by what judges less, in one run over one log.

python -m conformance.benchmarks.compare log.ndjson
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import msgspec
import orjson
from pydantic import TypeAdapter

from conformance.benchmarks.models import Batch
from conformance.contract.load import SPEC, load_contract
from conformance.exchange.recordings.shards import shards_of
from conformance.verdict.audit import Task, judge, start

_SLOW = 20_000
"""Rows that the slow ones are given: their rate is the same for all."""
_MAPPING = tuple((name, name) for name in ("body", "headers", "path", "status"))


def main(path: Path) -> None:
    """Measure one after the other, in CPU seconds of this process, and print the rates beside the first."""
    bodies = [orjson.loads(line)["body"].encode() for line in path.read_bytes().splitlines()[:5_000]]
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

    def ours() -> int:
        return sum(judge(Task(shard, _MAPPING, str(SPEC / "openapi.yaml"))).rows for shard in shards_of([str(path)]))

    start()
    print(f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    rates: dict[str, float] = {}
    for name, run in {
        "parse only": parse,
        "jsonschema-rs alone": by_jsonschema_rs,
        "pydantic alone": by_pydantic,
        "jsonschema alone": by_jsonschema,
        "ours, all rules": ours,
        "parse only again": parse,
    }.items():
        rates[name] = _rate(run)
        print(f"{name:22}{rates[name]:>10,.0f} rows/s {rates[name] / rates['parse only']:>8.3f}", flush=True)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, the log's bodies among it")


def _rate(run: Callable[[], int]) -> float:
    before = time.process_time()
    return run() / (time.process_time() - before)


def _fits(model: TypeAdapter[Any], row: bytes) -> bool:
    try:
        model.validate_json(row)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]))
