"""What a form of a report says of itself: a function of report.json alone, which gives the same bytes later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.contract.files import json_text


@dataclass(frozen=True)
class ReportFormat:
    """What a form is called in the report folder, and how it is made."""

    file: str
    text_of: Callable[[Mapping[str, Any]], str]


def json_form(file: str, data_of: Callable[[Mapping[str, Any]], dict[str, Any]]) -> ReportFormat:
    """Return a form that is JSON."""
    return ReportFormat(file, lambda report: json_text(data_of(report)))
