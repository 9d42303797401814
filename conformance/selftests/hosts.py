"""A small API of users and orders at any place: below a base path, with last slashes, or with a part that fails."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

from conformance.model import Exchange, Level, Outcome, Subject, Verdict
from conformance.run.session import Session, subject_of
from conformance.run.settings import Options

KNOWN: Mapping[str, Any] = {
    "/users": [{"id": "u-1"}],
    "/orders": [{"id": "o-9"}],
    "/users/u-1": {"id": "u-1"},
    "/health": {"status": "ok"},
}
_TARGET = "parameters: {id: MINI_ID}\n"


@dataclass(frozen=True)
class Host:
    """How a host differs from the usual one."""

    base: str = ""
    has_slash: bool = False
    """Whether every path ends with a slash, to which others are redirected."""
    hangs_up: tuple[str, ...] = ()
    """The paths that are never answered."""
    waits: tuple[str, ...] = ()
    """The paths that are answered too late."""
    known: Mapping[str, Any] = field(default_factory=lambda: KNOWN)
    nothing: tuple[int, str, bytes] = (404, "application/json", b'{"detail": "none"}')
    """Status, media type and body for what is not there."""
    elsewhere: tuple[int, str, bytes] = (404, "text/html", b"<h1>Not Found</h1>")
    """The same outside the base path."""


@dataclass(frozen=True)
class Judged:
    """The result of a run against a host."""

    verdicts: tuple[Verdict, ...]
    exchanges: tuple[Exchange, ...]
    obstacle: str | None
    asked: list[str]
    """The path of every request that arrived."""
    base_url: str
    notes: tuple[str, ...]

    @property
    def blamed(self) -> set[tuple[str, str]]:
        """The requirements that fail, each with its operation's path: MUSTs on the API, and any on redirects."""
        return {
            (each.requirement.id, each.operation.partition(" ")[2])
            for each in self.verdicts
            if each.outcome is Outcome.FAIL
            and ((each.requirement.level is Level.MUST and each.requirement.subject is Subject.API) or _is_ours(each))
        }


def _is_ours(verdict: Verdict) -> bool:
    return verdict.requirement.id == "documented-path-needs-no-redirect"


def judge(folder: Path, contract: Mapping[str, Any], host: Host, base: str = "", **options: Any) -> Judged:
    """Judge a host by a contract; `base` follows its origin in the base URL, and `u-1` is the known id."""
    spec, target = folder / "openapi.json", folder / "target.yaml"
    spec.write_text(json.dumps(contract), encoding="utf-8")
    target.write_text(_TARGET if "{id}" in json.dumps(contract) else "{}", encoding="utf-8")
    with running(host) as (url, asked):
        options = {"max_requests": 200, "timeout": 5.0, **options}
        session = Session(Options(base_url=f"{url}{base}", spec=spec, target=target, **options), {"MINI_ID": "u-1"})
        notes = tuple(session.source.notes)
        session.gather(lambda done, planned: None)
        pairs = [pair for pair in session.pairs if subject_of(pair) is Subject.API]
        run = session.run(pairs, pairs)
        found = session.source.target.base_url.removeprefix(url)
        exchanges = tuple(session.source.exchanges)
        return Judged(tuple(run.verdicts), exchanges, session.source.obstacle, asked, found, notes)


@contextmanager
def running(host: Host) -> Iterator[tuple[str, list[str]]]:
    """Run a host on a free port; return its origin, and the list of the paths that it is asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            path, _, query = self.path.removeprefix(host.base).partition("?")
            bare = path.rstrip("/")
            if bare in host.hangs_up:
                self.close_connection = True
            elif not self.path.startswith(f"{host.base}/"):
                self.reply(*host.elsewhere)
            elif path.endswith("/") is not host.has_slash:
                right = f"{bare}/" if host.has_slash else bare
                self.reply(307, "text/plain", b"", Location=f"{host.base}{right}" + (f"?{query}" if query else ""))
            elif bare in host.known:
                sleep(1 if bare in host.waits else 0)
                self.reply(200, "application/json", json.dumps(host.known[bare]).encode())
            else:
                self.reply(*host.nothing)

        def reply(self, status: int, media: str, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": media, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def contract(*paths: str, servers: list[dict[str, Any]] | None = None, **own: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a contract of operations GET; `own` has the servers of single paths by their last segment."""
    item = {"type": "object", "properties": {"id": {"type": "string"}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Mini", "version": "1"},
        **({} if servers is None else {"servers": servers}),
        "paths": {
            path: {
                "get": {
                    "parameters": _ID if "{id}" in path else [],
                    "responses": {
                        "200": _body({} if path == "/health" else item if "{id}" in path else _listed(item)),
                        "404": _body({"type": "object", "required": ["detail"]}),
                    },
                    **({"servers": own[name]} if (name := path.rpartition("/")[2]) in own else {}),
                }
            }
            for path in paths
        },
    }


_ID = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]


def _listed(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _body(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": "a body", "content": {"application/json": {"schema": schema}}}
