"""The trend over the last runs, as small curves and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.report.history import latency
from conformance.report.html.book import Data

_WIDTH, _HEIGHT = 240, 40


@dataclass(frozen=True)
class CurveView:
    """A number from run to run, and the points of its curve."""

    name: str
    values: Sequence[int]
    numbers: str
    """All of them, the oldest first."""
    points: str


@dataclass(frozen=True)
class RunView:
    """A run in numbers."""

    started: str
    result: str
    deviations: int
    new: int
    requests: int
    median: int | None
    p95: int | None


@dataclass(frozen=True)
class TrendView:
    """The previous runs and this one, the newest first."""

    runs: Sequence[RunView]
    curves: Sequence[CurveView]
    width: int = _WIDTH
    height: int = _HEIGHT


def trend_view(report: Data) -> TrendView | None:
    """Return the trend up to this run; None where there are no previous runs."""
    if not report["trend"]:
        return None
    runs = [_run_view(each) for each in (*report["trend"], _this(report))]
    curves = {
        "Deviations": [run.deviations for run in runs],
        "Requests": [run.requests for run in runs],
        "Latency, median in ms": [run.median for run in runs if run.median is not None],
        "Latency, 95th percentile in ms": [run.p95 for run in runs if run.p95 is not None],
    }
    return TrendView(runs[::-1], [_curve_view(name, values) for name, values in curves.items() if values])


def _this(report: Data) -> Data:
    return {
        "started": report["header"]["started"],
        "result": report["result"],
        "counts": report["counts"],
        "new": len(report["news"]["new"]),
        "requests": report["header"]["requests"],
        "latency": latency(report["exchanges"]),
    }


def _run_view(run: Data) -> RunView:
    """Return the numbers of a run; waived deviations do not count."""
    return RunView(
        run["started"],
        run["result"],
        deviations=run["counts"].get("fail", 0) - run["counts"].get("waived", 0),
        new=run["new"],
        requests=run["requests"],
        median=_milliseconds(run, "median"),
        p95=_milliseconds(run, "p95"),
    )


def _curve_view(name: str, values: Sequence[int]) -> CurveView:
    return CurveView(name, values, ", ".join(map(str, values)), _points(values))


def _milliseconds(run: Data, name: str) -> int | None:
    return None if run["latency"] is None else round(1000 * run["latency"][name])


def _points(values: Sequence[int]) -> str:
    """Return a curve from zero to its greatest value; a single run is a horizontal line."""
    most = max(*values, 1)
    drawn = values if len(values) > 1 else [*values, *values]
    heights = [_HEIGHT - 2 - value * (_HEIGHT - 4) / most for value in drawn]
    step = _WIDTH / (len(heights) - 1)
    return " ".join(f"{index * step:.4g},{height:.4g}" for index, height in enumerate(heights))
