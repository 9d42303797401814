"""What could not be judged, and why; nobody is blamed for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from conformance.report.coverage import NO_COVERAGE, coverage_lines
from conformance.report.html.book import Book, Data
from conformance.report.html.render import Limited, limited
from conformance.report.html.words import counted

_MAX_LISTED = 300


@dataclass(frozen=True)
class UndecidedView:
    """What could not be judged."""

    reasons: Mapping[str, Limited[Data]]
    """The verdicts by reason."""
    lists: Mapping[str, Limited[str]]
    """Requests, entries and requirements without evidence, by title."""


def undecided_view(book: Book) -> UndecidedView | None:
    """Return what could not be judged; None where all could be."""
    by_reason: dict[str, list[Data]] = defaultdict(list)
    for verdict in book.verdicts:
        if verdict["outcome"] == "inconclusive":
            by_reason[verdict["reason"] or "no reason was given"].append(verdict)
    reasons = {reason: limited(found, _MAX_LISTED) for reason, found in by_reason.items()}
    lists = {title: limited(items, _MAX_LISTED) for title, items in _lists(book) if items}
    return UndecidedView(reasons, lists) if reasons or lists else None


def _lists(book: Book) -> Iterator[tuple[str, Sequence[str]]]:
    yield "Operations that were asked for nothing known", _unexercised(book)
    yield "Requests without an answer that can be judged", _unanswered(book)
    yield "Requests that were not sent", _left_out(book)
    replay, recording = book.report["replay"], book.report["recording"]
    if replay is not None:
        yield "Exchanges that match no operation of the contract", _counts(replay["strangers"], "place")
        yield "Unusable entries of recordings", _counts(replay["unusable"], "reason")
        yield "Requirements whose data was redacted in the recordings", replay["hidden"]
    if recording is not None:
        yield "Requirements whose data was redacted in the recording of this run", recording["hidden"]


def _unexercised(book: Book) -> list[str]:
    return [line.strip() for line in coverage_lines(book.report["header"].get("coverage", NO_COVERAGE))]


def _unanswered(book: Book) -> list[str]:
    reasons = Counter(each["trouble"]["reason"] for each in book.report["exchanges"] if each["trouble"] is not None)
    return [f"{counted(count, 'request')}: {reason}" for reason, count in reasons.most_common()]


def _left_out(book: Book) -> list[str]:
    left = book.report["header"]["left_out"]
    return [f"{counted(left, 'case')} were left out: raise --max-requests to send them all"] if left else []


def _counts(entries: Sequence[Data], key: str) -> list[str]:
    return [f"{each['count']:,} × {each[key] or 'others'}" for each in entries]
