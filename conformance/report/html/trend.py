"""How things went over the last runs, drawn as small curves, with the numbers in a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.report.history import latency
from conformance.report.html.element import Html, Node, tag
from conformance.report.html.frame import badge, fold, table
from conformance.report.news import day_of

Data = Mapping[str, Any]

_WIDTH, _HEIGHT = 240, 40


def trend_parts(report: Data) -> Iterator[Html]:
    """Yield the curves of the runs before and of this one; nothing where there were none before."""
    if not report["trend"]:
        return
    runs = [*report["trend"], _this(report)]
    curves = {
        "Deviations": [_deviations(run) for run in runs],
        "Requests": [run["requests"] for run in runs],
        "Latency, median in ms": [_milliseconds(run, "median") for run in runs],
        "Latency, 95th percentile in ms": [_milliseconds(run, "p95") for run in runs],
    }
    yield tag("div", [_curve(name, known) for name, all_ in curves.items() if (known := _known(all_))], class_="trend")
    head = ("Run", "Result", "Deviations", "New", "Median ms")
    yield fold("The numbers", table(f"The last {len(runs)} runs", head, map(_row, reversed(runs)), {2, 3, 4}))


def _this(report: Data) -> Data:
    return {
        "started": report["header"]["started"],
        "result": report["result"],
        "counts": report["counts"],
        "new": len(report["news"]["new"]),
        "requests": report["header"]["requests"],
        "latency": latency(report["exchanges"]),
    }


def _deviations(run: Data) -> int:
    """Return how many requirements failed in a run that nothing excused."""
    return int(run["counts"].get("fail", 0) - run["counts"].get("waived", 0))


def _milliseconds(run: Data, name: str) -> int | None:
    return None if run["latency"] is None else round(1000 * run["latency"][name])


def _known(values: Sequence[int | None]) -> list[int]:
    return [value for value in values if value is not None]


def _curve(name: str, values: Sequence[int]) -> Html:
    label = f"{name} over {len(values)} runs, the oldest first: {', '.join(map(str, values))}"
    drawn = (
        tag("polyline", points=f"0,{_HEIGHT - 1} {_WIDTH},{_HEIGHT - 1}", class_="base"),
        tag("polyline", points=_points(values)),
    )
    told = (tag("strong", f"{values[-1]:,}"), f" now; {min(values):,} to {max(values):,} over {len(values)} runs")
    box = f"0 0 {_WIDTH} {_HEIGHT}"
    svg = tag("svg", drawn, role="img", aria_label=label, viewBox=box, preserveAspectRatio="none")
    return tag("figure", tag("figcaption", tag("span", name, class_="ln quiet small"), told), svg)


def _points(values: Sequence[int]) -> str:
    """Return a curve from zero to its greatest value; one run alone is a level line."""
    most = max(*values, 1)
    drawn = values if len(values) > 1 else [*values, *values]
    heights = [_HEIGHT - 2 - value * (_HEIGHT - 4) / most for value in drawn]
    step = _WIDTH / (len(heights) - 1)
    return " ".join(f"{index * step:.4g},{height:.4g}" for index, height in enumerate(heights))


def _row(run: Data) -> tuple[Node, ...]:
    median = _milliseconds(run, "median")
    return day_of(run["started"]), badge(run["result"]), _deviations(run), run["new"], "–" if median is None else median
