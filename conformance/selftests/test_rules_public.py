"""An operation that is open by its nature is a gap of the document; one that gives anything of a user away is not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model import Exchange, Intent, Outcome
from conformance.selftests.exchanges import (
    BEARER,
    CONTRACT,
    OPEN,
    SCHEMES,
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

SAYS_SO, REFUSED = "public-operation-says-so", "missing-key-is-refused"
NO_KEY, WRONG_KEY = Intent.NO_KEY, Intent.WRONG_KEY
LOCAL = [{"security": [BEARER]}]


def at(path: str, *own: dict[str, Any], parameters: tuple[dict[str, Any], ...] = ()) -> str:
    """Return a contract with one operation, which inherits the security of the document."""
    operation = {"parameters": parameters, "responses": {"200": {"description": "fine"}}}
    for each in own:
        operation |= each
    data = {"openapi": "3.1.0", "security": [BEARER], "paths": {path: {"get": operation}}}
    return json.dumps({**data, "components": {"securitySchemes": SCHEMES}}, indent=1)


def opened(body: object = None, intent: Intent = NO_KEY) -> tuple[Exchange, Exchange]:
    """Return the answers to a request with the right key and without one, both with the same body."""
    body = {"status": "ok"} if body is None else body
    return answer(body=body), answer(body=body, intent=intent)


HEALTH = at("/health")
SEARCH = ({"in": "query", "name": "user", "schema": {"type": "string"}},)
EXAMPLES: Examples = {
    SAYS_SO: {
        "refused": passes(answer(), answer(401, intent=NO_KEY), of=HEALTH),
        "others are refused": passes(answer(), answer(401, intent=NO_KEY)),
        "health": fails("status: open", *opened(), of=HEALTH),
        "with every wrong key": fails("status: open", *opened(), answer(body={}, intent=WRONG_KEY), of=HEALTH),
        "not asked": unclear("no answer shows it", answer(), of=HEALTH),
        "rows": unclear("no answer shows it", *opened([{"id": "7"}]), of=HEALTH),
        "not by its nature": unclear("no answer shows it", *opened(), of=CONTRACT),
        "of its own": unclear("no answer shows it", *opened(), of=at("/health", *LOCAL)),
        "no key is asked for": inapplicable("asks for no credentials", *opened(), of=OPEN),
    },
}
BESIDE: Examples = {
    REFUSED: {
        "health": inapplicable("open by its nature", *opened(), of=HEALTH),
        "health of a user": fails("status: accepted", *opened({"user_id": 7, "status": "ok"}), of=HEALTH),
        "deep": fails("status: accepted", *opened({"checks": [{"last": {"userId": 7}}]}), of=HEALTH),
        "of a name that may be anything": fails("status: accepted", *opened({"balance": 7}), of=at("/balance")),
        "with a parameter": fails("status: accepted", *opened(), of=at("/status", parameters=SEARCH)),
        "with its own security": fails("status: accepted", *opened(), of=at("/health", *LOCAL)),
    },
}


# The other examples of these rules are in another module.
@each_of({**EXAMPLES, **BESIDE})
def test_example(requirement: str, example: Example) -> None:
    """An example has the outcome that it names."""
    assert_example(requirement, example)


@pytest.mark.parametrize(
    "path",
    [
        *("/healthz", "/api/v2/heartbeat", "/health-check", "/api/version", "/openapi.json", "/docs", "/login"),
        *("/.well-known/openid-configuration", "/v1/health/", "/ready", "/robots.txt", "/health/live"),
    ],
)
def test_open(path: str) -> None:
    """Health, version, the document and the login are open by their nature."""
    assert outcome(REFUSED, *opened({"name": "x"}), of=at(path)) is Outcome.INAPPLICABLE


@pytest.mark.parametrize("path", ["/users", "/me", "/health-records", "/versions", "/status-updates/mine", "/logins"])
def test_not_open(path: str) -> None:
    """What may be of somebody is not."""
    assert outcome(REFUSED, *opened({"name": "x"}), of=at(path)) is Outcome.FAIL


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9), st.sampled_from(["id", "_id", "Id", "_uuid"]))
def test_any_id(name: str, ending: str) -> None:
    """Whatever an id is called, an operation that shows one to anybody is blamed."""
    found = opened({f"{name}{ending}" if ending != "id" else "id": 7})
    assert outcome(REFUSED, *found, of=HEALTH) is Outcome.FAIL


def test_one_cause() -> None:
    """The document has one finding for all the keys that are accepted, and no rule on keys blames the API."""
    exchanges = [answer(body={}), *(answer(body={}, intent=each) for each in Intent if each.is_refusable)]
    (finding,) = fails("", *exchanges, of=HEALTH).verdict(SAYS_SO).findings
    assert (finding.kind, finding.count) == ("open", len(exchanges) - 1)
    assert outcome("wrong-key-is-refused", *exchanges, of=HEALTH) is Outcome.INAPPLICABLE
