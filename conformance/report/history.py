"""history.ndjson: one line a run, enough to report later what is new and the trend, and nothing that an API sent."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

from conformance.contract.document import read_text
from conformance.contract.load import display
from conformance.contract.requirement_ids import present_id
from conformance.exchange.target import is_loopback
from conformance.model import InputError
from conformance.report.reading import SCHEMA_VERSION, refuse_other, report_in
from conformance.verdict.baseline import JUDGED, KnownDeviation, Snapshot

_TREND = ("started", "result", "counts", "new", "requests", "latency")
_MAX_TREND = 30


def entry_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return the history entry of a report, as JSON data."""
    header = report["header"]
    return {
        "schema_version": SCHEMA_VERSION,
        "started": header["started"],
        "target": header["target"],
        "contract": {"title": header["contract"]["title"], "sha256": header["contract"]["sha256"]},
        "suite": header["suite"]["version"],
        "result": report["result"],
        "complete": report["footer"]["complete"],
        "counts": report["counts"],
        "new": len(report["news"]["new"]),
        "requests": header["requests"],
        "latency": latency(report["exchanges"]),
        "deviations": [
            {
                **{key: finding[key] for key in ("fingerprint", "pattern")},
                **{key: verdict[key] for key in ("requirement", "operation")},
                "waived": verdict["disposition"] == "waived",
            }
            for verdict in report["verdicts"]
            for finding in verdict["findings"]
        ],
        "judged": _pairs(report["verdicts"], is_judged=True),
        "unjudged": _pairs(report["verdicts"], is_judged=False),
        "whole": report["header"]["whole"],
    }


def latency(exchanges: Sequence[Mapping[str, Any]]) -> dict[str, float] | None:
    """Return the median and the 95th percentile of the response times in seconds; None without a response."""
    times = sorted(each["seconds"] for each in exchanges if each["seconds"] is not None)
    if not times:
        return None
    parts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else times * 19
    return {"median": round(parts[9], 3), "p95": round(parts[18], 3)}


def append_line(path: Path, entry: Mapping[str, Any]) -> None:
    """Append a line to a history in one write, so that concurrent runs lose none.

    Raises:
        OSError: The file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(entry, ensure_ascii=True, separators=(",", ":")) + "\n"
    with path.open("ab") as file:
        file.write(line.encode("ascii"))
        file.flush()
        os.fsync(file.fileno())


def read_history(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a history, the oldest first; none where there is no file.

    Raises:
        InputError: A line is not a history entry; says which.
    """
    return _entries(read_text(path), str(path)) if path.exists() else []


def read_baseline(path: Path) -> list[dict[str, Any]]:
    """Return the earlier runs of a baseline: the entries of a history, or of a report the only one.

    Raises:
        InputError: It is neither, or does not exist.
    """
    text = read_text(path)
    lines = text.strip().split("\n")
    is_history = (len(lines) > 1 and lines[0].strip() != "{") or '"judged"' in lines[0]
    return _entries(text, str(path)) if is_history else [entry_of(report_in(text, str(path)))]


def deviations_of(files: Sequence[Path]) -> dict[str, list[KnownDeviation]]:
    """Return the deviations of the last run in each file, by the file as messages show it.

    Raises:
        InputError: One is neither a report nor a history.
    """
    return {display(file): [*snapshot_of(read_baseline(file)[-1]).deviations.values()] for file in files}


def of_target(
    entries: Sequence[Mapping[str, Any]], target: Mapping[str, Any], title: str | None
) -> list[Mapping[str, Any]]:
    """Return the runs that judged the same: a target by kind and address, a document alone by its title."""
    return [each for each in entries if _key(each["target"], each["contract"]["title"]) == _key(target, title)]


def snapshot_of(entry: Mapping[str, Any]) -> Snapshot:
    """Return what a history entry says was found and judged."""
    found = {
        each["fingerprint"]: KnownDeviation(
            each["fingerprint"], present_id(each["requirement"]), each["operation"], each["pattern"], each["waived"]
        )
        for each in entry["deviations"]
    }
    judged, unjudged = (
        frozenset((present_id(name), operation) for operation, names in entry[key].items() for name in names)
        for key in ("judged", "unjudged")
    )
    return Snapshot(entry["started"], found, judged, unjudged, entry["whole"])


def trend_of(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what reports show of the last runs, the oldest first."""
    return [{key: entry[key] for key in _TREND} for entry in entries[-_MAX_TREND:]]


def _pairs(verdicts: Sequence[Mapping[str, Any]], *, is_judged: bool) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    for verdict in verdicts:
        if (verdict["outcome"] in JUDGED) is is_judged:
            pairs.setdefault(verdict["operation"], []).append(verdict["requirement"])
    return pairs


def _key(target: Mapping[str, Any], title: str | None) -> tuple[str, str]:
    """Return a key that runs of the same target share; a server on this machine gets a random port."""
    kind, parts = target["kind"], urlsplit(target["base_url"])
    if kind in ("reference", "none"):
        return kind, title or ""
    is_here = is_loopback(parts.hostname or "")
    return kind, "this machine" if is_here else f"{parts.netloc}{parts.path.rstrip('/')}"


def _entries(text: str, file: str) -> list[dict[str, Any]]:
    return sorted(_read_lines(text, file), key=lambda entry: str(entry["started"]))


def _read_lines(text: str, file: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError:
            raise InputError(
                "is not a history entry (truncated?); remove the line, or give another file", file, number
            ) from None
        refuse_other("history", entry, file, number)
        yield entry
