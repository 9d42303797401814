"""Prints what a large contract costs: CPU seconds, peak memory and the size of the report, on one line and indented.

python -m conformance.benchmarks.large_contract 423
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from conformance.benchmarks.many_operations import document
from conformance.benchmarks.sound_api import SoundApi
from conformance.reference.server import serve


def main(operations: int) -> None:
    """Run the suite against a sound API for both spellings of the document, in a process each."""
    data = document(operations)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "target.yaml").write_text("parameters: {}\n", encoding="utf-8")
        (folder / "one-line.json").write_text(json.dumps(data, separators=(",", ":")), encoding="utf-8")
        (folder / "indented.json").write_text(json.dumps(data, indent=2), encoding="utf-8")
        print(f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
        for file in ("one-line.json", "indented.json"):
            _run(folder, file)


def _run(folder: Path, file: str) -> None:
    with serve(SoundApi(folder / file)) as url:
        given = ("--spec", file, "--target", "target.yaml", "--base-url", url, "--max-requests", "5000")
        command = [sys.executable, "-m", "conformance", "run", *given, "--report-dir", "report"]
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        _, _, used = os.wait4(process.pid, 0)
    sizes = {path.name: path.stat().st_size / 2**20 for path in sorted((folder / "report").iterdir())}
    print(f"{file}: {used.ru_utime + used.ru_stime:.1f} CPU s, {used.ru_maxrss / 1024:.0f} MB of memory")
    print("  " + ", ".join(f"{name} {size:.2f} MB" for name, size in sizes.items()), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
