"""The harbour with one fault each, and the requirement that breaks because of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from urllib.parse import unquote

from conformance.selftests.harbour.api import COOKIE_KEY, JSON, SHIPS, TWO, Answer, Harbour, Request
from conformance.selftests.harbour.styles import RefusedError, one


@dataclass(frozen=True)
class Fault:
    """A faulty harbour, and what it breaks where."""

    api: type[Harbour]
    requirement: str
    operation: str


class _AnyList(Harbour):
    def piped(self, request: Request) -> Answer:
        return self.echo(berth=unquote(one(request.raw("berth"))).split("|"))


class _AnyLabel(Harbour):
    def label(self, request: Request, berth: str, number: str) -> Answer:
        return self.echo(berth=unquote(berth), number=unquote(number))


class _Crashing(Harbour):
    def matrix(self, request: Request, berth: str, size: str) -> Answer:
        try:
            return super().matrix(request, berth, size)
        except RefusedError:
            return Answer(b'{"status": 500, "title": "oops"}', "application/problem+json", 500)


class _Listing(Harbour):
    def echo(self, **read: object) -> Answer:
        return replace(super().echo(), body=json.dumps({"read": [*read]}).encode())


class _OldVersion(Harbour):
    def ship(self, request: Request, name: str) -> Answer:
        found = super().ship(request, name)
        return found if found.status != 200 else replace(found, media=TWO, body=json.dumps({"name": name}).encode())


class _OneTypeForAll(Harbour):
    def papers(self, request: Request, name: str) -> Answer:
        found = super().papers(request, name)
        return found if found.status != 200 else replace(found, media=JSON, body=b"id,kind\r\naurora,ferry\r\n")


class _LostShip(Harbour):
    def ship(self, request: Request, name: str) -> Answer:
        return self.problem_of(name) if name in SHIPS else super().ship(request, name)

    def problem_of(self, name: str) -> Answer:
        return replace(self.refuse_parameter("no such ship"), status=404)


class _Page(Harbour):
    def answer(self, request: Request) -> Answer:
        found = super().answer(request)
        return replace(found, media="text/html") if request.path == "/flag" else found


class _Latin(Harbour):
    def ships(self, request: Request) -> Answer:
        return Answer('[{"id": "aurora", "kind": "tug", "length": 9, "owner": "Grønland"}]'.encode("latin-1"))


class _AnyCookie(Harbour):
    def admits(self, name: str, request: Request) -> bool:
        return super().admits(name, request) or (name == "cookie" and "harbour" in request.cookies)


class _OpenQuery(Harbour):
    def admits(self, name: str, request: Request) -> bool:
        return name == "query" or super().admits(name, request)


class _Prefix(Harbour):
    def admits(self, name: str, request: Request) -> bool:
        sent = request.cookies.get("harbour", "")
        return super().admits(name, request) or (name == "cookie" and len(sent) > 4 and COOKIE_KEY.startswith(sent))


class _NoChallenge(Harbour):
    def refuse(self, name: str) -> Answer:
        return replace(super().refuse(name), headers=())


def _schema(path: str, rest: str) -> str:
    return f"schema:#/{path}/{rest}"


FAULTS = {
    "any list": Fault(_AnyList, "malformed-parameter-is-refused", "GET /piped"),
    "any label": Fault(_AnyLabel, "malformed-parameter-is-refused", "GET /label/{berth}/{number}"),
    "crashes on a malformed segment": Fault(_Crashing, "answer-is-not-a-server-error", "GET /matrix/{berth}/{size}"),
    "a list instead of an object": Fault(
        _Listing,
        "schema:#/components/responses/Echo/content/application~1json/schema/properties/read/type",
        "GET /piped",
    ),
    "the old version under the name of the new one": Fault(
        _OldVersion, "schema:#/components/schemas/Ship/required", "GET /ships/{id}"
    ),
    "CSV as JSON": Fault(_OneTypeForAll, "body-is-json", "GET /ships/{id}/papers"),
    "a listed ship is lost": Fault(_LostShip, "valid-request-succeeds", "GET /ships/{id}"),
    "a picture as a page": Fault(_Page, "content-type-is-documented", "GET /flag"),
    "Latin-1 as UTF-8": Fault(_Latin, "body-is-utf-8", "GET /ships"),
    "any cookie": Fault(_AnyCookie, "wrong-key-is-refused", "GET /by/cookie"),
    "no key in the query": Fault(_OpenQuery, "missing-key-is-refused", "GET /by/query"),
    "half a cookie": Fault(_Prefix, "half-key-is-refused", "GET /by/cookie"),
    "no challenge": Fault(_NoChallenge, "declared-header-is-present", "GET /by/token"),
}
