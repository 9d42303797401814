"""report.html: a whole run on one page, from report.json alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.report.html.book import MAX_CARDS, Book, Data
from conformance.report.html.card import card
from conformance.report.html.change import change_parts
from conformance.report.html.coverage import coverage_parts, strength_parts
from conformance.report.html.element import Html, Node, tag
from conformance.report.html.frame import Section, badge, identifier, page, rest, table
from conformance.report.html.matrix import matrix_parts
from conformance.report.html.result import target_of, top
from conformance.report.html.trend import trend_parts
from conformance.report.html.undecided import undecided_parts
from conformance.report.html.waivers import waiver_parts
from conformance.report.news import day_of

_OPEN = 10
_PAST = ("fixed", "flaky", "gone")
_MAX_PAST = 200


def report_html(report: Data) -> str:
    """Return a report as HTML."""
    book = Book(report)
    sections = (
        Section("deviations", "What deviates", [*_cards(book, book.deviations, _OPEN), *_past(report)]),
        Section("undecided", "What could not be judged", list(undecided_parts(book))),
        Section("change", "What changed in the document", _change(book)),
        Section("trend", "The runs before", list(trend_parts(report))),
        Section("matrix", "Every requirement", list(matrix_parts(book))),
        Section("waived", "Deviations that are waived", list(_cards(book, book.waived, 0))),
        Section("quirks", "Quirks of the document", list(_cards(book, book.quirks, 0))),
        Section("coverage", "What was exercised", list(coverage_parts(book))),
        Section("strength", "What the schemas would catch", list(strength_parts(book))),
        Section("waivers", "Waivers", list(waiver_parts(book))),
    )
    return page(f"{report['result']}: {target_of(report)}", top(book), sections, _foot(report))


def _cards(book: Book, verdicts: Sequence[Data], opened: int) -> Iterator[Html]:
    for index, verdict in enumerate(verdicts[:MAX_CARDS]):
        yield card(book, verdict, is_open=index < opened)
    yield from rest(verdicts, MAX_CARDS, "the table of every requirement")


def _past(report: Data) -> Iterator[Html]:
    """Yield what earlier runs saw and this one does not."""
    here = {finding["fingerprint"] for verdict in report["verdicts"] for finding in verdict["findings"]}
    items = [(kind, each) for kind in _PAST for each in report["news"][kind] if each["fingerprint"] not in here]
    rows = [_past_row(kind, each) for kind, each in items[:_MAX_PAST]]
    if rows:
        yield table("No longer seen", ("Requirement", "Now", "Last seen"), rows)


def _past_row(kind: str, item: Data) -> tuple[Node, Node, Node]:
    name = (
        identifier(item["requirement"]),
        " ",
        tag("code", f"{item['operation']} {item['pattern']}", class_="ln quiet"),
    )
    return (
        name,
        (badge(kind), f" {item['reason']}" if item["reason"] else None),
        day_of(item["since"]) if item["since"] else "–",
    )


def _change(book: Book) -> list[Html]:
    change = book.report["change"]
    return [] if change is None else list(change_parts(change, book.sources))


def _foot(report: Data) -> Iterator[Html]:
    header = report["header"]
    engines = ", ".join(f"{name} {version}" for name, version in header["engines"].items())
    yield tag(
        "p",
        f"{header['suite']['name']} {header['suite']['version']}; {engines}. Made of report.json alone.",
    )
    yield tag(
        "p",
        "Contract: ",
        tag("code", header["contract"]["file"]),
        ", SHA-256 ",
        tag("code", header["contract"]["sha256"]),
    )
