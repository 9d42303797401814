"""Every form that a report is told in: each is a function of report.json alone, which gives the same bytes later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.contract.files import json_text
from conformance.report.badge import badge_of
from conformance.report.ctrf import ctrf_of
from conformance.report.html.report import report_html
from conformance.report.junit import junit_of
from conformance.report.metrics import metrics_of
from conformance.report.sarif import sarif_of
from conformance.report.summary import summary_of


@dataclass(frozen=True)
class Format:
    """What a form is called in the report folder, and how it is made."""

    file: str
    text_of: Callable[[Mapping[str, Any]], str]


def _json(data_of: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Callable[[Mapping[str, Any]], str]:
    return lambda report: json_text(data_of(report))


FORMATS: Mapping[str, Format] = {
    "html": Format("report.html", report_html),
    "md": Format("summary.md", summary_of),
    "sarif": Format("report.sarif", _json(sarif_of)),
    "ctrf": Format("ctrf.json", _json(ctrf_of)),
    "junit": Format("report.junit.xml", junit_of),
    "badge": Format("badge.json", _json(badge_of)),
    "metrics": Format("metrics.prom", metrics_of),
}
"""The forms by the name that `--format` gives them."""
