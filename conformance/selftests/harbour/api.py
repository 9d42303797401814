"""A harbour: an API that keeps `openapi.yaml`, which has every style, media type and security scheme."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from conformance.selftests.harbour import styles
from conformance.selftests.harbour.styles import RefusedError, one

DOCUMENT = Path(__file__).with_name("openapi.yaml")
TOKEN, PASSWORD = "harbour-token-5d1f08b2c7", "crew:anchor-and-chain"
HEADER_KEY, QUERY_KEY, COOKIE_KEY = "header-key-90c2e7a1", "query-key-13b8f6d4", "cookie-key-c47a02e9"
SHIPS = {
    "aurora": {"id": "aurora", "kind": "ferry", "length": 120, "berth": 3},
    "borealis": {"id": "borealis", "kind": "tug", "length": 31, "berth": None},
}
ONE, TWO = (f"application/vnd.harbour.ship+json;version={number}" for number in (1, 2))
JSON, PROBLEM = "application/json", "application/problem+json"


@dataclass(frozen=True)
class Request:
    """A request as received; its path and query are still encoded."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    """By name in lower case."""

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The query's names and raw values, in their order."""
        pairs = (part.partition("=") for part in self.query.split("&") if part)
        return [(unquote(name), value) for name, _, value in pairs]

    def raw(self, name: str) -> list[str]:
        """Return the raw values of a name in the query."""
        return [value for each, value in self.pairs if each == name]

    @cached_property
    def cookies(self) -> Mapping[str, str]:
        """The cookies by name."""
        return {name: each.value for name, each in SimpleCookie(self.headers.get("cookie", "")).items()}


@dataclass(frozen=True)
class Answer:
    """A response before framing."""

    body: bytes = field(repr=False)
    media: str = JSON
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def in_json(value: object, media: str = JSON, status: int = 200, *headers: tuple[str, str]) -> Answer:
    """Answer with a JSON value."""
    return Answer(json.dumps(value).encode(), media, status, headers)


def problem(status: int, title: str, *headers: tuple[str, str]) -> Answer:
    """Answer with a problem (RFC 9457)."""
    return in_json({"status": status, "title": title}, PROBLEM, status, *headers)


