"""metrics.prom is read by both parsers of prometheus_client: the textfile collector's format, and OpenMetrics."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import parser
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics import parser as openmetrics_parser

from conformance.model import Disposition, Level, Outcome, Result, Target
from conformance.report.formats.metrics import metrics_of
from conformance.selftests.makers import failure, unanswered, verdict
from conformance.selftests.reports import item, named, news, rich, told, trend, with_text
from conformance.verdict.baseline import Novelty

Parse = Callable[[str], Iterable[Metric]]
PARSERS: tuple[Parse, ...] = (
    parser.text_string_to_metric_families,
    openmetrics_parser.text_string_to_metric_families,
)


def samples(report: Any, parse: Parse = PARSERS[1]) -> dict[tuple[str, ...], float]:
    """Return each sample by its name and the values of its labels, without those of the target."""
    return {
        (sample.name.removeprefix("conformance_"), *list(sample.labels.values())[2:]): sample.value
        for family in parse(metrics_of(report))
        for sample in family.samples
    }


@pytest.mark.parametrize("parse", PARSERS)
def test_parsers(parse: Parse) -> None:
    """Both parsers see families of gauges with help, no time stamps, and each series once."""
    families = list(parse(metrics_of(rich())))
    assert {family.type for family in families} == {"gauge"}
    assert all(family.documentation and family.samples for family in families)
    found = [sample for family in families for sample in family.samples]
    assert [sample for sample in found if sample.timestamp is not None] == []
    series = [(sample.name, *sorted(sample.labels.items())) for sample in found]
    assert len(series) == len(set(series))


def test_same() -> None:
    """Both parsers read the same values."""
    assert samples(rich(), PARSERS[0]) == samples(rich(), PARSERS[1])


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_hostile(text: str) -> None:
    """Any text in any field is read back by both parsers as it is shown."""
    page = metrics_of(with_text(told(verdict()), text))
    for parse in PARSERS:
        targets = {sample.labels["target"] for family in parse(page) for sample in family.samples}
        assert len(targets) == 1
        assert all(target.isprintable() for target in targets)
    assert all(line.isprintable() for line in page.split("\n"))


def test_success() -> None:
    """The last success is the run itself if it succeeded."""
    found = samples(told(verdict(), result=Result.SUCCESS, earlier=trend(Result.SUCCESS)))
    assert found["last_success_timestamp_seconds",] == found["last_run_timestamp_seconds",] == 1772368496


def test_earlier_success() -> None:
    """The last success is that of the last run that succeeded if this one did not."""
    earlier = trend(Result.FAILURE, Result.SUCCESS, Result.FAILURE)
    found = samples(told(verdict(), result=Result.FAILURE, earlier=earlier))
    assert found["last_success_timestamp_seconds",] == 1769998620  # 2026-02-02T02:17:00Z


def test_no_success() -> None:
    """A target that never succeeded has no time of a last success, rather than the year 1970."""
    found = samples(told(verdict(), result=Result.PARTIAL, earlier=trend(Result.FAILURE)))
    assert ("last_success_timestamp_seconds",) not in found


def test_result() -> None:
    """The result is the one state that is 1."""
    found = samples(told(verdict(), result=Result.PARTIAL, complete=False))
    assert [found["run_result", each.value] for each in Result] == [0, 1, 0]
    assert found["run_complete",] == 0


def test_counts() -> None:
    """Verdicts are counted by outcome, disposition and level; those without verdicts are 0."""
    waived = failure(Level.SHOULD, disposition=Disposition.WAIVED)
    found = samples(told(verdict(), verdict(), waived, verdict(Outcome.ERROR)))
    counts = {key: value for key, value in found.items() if key[0] == "verdicts"}
    assert {key[1:]: value for key, value in counts.items() if value} == {
        ("pass", "", "MUST"): 2,
        ("fail", "waived", "SHOULD"): 1,
        ("error", "", "MUST"): 1,
    }
    assert counts["verdicts", "fail", "new", "MUST"] == 0


def test_news() -> None:
    """Deviations are counted by their state in earlier runs."""
    new, fixed = named("is-new", 1), named("is-fixed", 2)
    found = samples(told(new, news=news(item(Novelty.NEW, new), item(Novelty.FIXED, fixed))))
    assert [found["deviations", each.value] for each in Novelty] == [1, 0, 1, 0, 0]


def test_latency() -> None:
    """Response times are reported in seconds, and left out where there are none."""
    assert samples(told(verdict()))["response_time_seconds", "median"] == 0.123
    silent = samples(told(verdict(), exchanges=(unanswered(0),)))
    assert [key for key in silent if key[0] == "response_time_seconds"] == []


@pytest.mark.parametrize(
    ("kind", "target"), [("live", "https://x.example"), ("recording", "https://x.example"), ("reference", "")]
)
def test_target(kind: Any, target: str) -> None:
    """Series of several targets are distinguished; those of the reference are the same in every run, on any port."""
    report = told(verdict(), target=Target(kind, "https://x.example", {}, {}, {}))
    (found,) = {
        (sample.labels["kind"], sample.labels["target"])
        for family in PARSERS[1](metrics_of(report))
        for sample in family.samples
    }
    assert found == (kind, target)
