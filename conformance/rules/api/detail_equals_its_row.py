"""What is asked for by its id is as the list has it.

What it checks: The properties that a thing has by itself and in the list that it was found in: texts, numbers and flags
that the contract declares alike in both. Only what both say again and again, the list before and after the thing: a
value that changes in between, is null or absent in one of the two, or looks cut is not judged.

Why it matters: A client that reads the list decides by other values than one that asks for the thing.

Example: `"status": "paid"` in the list, and `"status": "open"` in the invoice.

Fix: Read both from the same source, or write to both in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from conformance.exchange.redaction import safe_text
from conformance.model import Exchange, Intent, Level
from conformance.rules.api._details import alike, found_row, thing_of, values_of
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.rows import Row

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="common sense (an API that lists a thing with other values contradicts itself)",
    since="0.5.0",
    clause="{operation}",
)


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare each thing that a list has with its row."""
    if not evidence.operation.path.endswith("}"):
        yield Inapplicable("it does not ask for a thing by its id")
        return
    asked: dict[str, list[Exchange]] = {}
    for each in evidence.of(Intent.KNOWN):
        if is_success(each) and each.case.is_listed:
            asked.setdefault(each.case.path, []).append(each)
    for exchanges in asked.values():
        yield from _compare(evidence, exchanges)


def _compare(evidence: Evidence, exchanges: Sequence[Exchange]) -> Iterator[Observation]:
    last, lists = exchanges[-1], evidence.others.get(exchanges[0].case.found)
    things = [thing for each in exchanges if (thing := thing_of(evidence, each)) is not None]
    if lists is None or len(things) < len(exchanges):
        yield Inconclusive("the list or the thing cannot be read")
        return
    rows = [(each, row) for each in lists.of(Intent.KNOWN) if (row := found_row(lists, each, last)) is not None]
    before = any(each.sequence < exchanges[0].sequence for each, _ in rows)
    # An answer to the thing must lie between two of the list.
    between = [each for each in exchanges if any(row.sequence > each.sequence for row, _ in rows)]
    if not before or not between:
        yield Inconclusive("the list was not read before and after the thing")
        return
    names = alike(evidence, lists, things[0], rows[0][1])
    wrong = [name for name in names if _differs(name, things, [row for _, row in rows])]
    for name in wrong:
        one, other = values_of(name, things[0], rows[0][1])
        message = f"{safe_text(name)} is another one than in the list {safe_text(lists.operation.id)}"
        yield Deviation(last, "other value", message, f"as in the list: {other}", one, (name,))
    if len(names) > len(wrong):
        yield Conforming(last, len(names) - len(wrong))


def _differs(name: str, things: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Return whether a property is always the same in the things, always the same in the rows, and not in both."""
    return _steady(name, things) and _steady(name, rows) and things[0][name] != rows[0][name]


def _steady(name: str, values: Sequence[Mapping[str, object]]) -> bool:
    return all(each.get(name) == values[0].get(name) for each in values)
