"""What could not be judged, and why: neither praise nor blame for anybody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from conformance.report.html.book import Book, Data
from conformance.report.html.element import Html, Node, tag
from conformance.report.html.frame import counted, fold, identifier, level, rest

_MAX_LISTED = 300


def undecided_parts(book: Book) -> Iterator[Html]:
    """Yield the requirements that stayed open by their reasons, then requests and records that showed nothing."""
    by_reason: dict[str, list[Data]] = defaultdict(list)
    for verdict in book.verdicts:
        if verdict["outcome"] == "inconclusive":
            by_reason[verdict["reason"] or "no reason was given"].append(verdict)
    for reason, verdicts in by_reason.items():
        yield fold((tag("strong", len(verdicts)), " because ", reason), _named(verdicts), class_="card is-care")
    yield from _told("Requests without an answer that can be judged", _unanswered(book))
    yield from _told("Requests that were not sent", _left_out(book))
    replay = book.report["replay"]
    if replay is not None:
        yield from _told("Exchanges of no operation of the contract", _counts(replay["strangers"], "place"))
        yield from _told("Entries of recordings that cannot be used", _counts(replay["unusable"], "reason"))
        yield from _told("Requirements that redaction hides in what was recorded", replay["hidden"])
    if book.report["recording"] is not None:
        yield from _told(
            "Requirements that redaction hides in the recording that was kept", book.report["recording"]["hidden"]
        )


def _named(verdicts: Sequence[Data]) -> Iterator[Html]:
    listed = [
        tag(
            "li",
            level(each["level"]),
            " ",
            identifier(each["requirement"]),
            f" {each['operation']}",
        )
        for each in verdicts[:_MAX_LISTED]
    ]
    yield tag("ul", listed)
    yield from rest(verdicts, _MAX_LISTED)


def _told(title: str, items: Sequence[Node]) -> Iterator[Html]:
    if items:
        listed = [tag("li", each) for each in items[:_MAX_LISTED]]
        yield tag("div", tag("h3", title), tag("ul", listed), rest(items, _MAX_LISTED))


def _unanswered(book: Book) -> list[Node]:
    reasons = Counter(each["trouble"]["reason"] for each in book.report["exchanges"] if each["trouble"] is not None)
    return [f"{counted(count, 'request')}: {reason}" for reason, count in reasons.most_common()]


def _left_out(book: Book) -> list[Node]:
    left = book.report["header"]["left_out"]
    return [f"{counted(left, 'case')} were left out: raise --max-requests to send them all"] if left else []


def _counts(entries: Sequence[Data], key: str) -> list[Node]:
    return [f"{each['count']:,} × {each[key] or 'others'}" for each in entries]
