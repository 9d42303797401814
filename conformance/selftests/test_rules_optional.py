"""What an API needs beyond the required parameters is missing in the document; it is not blamed for a refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.model import Exchange, Outcome
from conformance.selftests.exchanges import (
    PARAMETER,
    RESPONSES,
    Example,
    Examples,
    answer,
    assert_example,
    contract,
    each_of,
    fails,
    outcome,
    passes,
    unanswered,
    unclear,
)

BARE = "request-without-optional-parameters-succeeds"
FILTERS = [{"in": "query", "name": name, "schema": {"type": "string"}} for name in ("name", "email")]
OPTIONAL = contract(parameters=(PARAMETER, *FILTERS))
UNDOCUMENTED = contract(parameters=(PARAMETER, *FILTERS), responses={"200": RESPONSES["200"]})


def filtered(exchange: Exchange) -> Exchange:
    """Return an exchange whose request has an optional parameter."""
    return replace(exchange, case=replace(exchange.case, query=(("name", "Anna"),)))


EXAMPLES: Examples = {
    BARE: {
        "accepted with one": passes(filtered(answer()), of=OPTIONAL),
        "accepted": passes(answer(), of=OPTIONAL),
        "no parameter is optional": passes(answer(), answer(400)),
        "refused": fails("status: 400", answer(400), answer(400), of=OPTIONAL),
        "refused without any": fails("status: 422", filtered(answer()), answer(422), of=OPTIONAL),
        "refused with one": unclear("no answer shows it", filtered(answer(400)), of=OPTIONAL),
        "refused at times": passes(answer(), answer(400), of=OPTIONAL),
        "refused otherwise": unclear("no answer shows it", answer(404), answer(401), of=OPTIONAL),
        "no answer": unclear("no answer in time", unanswered(), of=OPTIONAL),
    }
}


@each_of(EXAMPLES)
def test_example(requirement: str, example: Example) -> None:
    """An example has the outcome that it names."""
    assert_example(requirement, example)


@pytest.mark.parametrize(
    ("exchanges", "is_blamed"),
    [
        ((answer(400),), False),
        ((filtered(answer()), answer(400)), False),
        ((filtered(answer(400)),), True),
        ((answer(), answer(400)), True),
    ],
)
def test_blame(exchanges: tuple[Exchange, ...], is_blamed: bool) -> None:
    """The API is blamed where optional parameters cannot be the reason, whether or not the status is documented."""
    documented = outcome("valid-request-succeeds", *exchanges, of=OPTIONAL)
    undocumented = outcome("status-is-documented", *exchanges, of=UNDOCUMENTED)
    assert [each is Outcome.FAIL for each in (documented, undocumented)] == [is_blamed] * 2
