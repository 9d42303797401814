"""Every requirement with its level, outcome and conforming observations, what matters most first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from conformance.report.html.book import Book, Data, pair, state_of
from conformance.report.html.render import Limited, limited

_PLACES = {"document": "The document", "change": "The change of the document"}
_COLUMNS = {"Broken": ("error", "fail"), "Not judged": ("inconclusive",), "Waived": ("waived",), "Kept": ("pass",)}
_COUNTED = ("pass", "inapplicable")
"""The outcomes whose operations are only counted."""
_MAX_NAMED = 5
_MAX_OPEN = 40


@dataclass(frozen=True)
class OutcomeView:
    """An outcome of a requirement, and how many operations have it."""

    state: str
    count: int
    named: Limited[tuple[str, str | None]] | None
    """The operations, each with the id of the card that has the details; None where they are only counted."""
    operations: str
    """All of them, each with the number of its conforming observations."""


@dataclass(frozen=True)
class RowView:
    """A requirement, with its outcome on one operation or its outcomes on many."""

    verdict: Data
    """The worst of its verdicts."""
    state: str
    card: str | None
    conforming: int
    """The number of conforming observations."""
    outcomes: Sequence[OutcomeView] = ()


@dataclass(frozen=True)
class OperationView:
    """An operation, how many requirements it has by column, and those that somebody has to look at."""

    name: str
    numbers: Sequence[int]
    open: Limited[tuple[str, str, str | None]]
    """The state and the id of each that is not kept, with the id of the card that has the details."""


@dataclass(frozen=True)
class TableView:
    """The requirements of one operation, or of many."""

    title: str
    """Empty for operations."""
    operations: Mapping[str, Sequence[OperationView]]
    """Those that break a requirement, then the others, each the worst first."""
    rows: Sequence[RowView]
    folded: Sequence[RowView] = ()
    """Of many operations, the requirements that all of them keep."""

    @property
    def count(self) -> int:
        """The number of operations."""
        return sum(map(len, self.operations.values()))


@dataclass(frozen=True)
class MatrixView:
    """A table for the operations, and one each for the document and its change."""

    tables: Sequence[TableView]
    columns: Sequence[str] = tuple(_COLUMNS)


def matrix_view(book: Book) -> MatrixView | None:
    """Return every requirement; None where there is no verdict."""
    parts = _by(lambda each: each["operation"] if each["operation"] in _PLACES else "", book.verdicts)
    tables = [_table_view(book, place, parts[place]) for place in ("", *_PLACES) if place in parts]
    return MatrixView(tables) if tables else None


def _table_view(book: Book, place: str, found: Sequence[Data]) -> TableView:
    operations = sorted(_operations(book, found), key=lambda each: [-number for number in each.numbers[:3]])
    is_of_many = len(operations) > 1
    rows = list(_rows(book, found) if is_of_many else (_row_view(book, [each]) for each in found))
    folded = [each for each in rows if is_of_many and each.state in _COUNTED]
    parts = {
        "broken": [each for each in operations if each.numbers[0]],
        "others": [each for each in operations if not each.numbers[0]],
    }
    return TableView(
        _PLACES.get(place, ""), parts, [each for each in rows if each.state not in _COUNTED or not is_of_many], folded
    )


def _operations(book: Book, found: Sequence[Data]) -> Iterator[OperationView]:
    for operation, verdicts in _by(lambda each: str(each["operation"]), found).items():
        states = [state_of(each) for each in verdicts]
        numbers = [sum(map(states.count, column)) for column in _COLUMNS.values()]
        listed = [each for each in verdicts if state_of(each) not in _COUNTED]
        yield OperationView(
            operation,
            numbers,
            limited(listed, _MAX_OPEN).map(
                lambda each: (state_of(each), str(each["requirement"]), book.cards.get(pair(each)))
            ),
        )


def _rows(book: Book, found: Sequence[Data]) -> Iterator[RowView]:
    """Yield a row for each requirement, in the order of its worst verdict."""
    for verdicts in _by(lambda each: str(each["requirement"]), found).values():
        outcomes = [_outcome_view(book, *each) for each in _by(state_of, verdicts).items()]
        yield _row_view(book, verdicts, outcomes)


def _row_view(book: Book, verdicts: Sequence[Data], outcomes: Sequence[OutcomeView] = ()) -> RowView:
    worst = verdicts[0]
    conforming = sum(each["witnesses"] for each in verdicts)
    return RowView(worst, state_of(worst), book.cards.get(pair(worst)), conforming, outcomes)


def _outcome_view(book: Book, state: str, verdicts: Sequence[Data]) -> OutcomeView:
    named = None
    if state not in _COUNTED:
        named = limited(verdicts, _MAX_NAMED).map(lambda each: (each["operation"], book.cards.get(pair(each))))
    return OutcomeView(state, len(verdicts), named, ", ".join(map(_with_count, verdicts)))


def _with_count(verdict: Data) -> str:
    return f"{verdict['operation']} ({verdict['witnesses']:,})" if verdict["witnesses"] else str(verdict["operation"])


def _by(key: Callable[[Data], str], verdicts: Sequence[Data]) -> dict[str, list[Data]]:
    """Return verdicts grouped by a key, in their order."""
    found: dict[str, list[Data]] = defaultdict(list)
    for verdict in verdicts:
        found[key(verdict)].append(verdict)
    return found
