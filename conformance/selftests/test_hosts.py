"""Nobody is blamed for where an API is: below a base path, at another last slash, or on a server of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.exchange.addresses import Addresses, addresses_of
from conformance.model import Intent, Outcome
from conformance.reference.api import Answer, Api, Call
from conformance.reference.bundled import FEW
from conformance.run.laboratory import Laboratory
from conformance.selftests.advice import KNOWN as KNOWN_OF_REFERENCE
from conformance.selftests.hosts import Host, contract, judge

ALL = ("/users", "/orders", "/users/{id}", "/users/{id}/avatar")
BASE = [{"url": "https://api.example.com/api/v1"}]
VARIABLE = [{"url": "https://{region}.example.com/{base}", "variables": {"base": {"default": "api/v1"}}}]
RELATIVE = [{"url": "/api/v1"}]
REDIRECT = "documented-path-needs-no-redirect"


class PathHasALastSlash(Api):
    """Every path has a last slash that the document lacks; calls without it are redirected there, authorised or not."""

    def respond(self, call: Call) -> Answer:
        """Answer at the path with the slash, and with 307 elsewhere."""
        path, _, query = call.target.partition("?")
        if path.endswith("/"):
            return super().respond(replace(call, target=f"{path[:-1]}?{query}"))
        return Answer(307, (("Location", f"{path}/"),), b"")


class TestBase:
    """The URL is joined as the document says, and tried in the other spelling once."""

    @pytest.mark.parametrize("servers", [BASE, VARIABLE, RELATIVE])
    @pytest.mark.parametrize("given", ["", "/api/v1"])
    def test_sound(self, tmp_path: Path, servers: list[dict[str, object]], given: str) -> None:
        """With or without the document's base path in the URL, a sound API is judged in full."""
        found = judge(tmp_path, contract(*ALL, servers=servers), Host("/api/v1"), given)
        assert (found.blamed, found.obstacle, found.base_url) == (set(), None, "/api/v1")
        lost = [path for path in found.asked if not path.startswith("/api/v1/")]
        assert len(lost) <= 1

    @pytest.mark.parametrize("given", ["", "/api/v1"])
    def test_at_root(self, tmp_path: Path, given: str) -> None:
        """A server without the base path of the document is found too."""
        found = judge(tmp_path, contract(*ALL, servers=RELATIVE), Host(), given)
        assert (found.blamed, found.obstacle, found.base_url) == (set(), None, "")

    def test_prefix(self, tmp_path: Path) -> None:
        """A prefix that the document does not know is taken as given."""
        found = judge(tmp_path, contract(*ALL), Host("/proxy"), "/proxy")
        assert (found.blamed, found.obstacle) == (set(), None)

    def test_wrong(self, tmp_path: Path) -> None:
        """A wrong prefix is an obstacle: one more request is made, and nobody is blamed."""
        found = judge(tmp_path, contract(*ALL, servers=BASE), Host("/api/v1"), "/api/v2")
        assert found.blamed == set()
        assert "check the base URL" in (found.obstacle or "")
        assert "(the document names https://api.example.com/api/v1), and MINI_ID" in (found.obstacle or "")
        assert sum("/api/v2/api/v1/" in path for path in found.asked) == 1

    def test_wrong_behind_catch_all(self, tmp_path: Path) -> None:
        """An application that answers every path with its start page is not the API."""
        start = (200, "text/html; charset=utf-8", b"<!doctype html><div id=root></div>")
        found = judge(tmp_path, contract(*ALL), Host("/api", elsewhere=start))
        assert (found.blamed, "web pages" in (found.obstacle or "")) == (set(), True)

    def test_notes(self, tmp_path: Path) -> None:
        """The plan says what is tried beside it, and what is left out."""
        own = [{"url": "https://files.example.net/v1"}]
        made = contract(*ALL, servers=BASE, orders=own)
        found = judge(tmp_path, made, Host("/api/v1"))
        assert [note.partition(":")[0] for note in found.notes] == ["if nothing known is found there, http", "left out"]
        assert [path for path in found.asked if "orders" in path] == []
        assert found.blamed == set()
        assert found.obstacle is None

    def test_own_server(self, tmp_path: Path) -> None:
        """An operation with a server of its own on the same host is asked below its base path."""
        made = contract("/users", "/health", servers=BASE, health=[{"url": "https://api.example.com"}])
        found = judge(tmp_path, made, Host("/api/v1", elsewhere=(200, "application/json", b"{}")), "/api/v1")
        assert {path for path in found.asked if "health" in path} == {"/health"}
        assert found.blamed == set()

    @pytest.mark.parametrize(
        ("url", "servers", "base", "other"),
        [
            ("https://a.example", [], "https://a.example", ""),
            ("https://a.example", ["https://a.example/v1"], "https://a.example/v1", "https://a.example"),
            ("https://b.example", ["https://a.example/v1"], "https://b.example", "https://b.example/v1"),
            ("https://a.example", ["/v1/"], "https://a.example/v1", "https://a.example"),
            ("https://a.example/v1", ["https://a.example/v1"], "https://a.example/v1", "https://a.example"),
            ("https://p.example/x/v1", ["https://a.example/v1"], "https://p.example/x/v1", "https://p.example/x"),
            ("https://p.example/x", ["https://a.example/v1"], "https://p.example/x", "https://p.example/x/v1"),
            ("https://b.example", ["https://a.example/v1", "https://b.example/v2"], "https://b.example/v2", None),
            ("https://b.example", ["https://{tenant}.example/v1"], "https://b.example", "https://b.example/v1"),
            ("https://b.example", ["https://a.example/{tenant}"], "https://b.example", ""),
        ],
    )
    def test_spelling(self, url: str, servers: list[str], base: str, other: str | None) -> None:
        """The origin of a server is completed; what the user gives beyond it is taken as given first."""
        data = json.dumps({"openapi": "3.1.0", "servers": [{"url": each} for each in servers], "paths": {}})
        made = addresses_of(url, read_contract(parse(data, "t.json")))
        assert made == Addresses(base, url if other is None else other)


