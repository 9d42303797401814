"""Examples of the rules on counts of lists and on computed numbers."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.model import Exchange, Outcome
from conformance.selftests.exchanges import (
    CONTRACT,
    Example,
    Examples,
    answer,
    assert_example,
    each_of,
    fails,
    inapplicable,
    outcome,
    passes,
    unclear,
)
from conformance.selftests.things import rows, things

_INTEGER, _NUMBER = {"type": "integer"}, {"type": "number"}
_LINE = {"type": "object", "properties": {"amount": _NUMBER, "quantity": _INTEGER}}
_LINES = {"type": "array", "items": _LINE}


def said(text: str, kind: str = "integer") -> dict[str, str]:
    return {"type": kind, "description": text}


def with_properties(**properties: Any) -> str:
    return things(properties=properties)


NAMED = with_properties(line_count=_INTEGER, lines=_LINES)
SAID = with_properties(line_count=said("How many lines it has."), lines=_LINES)
PREVIEW = with_properties(
    line_count=said("How many lines it has."), lines={**_LINES, "description": "The first five lines."}
)
QUOTED = with_properties(size=said("How many things `lines` has."), lines=_LINES)
SUM = with_properties(total=said("The sum of the `amount` of its lines.", "number"), lines=_LINES)
LESS = with_properties(due=said("What is left to pay, `total` less `paid`."), total=_INTEGER, paid=_INTEGER)
PRODUCT = with_properties(
    amount=said("The product of `quantity` and `price`.", "number"), quantity=_INTEGER, price=_NUMBER
)


def counted(count: int, length: int, name: str = "line_count") -> Exchange:
    return rows({name: count, "lines": [{}] * length})  # type: ignore[no-any-return]


def summed(total: Any, *amounts: Any) -> Exchange:
    return rows({"total": total, "lines": [{"amount": each} for each in amounts]})  # type: ignore[no-any-return]


EXAMPLES: Examples = {
    "counts-equal-their-lists": {
        "equal": passes(counted(2, 2), of=NAMED),
        "fewer": fails("/[*]/line_count: count lines", counted(1, 2), of=NAMED),
        "more": fails("/[*]/line_count: count lines", counted(3, 2), of=SAID),
        "more, by name alone": unclear("may be a part", counted(3, 2), of=NAMED),
        "more than a preview": unclear("may be a part", counted(9, 5), of=PREVIEW),
        "quoted": fails("/[*]/size: count lines", counted(3, 2, "size"), of=QUOTED),
        "no list": unclear("", rows({"line_count": 3}), of=SAID),
        "none": inapplicable("no number beside", answer(), of=CONTRACT),
    },
    "computed-numbers-are-right": {
        "sum": passes(summed(3, 1, 2), of=SUM),
        "fractions": passes(summed(0.3, 0.1, 0.2), summed(0.30000000000000004, 0.1, 0.2), of=SUM),
        "wrong sum": fails("/[*]/total: computed lines", summed(4, 1, 2), of=SUM),
        "a cent": fails("/[*]/total: computed lines", summed(1200.01, 1200), of=SUM),
        "a line without": unclear("", summed(4, 1, None), of=SUM),
        "no lines": unclear("", summed(4), of=SUM),
        "less": passes(rows({"due": 5, "total": 7, "paid": 2}), of=LESS),
        "not less": fails("/[*]/due: computed total and paid", rows({"due": 7, "total": 7, "paid": 2}), of=LESS),
        "product": passes(rows({"amount": 10, "quantity": 4, "price": 2.5}), of=PRODUCT),
        "no product": fails(
            "/[*]/amount: computed quantity and price", rows({"amount": 9, "quantity": 4, "price": 2.5}), of=PRODUCT
        ),
        "none": inapplicable("no number that it says", answer(), of=CONTRACT),
    },
}


@each_of(EXAMPLES)
def test_examples(requirement: str, example: Example) -> None:
    """Each example leads to its outcome."""
    assert_example(requirement, example)


@pytest.mark.parametrize(
    "text",
    [
        "The sum of the amounts of its lines, less the discount.",
        "The sum of the amount of its paid lines.",
        "Sum of lines and shipping.",
        "The sum of the `amount` of its lines, rounded.",
        "The sum of its payments.",
    ],
)
def test_more_than_a_sum(text: str) -> None:
    """Prose that says more than a plain sum states no relation."""
    made = with_properties(total=said(text, "number"), lines=_LINES)
    assert outcome("computed-numbers-are-right", summed(9, 1, 2), of=made) is Outcome.INAPPLICABLE


@pytest.mark.parametrize(
    "text",
    ["`total` less `paid`, or 0 if it is overpaid", "`total` less `paid` and fees", "At least `total` less `paid`"],
)
def test_more_than_a_difference(text: str) -> None:
    """Prose that says more than a plain difference states no relation."""
    made = with_properties(due=said(text), total=_INTEGER, paid=_INTEGER)
    row = rows({"due": 9, "total": 7, "paid": 2})
    assert outcome("computed-numbers-are-right", row, of=made) is Outcome.INAPPLICABLE