class Harbour:
    """The API as its document describes it, in steps that a fault can replace."""

    def answer(self, request: Request) -> Answer:
        """Route a request."""
        for template, reply in self.routes.items():
            match = re.fullmatch(re.sub(r"\{\w+\}", "([^/]+)", template), request.path)
            if match:
                if request.method not in ("GET", "HEAD"):
                    return problem(405, "only GET and HEAD are allowed", ("Allow", "GET, HEAD"))
                try:
                    return reply(request, *match.groups())
                except RefusedError as error:
                    return self.refuse_parameter(str(error))
        return problem(404, "there is nothing at this path")

    @cached_property
    def routes(self) -> Mapping[str, Callable[..., Answer]]:
        """What answers each path."""
        schemes = ("token", "password", "header", "query", "cookie", "either", "both", "anybody", "oauth")
        return {
            "/form/repeated": self.form_repeated,
            "/form/joined": self.form_joined,
            "/piped": self.piped,
            "/spaced": self.spaced,
            "/deep": self.deep,
            "/json": self.as_json,
            "/simple/{berth}/{size}": self.simple,
            "/label/{berth}/{number}": self.label,
            "/matrix/{berth}/{size}": self.matrix,
            "/header": self.header,
            "/cookie": self.cookie,
            "/ships": self.ships,
            "/ships/{id}": self.ship,
            "/ships/{id}/papers": self.papers,
            "/number": lambda request: Answer(b"42", "text/plain; charset=utf-8"),
            "/list": lambda request: Answer(b"id,length\r\naurora,120\r\n", "text/csv; charset=utf-8; header=present"),
            "/tides": lambda request: Answer(b'{"at": 1}\n{"at": 2}\n', "application/x-ndjson"),
            "/arrivals": lambda request: Answer(b"event: ship\ndata: aurora\n\ndata: 7\n\n", "text/event-stream"),
            "/chart": lambda request: Answer(b"<chart><scale>5000</scale></chart>", "application/xml"),
            "/flag": lambda request: Answer(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
            "/archive": lambda request: Answer(b"PK\3\4\xff\0", "application/json"),
            "/notice": lambda request: Answer(
                urlencode({"title": "low tide", "berth": 3}).encode(), "application/x-www-form-urlencoded"
            ),
            "/anything": lambda request: Answer(b"%PDF-1.4", "application/pdf"),
            **{f"/by/{name}": partial(self.by, name) for name in schemes},
        }

    def refuse_parameter(self, title: str) -> Answer:
        """Answer a request with a parameter that is missing or malformed."""
        return problem(400, title)

    def echo(self, **read: object) -> Answer:
        """Answer with what was read."""
        return in_json({"read": read})

    # Styles

    def form_repeated(self, request: Request) -> Answer:
        """`berth=1&berth=2&length=9`."""
        given = [(name, unquote(value)) for name, value in request.pairs if name in ("length", "beam")]
        berths = styles.numbers(map(unquote, request.raw("berth")))
        return self.echo(berth=berths, **({"size": styles.size(given)} if given else {}))

    def form_joined(self, request: Request) -> Answer:
        """`kind=tug,ferry&size=length,9`."""
        kinds = styles.kinds(styles.commas(one(request.raw("kind"))))
        size = styles.size(styles.pairs_in_turn(styles.commas(one(request.raw("size")))))
        return self.echo(kind=kinds, size=size)

    def piped(self, request: Request) -> Answer:
        """`berth=1|2`."""
        return self.echo(berth=styles.numbers(unquote(one(request.raw("berth"))).split("|")))

    def spaced(self, request: Request) -> Answer:
        """`kind=tug%20ferry`."""
        return self.echo(kind=styles.kinds(unquote(one(request.raw("kind"))).split(" ")))

    def deep(self, request: Request) -> Answer:
        """`size[length]=9`."""
        found = ((re.fullmatch(r"size\[(\w+)\]", name), value) for name, value in request.pairs)
        return self.echo(size=styles.size((match[1], unquote(value)) for match, value in found if match))

    def as_json(self, request: Request) -> Answer:
        """`filter={"length":9}`, encoded."""
        return self.echo(filter=styles.size_in_json(unquote(one(request.raw("filter")))))

    def simple(self, request: Request, berth: str, size: str) -> Answer:
        """`1,2/length=9`."""
        return self.echo(berth=styles.numbers(styles.commas(berth)), size=styles.size(styles.pairs_of(size.split(","))))

    def label(self, request: Request, berth: str, number: str) -> Answer:
        """`.1.2/.9`."""
        berths = styles.below(berth, ".", lambda raw: styles.numbers(map(unquote, raw.split("."))))
        return self.echo(berth=berths, number=styles.below(number, ".", lambda raw: styles.integer(unquote(raw))))

    def matrix(self, request: Request, berth: str, size: str) -> Answer:
        """`;berth=1,2/;length=9;beam=3`."""
        pairs = styles.below(size, ";", lambda raw: styles.pairs_of(raw.split(";")))
        return self.echo(berth=styles.numbers(styles.matrix_list(berth, "berth")), size=styles.size(pairs))

    def header(self, request: Request) -> Answer:
        """`X-Berth: 1,2` and `X-Size: length=9`."""
        berths = styles.numbers(styles.commas(one([*filter(None, [request.headers.get("x-berth")])])))
        given = request.headers.get("x-size")
        size = {} if given is None else {"size": styles.size(styles.pairs_of(given.split(",")))}
        return self.echo(berth=berths, **size)

    def cookie(self, request: Request) -> Answer:
        """`Cookie: number=9`."""
        return self.echo(number=styles.integer(request.cookies.get("number", "")))

    # Media types

    def ships(self, request: Request) -> Answer:
        """Answer with all ships."""
        return in_json([*SHIPS.values()])

    def found(self, name: str) -> dict[str, Any] | Answer:
        """Return a ship, or the answer for one that is not here."""
        if not re.fullmatch("[a-z]{3,12}", name):
            return problem(400, "a ship is three to twelve letters")
        return SHIPS.get(name) or problem(404, "no such ship")

    def ship(self, request: Request, name: str) -> Answer:
        """Answer with a ship in the version that is asked for."""
        ship = self.found(unquote(name))
        if isinstance(ship, Answer):
            return ship
        return self.negotiated(
            request, {TWO: json.dumps(ship).encode(), ONE: json.dumps({"name": ship["id"]}).encode()}
        )

    def papers(self, request: Request, name: str) -> Answer:
        """Answer with a ship in the type that is asked for."""
        ship = self.found(unquote(name))
        if isinstance(ship, Answer):
            return ship
        row = f"id,kind\r\n{ship['id']},{ship['kind']}\r\n".encode()
        xml = "".join(f"<{key}>{ship[key]}</{key}>" for key in ("id", "kind", "length"))
        return self.negotiated(
            request,
            {JSON: json.dumps(ship).encode(), "text/csv": row, "application/xml": f"<Ship>{xml}</Ship>".encode()},
        )

    def negotiated(self, request: Request, offered: Mapping[str, bytes]) -> Answer:
        """Answer with the type that the request prefers (RFC 9110 section 12.5.1)."""
        preferred = max(offered, key=lambda media: _quality(media, request.headers.get("accept", "*/*")))
        vary = ("Vary", "Accept")
        if not _quality(preferred, request.headers.get("accept", "*/*")):
            return problem(406, "none of these types is here", vary)
        return Answer(offered[preferred], preferred, headers=(vary,))

    # Schemes

    def by(self, name: str, request: Request) -> Answer:
        """Answer with who asks, if the operation's schemes let them in."""
        if name == "anybody" and "authorization" not in request.headers:
            return in_json({"who": "guest"})
        return in_json({"who": "crew"}) if self.admits(name, request) else self.refuse(name)

    def admits(self, name: str, request: Request) -> bool:
        """Return whether the credentials are right."""
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        has_token = scheme.lower() == "bearer" and sent.strip(" ") == TOKEN
        has_key = request.headers.get("x-harbour-key") == HEADER_KEY
        return {
            "password": scheme.lower() == "basic" and sent.strip(" ") == base64.b64encode(PASSWORD.encode()).decode(),
            "header": has_key,
            "query": parse_qsl(request.query, keep_blank_values=True).count(("harbour_key", QUERY_KEY)) == 1,
            "cookie": request.cookies.get("harbour") == COOKIE_KEY,
            "either": has_token or has_key,
            "both": has_token and has_key,
        }.get(name, has_token)

    def refuse(self, name: str) -> Answer:
        """Answer a request without the right credentials."""
        schemes = {"password": "Basic", "header": "Key", "query": "Key", "cookie": "Key"}
        return problem(
            401,
            "credentials are missing or wrong",
            ("WWW-Authenticate", f'{schemes.get(name, "Bearer")} realm="harbour"'),
        )


def _quality(media: str, accept: str) -> float:
    """Return how much a header Accept wants a media type: that of the most specific range that it falls under."""
    kind, _, parameters = media.partition(";")
    found = [(-1, 0.0)]
    for each in accept.split(","):
        name, *rest = (part.strip().lower() for part in each.split(";"))
        wanted = [part for part in rest if not part.startswith("q=")]
        quality = next((float(part[2:]) for part in rest if part.startswith("q=")), 1.0)
        if name in (kind, f"{kind.partition('/')[0]}/*", "*/*") and (not wanted or wanted == [parameters]):
            found.append((2 * (name == kind) + (name != "*/*") + 4 * bool(wanted), quality))
    return max(found)[1]
