"""Recorded requests are matched to their operation; unmatched ones are counted, not judged."""

from __future__ import annotations

import pytest

from conformance.contract.document import parse
from conformance.contract.openapi import Contract, read_contract
from conformance.exchange.attribution import attribute, hosts_of, path_template, unmatched_as
from conformance.model import Aspect, Intent, Recorded

TEXT = """\
openapi: 3.1.0
servers: [{url: https://api.example.com/v1}]
paths:
  /users/me: {get: {responses: {}}}
  /users/{id}: {get: {responses: {}}, delete: {responses: {}}}
  /users/{id}.json: {get: {responses: {}}}
  /: {get: {responses: {}}}
"""


def contract() -> Contract:
    return read_contract(parse(TEXT, "users.yaml"))


def recorded(url: str, method: str = "GET") -> Recorded:
    return Recorded("t.har#1", method, url, 200, (("Content-Type", "application/json"),), b"[]")


@pytest.mark.parametrize(
    ("url", "operation"),
    [
        ("https://api.example.com/v1/users/7", "GET /users/{id}"),
        ("http://127.0.0.1:8000/users/7?page=2", "GET /users/{id}"),
        ("/users/7", "GET /users/{id}"),
        ("https://api.example.com/v1/users/me", "GET /users/me"),
        ("https://api.example.com/v1/users/7.json", "GET /users/{id}.json"),
        ("https://api.example.com/v1/users/a%2Fb", "GET /users/{id}"),
        ("https://api.example.com/v1/", "GET /"),
    ],
)
def test_operation(url: str, operation: str) -> None:
    """A request belongs to the operation whose template fits its path, below a server's or at the root."""
    (found,) = attribute([recorded(url)], contract()).exchanges
    assert found.case.operation == operation


@pytest.mark.parametrize(
    "url", ["https://api.example.com/v1/users/", "https://api.example.com/v2/users/7", "/users/7/calls", "/user/7", ""]
)
def test_unmatched(url: str) -> None:
    """A request that matches no template is counted by its path without ids."""
    found = attribute([recorded(url), recorded(url)], contract())
    assert (found.exchanges, found.unmatched.total()) == ([], 2)


def test_method() -> None:
    """Another method is another operation, or none."""
    found = attribute([recorded("/users/7", "delete"), recorded("/users/7", "PUT")], contract())
    assert [each.case.operation for each in found.exchanges] == ["DELETE /users/{id}"]
    assert dict(found.unmatched) == {"PUT /users/{}": 1}


def test_exchange() -> None:
    """A recorded exchange is kept as it is: its intent is unknown."""
    shown = frozenset({Aspect.OCCURRENCE})
    given = Recorded("log:7", "GET", "/users/7?a=1&b=", 404, (("X", "y"),), b"{}", shown, received=5.0, elapsed=0.5)
    (found,) = attribute([given], contract()).exchanges
    assert (found.sequence, found.case.id, found.case.intent) == (0, "log:7", Intent.OBSERVED)
    assert (found.case.path, found.case.query) == ("/users/7", (("a", "1"), ("b", "")))
    assert found.shows == shown
    assert found.response is not None
    assert (found.response.status, found.response.body, found.response.received) == (404, b"{}", 5.0)


def test_recorded_429() -> None:
    """A recorded 429 is no deviation, like a live one."""
    (found,) = attribute([Recorded("log:7", "GET", "/users/7", 429, (), b"")], contract()).exchanges
    assert found.trouble is not None
    assert found.trouble.kind == "rate-limited"


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/users/4711", "/users/{}"),
        ("/v1/users/me", "/v1/users/me"),
        ("/users/anna.schmidt@example.org", "/users/{}"),
        ("/users/+4930123456/555-2671/%2B49301234", "/users/{}/{}/{}"),
        ("/users/bn-abc12345/sk_live_secretword/eyJhbGciOi.ab", "/users/{}/{}/{}"),
        ("/users/annaschmidt/anna/Me", "/users/{}/{}/{}"),
        ("/users/ord_8f3K2m1xQ9/", "/users/{}/"),
        ("", ""),
    ],
)
def test_path_template(path: str, template: str) -> None:
    """Ids are removed from listed paths: they may be personal."""
    assert path_template(path, frozenset({"users", "me"})) == template


@pytest.mark.parametrize(
    ("urls", "hosts"),
    [
        (["https://api.example.com/v1/users/7", *["https://app.example.com/users/7"] * 3], {"api.example.com"}),
        (["http://127.0.0.1:8000/users/7", *["http://127.0.0.1:9000/users/7"] * 2], {"127.0.0.1:9000"}),
        (["https://app.example.com/other"] * 3 + ["https://api.test/users/7"], {"api.test"}),
        (["/users/7"], set()),
    ],
)
def test_hosts(urls: list[str], hosts: set[str]) -> None:
    """The API's host is a server of the contract if any request went there, otherwise the most frequent host."""
    assert hosts_of((("GET", url) for url in urls), contract()) == hosts


@pytest.mark.parametrize(
    ("url", "stranger"),
    [
        ("https://app.example.com/users/7", "GET /users/{} of another host"),
        ("https://anna:secret@api.example.com:443/users/7", None),
        ("/users/7", None),
        ("https://api.example.com/other", "GET /{}"),
    ],
)
def test_another_host(url: str, stranger: str | None) -> None:
    """Another application with the same paths is not mistaken for the API."""
    hosts = frozenset({"api.example.com"})
    found = attribute([recorded(url)], contract(), hosts)
    assert unmatched_as("GET", url, contract(), hosts) == stranger
    assert ([*found.unmatched], len(found.exchanges)) == ([stranger] if stranger else [], 0 if stranger else 1)
