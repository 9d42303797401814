"""Every form that a report is told in: each is a function of report.json alone, which gives the same bytes later."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.report.html.report import report_html
from conformance.report.sarif import sarif_of


@dataclass(frozen=True)
class Format:
    """What a form is called in the report folder, and how it is made."""

    file: str
    text_of: Callable[[Mapping[str, Any]], str]


def _json(data_of: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Callable[[Mapping[str, Any]], str]:
    return lambda report: json.dumps(data_of(report), indent=2) + "\n"


FORMATS: Mapping[str, Format] = {
    "html": Format("report.html", report_html),
    "sarif": Format("report.sarif", _json(sarif_of)),
}
"""The forms by the name that `--format` gives them."""
