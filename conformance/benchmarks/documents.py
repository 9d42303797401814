"""Measures `run --spec` and `diff` on large documents: CPU seconds and peak memory, relative to parsing them as JSON.

python -m conformance.benchmarks.documents FOLDER 3 13, the sizes in MB; the documents are written to the folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from conformance.selftests.large_document import large_document

_OPERATIONS_A_MB = 530
_PARSE = "import json, sys; [json.load(open(each)) for each in sys.argv[1:]]"
_FEW = 10


def main(folder: Path, sizes: Sequence[float]) -> None:
    """Write the documents of each size, and print what each command takes."""
    for size in sizes:
        old, few, many, text = (
            folder / f"{size:g}-{name}" for name in ("old.json", "few.json", "many.json", "old.yaml")
        )
        data = yaml.safe_load(large_document(round(size * _OPERATIONS_A_MB)))
        data["components"]["schemas"] |= _unions(data["components"]["schemas"])
        old.write_text(json.dumps(data), encoding="utf-8")
        _write_yaml(data, text)
        few.write_text(json.dumps(_edited(data, len(data["components"]["schemas"]) // _FEW)), encoding="utf-8")
        many.write_text(json.dumps(_edited(data, 2)), encoding="utf-8")
        print(f"{old.stat().st_size / 1e6:.1f} MB of JSON")
        first = _measured([sys.executable, "-c", _PARSE, str(old), str(few)])
        for name, command in _commands(old, few, many, text):
            _print(name, _measured(command), first)


def _commands(old: Path, few: Path, many: Path, text: Path) -> Iterator[tuple[str, list[str]]]:
    ours = [sys.executable, "-m", "conformance"]
    reports = ["--report-dir", str(old.parent / "report")]
    yield "parsing both as JSON", [sys.executable, "-c", _PARSE, str(old), str(few)]
    yield "run --spec, JSON in one line", [*ours, "run", "--spec", str(old), *reports]
    yield "run --spec, YAML", [*ours, "run", "--spec", str(text), *reports]
    yield "diff, few edits", [*ours, "diff", str(old), str(few), "--format", "json"]
    yield "diff, many edits", [*ours, "diff", str(old), str(many), "--format", "json"]


def _write_yaml(data: Mapping[str, Any], path: Path) -> None:
    dumper = type("Plain", (getattr(yaml, "CSafeDumper", yaml.SafeDumper),), {"ignore_aliases": lambda *_: True})
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(data, file, Dumper=dumper, sort_keys=False)


def _unions(schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Return unions over the schemas of a document, ten members each."""
    names = [name for name in schemas if name.endswith("Draft")]
    groups = [names[start : start + 10] for start in range(0, len(names), 10)]
    return {
        f"AnyOf{number}": {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in group]}
        for number, group in enumerate(groups)
    }


def _edited(data: Mapping[str, Any], every: int) -> dict[str, Any]:
    """Return a copy of a document in which one in so many schemas has a narrower, and an optional property."""
    edited: dict[str, Any] = json.loads(json.dumps(data))
    for number, schema in enumerate(edited["components"]["schemas"].values()):
        if number % every == 0 and "name" in schema.get("properties", {}):
            schema["properties"]["name"]["maxLength"] = 60 + number % 50
            schema["properties"][f"added_{number}"] = {"type": "string", "description": "New"}
    return edited


def _measured(command: Sequence[str]) -> tuple[float, float]:
    """Return the CPU seconds and the peak memory in MB of a command."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own commands
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _print(name: str, taken: tuple[float, float], first: tuple[float, float]) -> None:
    seconds, memory = taken
    print(f"{name:30}{seconds:8.1f} s {memory:7.0f} MB {seconds / first[0]:8.1f} times parsing", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [float(each) for each in sys.argv[2:]])