class TestSlash:
    """A redirect by the last slash is the document's, and the API is judged where it leads."""

    def test_added(self, tmp_path: Path) -> None:
        """Every operation is asked at the right path, and its answers are judged; a part that is not there too."""
        found = judge(tmp_path, contract(*ALL), Host(has_slash=True))
        assert found.blamed == {(REDIRECT, path) for path in ALL}
        opened = {each.case.operation for each in found.exchanges if each.response and each.response.status == 200}
        assert opened == {f"GET {path}" for path in ALL[:3]}
        assert sum(not path.endswith("/") for path in found.asked) == len(ALL)

    def test_whole_run(self) -> None:
        """A sound API with last slashes breaks no other requirement than one without."""
        verdicts = Laboratory(FEW).judge(PathHasALastSlash())
        failed = {each.requirement.id for each in verdicts if each.outcome is Outcome.FAIL}
        assert failed - KNOWN_OF_REFERENCE == {REDIRECT}

    def test_dropped(self, tmp_path: Path) -> None:
        """The same with a slash in the document that the API does not have."""
        found = judge(tmp_path, contract("/users/", "/users/{id}/"), Host())
        assert found.blamed == {(REDIRECT, "/users/"), (REDIRECT, "/users/{id}/")}

    def test_sent_as_it_was(self, tmp_path: Path) -> None:
        """A repeated request is told with the URL that it was answered at."""
        found = judge(tmp_path, contract("/users"), Host(has_slash=True))
        known = [each for each in found.exchanges if each.case.intent is Intent.KNOWN]
        assert {each.request.url.rpartition("/users")[2] for each in known} == {"/"}
        assert all(each.request.curl.endswith("/users/") for each in known)
