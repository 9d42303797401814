"""A report format: a pure function of report.json, which gives the same bytes later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.contract.files import json_text


@dataclass(frozen=True)
class ReportFormat:
    """A format: the name of its file in the report folder, and the function that makes its text."""

    file: str
    text_of: Callable[[Mapping[str, Any]], str]


def json_format(file: str, data_of: Callable[[Mapping[str, Any]], dict[str, Any]]) -> ReportFormat:
    """Return a format whose text is JSON."""
    return ReportFormat(file, lambda report: json_text(data_of(report)))
