"""Every requirement with its outcome, level and witnesses, operation by operation, what matters most first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from conformance.report.html.book import Book, Data, pair, state_of
from conformance.report.html.element import Html, Node, tag
from conformance.report.html.frame import badge, counted, fold, identifier, level, place_of, table

_PLACES = {"document": "The document", "change": "The change of the document"}
_HEAD = ("Requirement", "Level", "Outcome", "Witnesses")
_MAX_NAMED = 5
_MAX_OPEN = 10


def matrix_parts(book: Book) -> Iterator[Html]:
    """Yield a table of what operations keep, and one each of the document and its change.

    Of one operation it is a plain table; of many its rows count them, and a table of the operations goes before it.
    """
    parts: dict[str, list[Data]] = {"": [], **{place: [] for place in _PLACES}}
    for verdict in book.verdicts:
        parts[verdict["operation"] if verdict["operation"] in _PLACES else ""].append(verdict)
    for place, found in parts.items():
        operations = list(dict.fromkeys(each["operation"] for each in found))
        if len(operations) == 1:
            title = _PLACES.get(place) or identifier(operations[0])
            yield table(title, _HEAD, (_row(book, each) for each in found), {3}, "matrix")
        elif operations:
            yield _operations(found)
            title = f"Requirements of {counted(len(operations), 'operation')}"
            yield table(title, _HEAD, _rows(book, found), {3}, "matrix")


def _row(book: Book, verdict: Data) -> tuple[Node, ...]:
    return _opened(verdict), level(verdict["level"]), _outcome(book, verdict), f"{verdict['witnesses']:,}"


def _rows(book: Book, verdicts: Sequence[Data]) -> Iterator[tuple[Node, ...]]:
    """Yield a row for each requirement, in the order of its worst verdict."""
    by_name: dict[str, list[Data]] = defaultdict(list)
    for verdict in verdicts:
        by_name[verdict["requirement"]].append(verdict)
    for found in by_name.values():
        states: dict[str, list[Data]] = defaultdict(list)
        for verdict in found:
            states[state_of(verdict)].append(verdict)
        whole = [
            tag("p", f"{state}: {', '.join(_witnessed(each) for each in group)}", class_="small")
            for state, group in states.items()
        ]
        outcome = tag("ul", [tag("li", _group(book, *each)) for each in states.items()], class_="plain")
        yield (
            _opened(found[0], whole),
            level(found[0]["level"]),
            outcome,
            f"{sum(each['witnesses'] for each in found):,}",
        )


def _operations(verdicts: Sequence[Data]) -> Html:
    """Return a table of the operations, the worst first."""
    by_name: dict[str, list[Data]] = defaultdict(list)
    for verdict in verdicts:
        by_name[verdict["operation"]].append(verdict)
    columns = {"Broken": ("error", "fail"), "Not judged": ("inconclusive",), "Waived": ("waived",), "Kept": ("pass",)}
    counted_by = {
        operation: [sum(state_of(each) in states for each in found) for states in columns.values()]
        for operation, found in by_name.items()
    }
    rows = sorted(counted_by.items(), key=lambda each: [-number for number in each[1][:3]])
    cells: list[tuple[Node, ...]] = [
        (identifier(operation), *(f"{number:,}" for number in numbers)) for operation, numbers in rows
    ]
    shown = table("How many requirements each has", ("Operation", *columns), cells, {1, 2, 3, 4}, "tight")
    return fold(tag("h3", counted(len(rows), "operation")), shown, is_open=len(rows) <= _MAX_OPEN)


def _opened(verdict: Data, more: Sequence[Html] = ()) -> Html:
    """Return the name of a requirement, which opens to what it says and where that is from."""
    clause = verdict["clause"]
    at = None
    if clause["file"] is not None and clause["pointer"] not in (None, "#"):
        at = tag("p", tag("code", place_of(clause)), " ", tag("code", clause["quote"] or ""), class_="small")
    reason = tag("p", verdict["reason"], class_="small") if verdict["reason"] and not more else None
    source = tag("p", verdict["source"], class_="small quiet")
    return fold(identifier(verdict["requirement"]), tag("blockquote", verdict["text"]), at, source, reason, more)


def _outcome(book: Book, verdict: Data) -> Node:
    href = book.cards.get(pair(verdict))
    return badge(state_of(verdict), href=href and f"#{href}")


def _group(book: Book, state: str, verdicts: Sequence[Data]) -> Iterator[Node]:
    """Yield an outcome with the operations that have it: those that fail by name, with a link to what was found."""
    yield badge(state)
    if state in ("pass", "inapplicable"):
        yield f" {len(verdicts):,}"
        return
    for index, each in enumerate(verdicts[:_MAX_NAMED]):
        href = book.cards.get(pair(each))
        operation = identifier(each["operation"])
        yield ", " if index else " "
        yield tag("a", operation, href=f"#{href}") if href else operation
    if len(verdicts) > _MAX_NAMED:
        yield f" and {len(verdicts) - _MAX_NAMED:,} more"


def _witnessed(verdict: Data) -> str:
    return f"{verdict['operation']} ({verdict['witnesses']:,})" if verdict["witnesses"] else str(verdict["operation"])
