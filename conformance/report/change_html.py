"""A comparison on its own, as one HTML file without a script."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.report.html.book import Data
from conformance.report.html.change import change_line, comparison_view
from conformance.report.html.render import Section, page
from conformance.report.html.words import file_of

_MEANINGS = {
    "breaking": "Clients that were written for the older document can break: start with the breaking changes.",
    "warning": "Clients may break, depending on how they were written: see the warnings.",
    "success": "Nothing here breaks a client.",
}


@dataclass(frozen=True)
class ComparisonTopView:
    """What was compared, the result, and what it means."""

    header: Data
    line: str
    worst: str
    meaning: str


def html_of(record: Data) -> str:
    """Return a comparison as HTML."""
    header = record["header"]
    worst = next((impact for impact in _MEANINGS if record["counts"].get(impact)), "success")
    top = ComparisonTopView(header, change_line(record), worst, _MEANINGS[worst])
    section = Section("change", "What changed in the document", "change", comparison_view(record, {}))
    title = f"{file_of(header['old']['file'])} → {file_of(header['new']['file'])}"
    return page("comparison.html", title, [section], top)
