"""What the answers showed: how often each assertion was put to the test, how often each property was there or null."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.ledger import name_of
from conformance.report.html.book import Book, Data, state_of
from conformance.report.html.element import Html, Node, tag
from conformance.report.html.frame import badge, bar, counted, rest, table

_ASSERTION = "schema:"
_MAX_ROWS = 500
_MAX_LISTED = 12


def coverage_parts(book: Book) -> Iterator[Html]:
    """Yield how often each assertion of the contract was exercised, then how often each property was seen."""
    rows = sorted(_exercised(book).items(), key=lambda each: each[1] > 0)
    if rows:
        seen, most = sum(number > 0 for _, number in rows), max(number for _, number in rows)
        total = sum(number for _, number in rows)
        yield tag("p", f"{seen} of {len(rows)} assertions were exercised, by {counted(total, 'instance')} in all.")
        cells: list[tuple[Node, ...]] = [
            (_name(name), (_amount(number), bar(number, most))) for name, number in rows[:_MAX_ROWS]
        ]
        yield table("Assertions of the schemas", ("Assertion", "Instances"), cells, kind="bars")
        yield from rest(rows, _MAX_ROWS)
    presences = book.report["presence"]
    if presences:
        seen_rows = [_presence(each) for each in presences[:_MAX_ROWS]]
        head = ("Property", "Present", "Null")
        yield table("Properties in answers", head, seen_rows, kind="bars")
        yield from rest(presences, _MAX_ROWS)


def strength_parts(book: Book) -> Iterator[Html]:
    """Yield how much of what could go wrong in an answer the document's own schemas reject."""
    strengths = book.report["strength"]
    total = sum(each["total"] for each in strengths)
    if not total:
        return
    rejected = sum(each["rejected"] for each in strengths)
    told = f"The document's own schemas reject {rejected:,} of {total:,} corruptions of single fields"
    yield tag("p", f"{told} ({rejected / total:.0%}). What they let pass no validator of them will catch.")
    cells = [_strength(each) for each in strengths[:_MAX_ROWS]]
    yield table("Strength of the schemas", ("Property", "Rejects", "Lets pass"), cells, kind="bars")
    yield from rest(strengths, _MAX_ROWS)


def _exercised(book: Book) -> dict[str, int]:
    """Return how many instances each assertion was evaluated at, in the order of the contract."""
    found: dict[str, int] = {}
    for verdict in book.report["verdicts"]:
        if verdict["requirement"].startswith(_ASSERTION) and state_of(verdict) != "inapplicable":
            seen = verdict["witnesses"] + sum(each["count"] for each in verdict["findings"])
            found[verdict["requirement"]] = found.get(verdict["requirement"], 0) + seen
    return found


def _name(requirement: str) -> Node:
    """Return an assertion as people call it: `Batch.updated_at` keeps `format`."""
    pointer, _, keyword = requirement.removeprefix(_ASSERTION).rpartition("/")
    return name_of(pointer), " ", tag("code", keyword, class_="quiet")


def _amount(number: int) -> Node:
    return f"{number:,}" if number else badge("inconclusive", "never exercised")


def _presence(each: Data) -> tuple[Node, Node, Node]:
    rows, present, null = each["rows"], each["present"], each["null"]
    name = (name_of(each["pointer"]), f" ({counted(rows, 'row')})")
    return name, (_share(present, rows), bar(present, rows)), (_share(null, rows), bar(null, rows))


def _share(part: int, whole: int) -> str:
    """Return a part of a whole so that only nothing is 0 %, and only all of it 100 %."""
    share = 100 * part / whole if whole else 0
    told = f"{share:.0f}" if share in (0, 100) else f"{min(max(share, 0.1), 99.9):.1f}"
    return f"{part:,} ({told} %)"


def _strength(each: Data) -> tuple[Node, Node, Node]:
    passed = each["accepted"]
    more = f" and {len(passed) - _MAX_LISTED} more" if len(passed) > _MAX_LISTED else ""
    told = f"{each['rejected']} of {each['total']}"
    return (
        each["name"],
        (told, bar(each["rejected"], each["total"])),
        ", ".join(passed[:_MAX_LISTED]) + more or "nothing",
    )
