"""A `oneOf` that no value can meet is the document's; one that a value fails is the API's, with the inner path."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model import Exchange, Level, Outcome
from conformance.selftests.exchanges import (
    LEDGER,
    RULES,
    Example,
    Examples,
    answer,
    assert_example,
    each_of,
    evidence,
    fails,
    passes,
    unanswered,
    unclear,
)
from conformance.verdict.judge import judge

EXCLUDE = "one-of-alternatives-exclude-each-other"


def of(*alternatives: dict[str, Any], keyword: str = "oneOf") -> str:
    """Return a contract whose bodies have a property `x` with alternatives."""
    schema = {"type": "object", "properties": {"x": {keyword: [*alternatives]}, "y": {"type": "string"}}}
    answers = {"200": {"description": "x", "content": {"application/json": {"schema": schema}}}}
    return json.dumps({"openapi": "3.1.0", "paths": {"/things": {"get": {"responses": answers}}}}, indent=1)


def x(value: object) -> Exchange:
    return answer(body={"x": value})


def kind(name: str, **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": ["kind"], "properties": {"kind": {"const": name}, **properties}}


NUMBERS = of({"type": "integer"}, {"type": "number"})
LOOSE = of({"type": "object", "properties": {"a": {}}}, {"type": "object", "properties": {"b": {}}})
EITHER = of({"required": ["a"]}, {"required": ["b"]})
KINDS = of(kind("card", number={"type": "string"}), kind("cash", amount={"type": "integer"}))
EXAMPLES: Examples = {
    EXCLUDE: {
        "exactly one": passes(x(1.5), of=NUMBERS),
        "told apart": passes(x({"kind": "cash", "amount": 7}), of=KINDS),
        "none": passes(x("seven"), of=NUMBERS),
        "both of two that exclude each other": passes(x({"a": 1, "b": 2}), of=EITHER),
        "integers and numbers": fails("/x: overlap", x(7), x(8), of=NUMBERS),
        "objects of any kind": fails("/x: overlap", x({"a": 1}), x({}), of=LOOSE),
        "once": fails("/x: overlap", x(1.5), x(7), of=NUMBERS),
        "no answer": unclear("no answer in time", unanswered(), of=NUMBERS),
        "no oneOf": passes(answer()),
    }
}


@each_of(EXAMPLES)
def test_example(requirement: str, example: Example) -> None:
    """An example has the outcome that it names."""
    assert_example(requirement, example)


def judged(exchange: Exchange, contract: str) -> tuple[set[str], str]:
    """Return the assertions that fail with a MUST, by their last part, and the message of one of them."""
    verdicts = judge(evidence(exchange, of=contract), LEDGER, RULES)
    failed = [each for each in verdicts if each.outcome is Outcome.FAIL and each.requirement.level is Level.MUST]
    schema = [each for each in failed if each.requirement.id.startswith("schema:")]
    messages = [each.findings[0].message for each in schema]
    return {each.requirement.id.rpartition("/")[2] for each in schema}, "".join(messages[:1])


class TestApi:
    @pytest.mark.parametrize(("value", "contract"), [(7, NUMBERS), ({"a": 1}, LOOSE), ({}, LOOSE)])
    def test_not_blamed(self, value: object, contract: str) -> None:
        """The API is not blamed for what it cannot meet."""
        assert judged(x(value), contract) == (set(), "")

    @pytest.mark.parametrize(
        ("value", "contract", "where"),
        [
            ({"a": 1, "b": 2}, EITHER, ""),
            ("seven", NUMBERS, "; the closest alternative fails at the value itself by `type`"),
            ({"kind": "cash", "amount": "7"}, KINDS, "; the closest alternative fails at /amount by `type`"),
            ({"kind": "card", "number": 7}, KINDS, "; the closest alternative fails at /number by `type`"),
            ({"kind": "coin"}, KINDS, "; the closest alternative fails at /kind by `const`"),
        ],
    )
    def test_blamed(self, value: object, contract: str, where: str) -> None:
        """What the API could meet is its own, with the place within the closest alternative."""
        assert judged(x(value), contract) == ({"oneOf"}, f"a value does not match the contract's `oneOf`{where}")

    def test_any_of(self) -> None:
        """The same place is named for `anyOf`."""
        made = of(kind("card", number={"type": "string"}), kind("cash"), keyword="anyOf")
        broken, message = judged(x({"kind": "card", "number": 7}), made)
        assert (broken, message.partition("; ")[2]) == ({"anyOf"}, "the closest alternative fails at /number by `type`")

    @given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
    def test_any_number(self, value: float) -> None:
        """Whatever number is sent, nobody but the document is blamed for it."""
        assert judged(x(value), NUMBERS)[0] == set()
