"""report.html: a whole run on one page, from report.json alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.report.html.book import MAX_CARDS, Book, Data
from conformance.report.html.card import CardView, card_view
from conformance.report.html.change import ComparisonView, comparison_view
from conformance.report.html.coverage import coverage_view, strength_view
from conformance.report.html.matrix import matrix_view
from conformance.report.html.render import Limited, Section, limited, page
from conformance.report.html.result import target_of, top_view
from conformance.report.html.trend import trend_view
from conformance.report.html.undecided import undecided_view
from conformance.report.html.waivers import waivers_view

_OPEN = 10
_PAST = ("fixed", "flaky", "gone")
_MAX_PAST = 200


@dataclass(frozen=True)
class CardsView:
    """Failing requirements, the first ones open, and the deviations of earlier runs that this one does not see."""

    cards: Limited[CardView]
    opened: int
    past: Sequence[tuple[str, Data]]


def report_html(report: Data) -> str:
    """Return a report as HTML."""
    book = Book(report)
    sections = (
        Section("deviations", "Deviations", "cards", _cards_view(book, book.deviations, _OPEN, list(_past(report)))),
        Section("undecided", "What could not be judged", "undecided", undecided_view(book)),
        Section("change", "What changed in the document", "change", _change(book)),
        Section("trend", "Previous runs", "trend", trend_view(report)),
        Section("matrix", "Every requirement", "matrix", matrix_view(book)),
        Section("waived", "Waived deviations", "cards", _cards_view(book, book.waived)),
        Section("quirks", "Quirks of the document", "cards", _cards_view(book, book.quirks)),
        Section("coverage", "What was exercised", "coverage", coverage_view(book)),
        Section("strength", "What the schemas would catch", "strength", strength_view(book)),
        Section("waivers", "Waivers", "waivers", waivers_view(book)),
    )
    return page("report.html", f"{report['result']}: {target_of(report)}", sections, top_view(book))


def _cards_view(
    book: Book, causes: Sequence[Sequence[Data]], opened: int = 0, past: Sequence[tuple[str, Data]] = ()
) -> CardsView | None:
    cards = limited(causes, MAX_CARDS).map(lambda same: card_view(book, same))
    return CardsView(cards, opened, past[:_MAX_PAST]) if causes or past else None


def _past(report: Data) -> Iterator[tuple[str, Data]]:
    """Yield the deviations of earlier runs that this one does not see, each with its novelty."""
    here = {finding["fingerprint"] for verdict in report["verdicts"] for finding in verdict["findings"]}
    for kind in _PAST:
        yield from ((kind, each) for each in report["news"][kind] if each["fingerprint"] not in here)


def _change(book: Book) -> ComparisonView | None:
    change = book.report["change"]
    return None if change is None else comparison_view(change, book.sources)
