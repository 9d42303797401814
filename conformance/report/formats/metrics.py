"""A run as metrics for the textfile collector of Prometheus: in its own text format and in OpenMetrics at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from conformance.exchange.redaction import safe_text
from conformance.model import Disposition, Level, Outcome, Result
from conformance.report.history import latency
from conformance.report.report_format import ReportFormat
from conformance.verdict.baseline import Novelty

Samples = list[tuple[dict[str, str], float]]
"""Labels and values."""


def metrics_of(report: Mapping[str, Any]) -> str:
    """Return the metrics of a run.

    They have no time stamps, which the collector refuses. It reads the last line as a comment; OpenMetrics requires it.
    """
    lines: list[str] = []
    target = _target(report)
    for name, meaning, samples in _families(report):
        lines += [f"# HELP conformance_{name} {meaning}", f"# TYPE conformance_{name} gauge"]
        lines += [f"conformance_{name}{_labels({**target, **labels})} {value}" for labels, value in samples]
    return "\n".join([*lines, "# EOF"]) + "\n"


FORMAT = ReportFormat("metrics.prom", metrics_of)


def _families(report: Mapping[str, Any]) -> Iterator[tuple[str, str, Samples]]:
    header, result = report["header"], report["result"]
    yield "last_run_timestamp_seconds", "When the last run started.", [({}, _time(header["started"]))]
    runs = [*report["trend"], {"started": header["started"], "result": result}]
    successes: Samples = [({}, _time(run["started"])) for run in runs if run["result"] == Result.SUCCESS]
    if successes:
        yield "last_success_timestamp_seconds", "When the last run that was a success started.", successes[-1:]
    yield "run_duration_seconds", "How long the last run took.", [({}, header["seconds"])]
    states: Samples = [({"result": each.value}, int(each == result)) for each in Result]
    yield "run_result", "The result of the last run: 1 for the one that applies.", states
    complete = int(report["footer"]["complete"])
    yield "run_complete", "Whether the last run gave every verdict that was asked for.", [({}, complete)]
    yield "requests", "How many requests the last run sent.", [({}, header["requests"])]
    yield "verdicts", "Verdicts of the last run; disposition says what is known of a deviation.", _verdicts(report)
    news: Samples = [({"news": kind.value}, len(report["news"][kind.value])) for kind in Novelty]
    yield "deviations", "Deviations that are not waived, compared with earlier runs.", news
    times = latency(report["exchanges"])
    if times is not None:
        parts: Samples = [({"statistic": name}, value) for name, value in times.items()]
        yield "response_time_seconds", "How long the answers of the last run took.", parts


def _verdicts(report: Mapping[str, Any]) -> Samples:
    """Return the counts, zeros included, so that an alert does not lose its series."""
    kinds = [(outcome.value, "") for outcome in Outcome if outcome is not Outcome.FAIL]
    kinds += [(Outcome.FAIL.value, disposition.value) for disposition in Disposition]
    kinds += [(Outcome.PASS.value, Disposition.STALE.value)]
    counts = Counter({(*kind, level.value): 0 for kind in kinds for level in Level})
    counts.update((each["outcome"], each["disposition"] or "", each["level"]) for each in report["verdicts"])
    names = ("outcome", "disposition", "level")
    return [(dict(zip(names, key, strict=True)), count) for key, count in counts.items()]


def _target(report: Mapping[str, Any]) -> dict[str, str]:
    """Return the labels that distinguish targets; the reference has another port in every run."""
    target = report["header"]["target"]
    has_address = target["kind"] in ("live", "recording")
    return {"kind": target["kind"], "target": target["base_url"] if has_address else ""}


def _labels(labels: Mapping[str, str]) -> str:
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return safe_text(value).replace("\\", "\\\\").replace('"', '\\"')


def _time(started: str) -> int:
    return round(datetime.fromisoformat(started).timestamp())
