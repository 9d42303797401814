"""What the answers showed: how often each assertion was exercised, how often each property was present or null."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.contract.derived_requirements import name_of
from conformance.report.html.book import Book, Data, state_of
from conformance.report.html.render import Limited, limited

_ASSERTION = "schema:"
_MAX_ROWS = 500
_MAX_LISTED = 12


@dataclass(frozen=True)
class AssertionView:
    """An assertion by its display name, `Thing.made_at` and `format`, and how many instances exercised it."""

    name: str
    keyword: str
    instances: int


@dataclass(frozen=True)
class CoverageView:
    """How often each assertion of the contract was exercised, and how often each property was seen."""

    exercised: int
    instances: int
    most: int
    assertions: Limited[AssertionView]
    presences: Limited[Data]


@dataclass(frozen=True)
class StrengthView:
    """How many corruptions of an answer the document's own schemas reject."""

    rejected: int
    total: int
    share: str
    properties: Limited[tuple[Data, str]]
    """Each with the names of the corruptions that its schemas accept."""


def coverage_view(book: Book) -> CoverageView | None:
    """Return what was exercised; None where nothing could be."""
    rows = sorted(_exercised(book).items(), key=lambda each: each[1] > 0)
    numbers = [number for _, number in rows]
    presences: Sequence[Data] = book.report["presence"]
    if not rows and not presences:
        return None
    return CoverageView(
        exercised=sum(number > 0 for number in numbers),
        instances=sum(numbers),
        most=max(numbers, default=0),
        assertions=limited(rows, _MAX_ROWS).map(_assertion_view),
        presences=limited(presences, _MAX_ROWS),
    )


def strength_view(book: Book) -> StrengthView | None:
    """Return how strict the schemas are; None where no corruption was tried."""
    strengths: Sequence[Data] = book.report["strength"]
    total = sum(each["total"] for each in strengths)
    rejected = sum(each["rejected"] for each in strengths)
    if not total:
        return None
    properties = limited(strengths, _MAX_ROWS).map(lambda each: (each, _accepted(each["accepted"])))
    return StrengthView(rejected, total, f"{rejected / total:.0%}", properties)


def _exercised(book: Book) -> dict[str, int]:
    """Return how many instances each assertion was evaluated at, in the order of the contract."""
    found: dict[str, int] = {}
    for verdict in book.report["verdicts"]:
        if verdict["requirement"].startswith(_ASSERTION) and state_of(verdict) != "inapplicable":
            seen = verdict["witnesses"] + sum(each["count"] for each in verdict["findings"])
            found[verdict["requirement"]] = found.get(verdict["requirement"], 0) + seen
    return found


def _assertion_view(row: tuple[str, int]) -> AssertionView:
    pointer, _, keyword = row[0].removeprefix(_ASSERTION).rpartition("/")
    return AssertionView(name_of(pointer), keyword, row[1])


def _accepted(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MAX_LISTED} more" if len(names) > _MAX_LISTED else ""
    return ", ".join(names[:_MAX_LISTED]) + more or "nothing"
