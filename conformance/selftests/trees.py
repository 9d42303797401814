"""APIs of nested resources on real sockets: a document made from paths, and a server that answers by a function."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from conformance.model import Exchange, Intent, Outcome, Subject
from conformance.report.record import Run
from conformance.run.session import Session, subject_of
from conformance.run.settings import Options
from conformance.selftests.servers import PATIENCE


@dataclass(frozen=True)
class Request:
    """A request as a server reads it."""

    path: tuple[str, ...]
    """The segments of its path, unquoted."""
    query: Mapping[str, str]
    headers: Mapping[str, str]


Answering = Callable[[Request], tuple[int, Any]]
"""Returns the status and the JSON value for a request."""
MISSING = (404, {"detail": "not found"})
_ANY: dict[str, Any] = {}


def parameter(name: str, location: str = "path", **more: Any) -> dict[str, Any]:
    """Return a required parameter that is a text."""
    return {"name": name, "in": location, "required": True, "schema": {"type": "string"}, **more}


def get(*parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an operation whose answers are any JSON, and which documents 404."""
    answers = {
        code: {"description": "answer", "content": {"application/json": {"schema": schema}}}
        for code, schema in (("200", _ANY), ("404", {"type": "object", "required": ["detail"]}))
    }
    return {"parameters": [*parameters], "responses": answers, **more}


def document(paths: Mapping[str, Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """Return a document with an operation GET for each path."""
    return {
        "openapi": "3.0.3",
        "info": {"title": "Tree", "version": "1"},
        "paths": {path: each if "get" in each else {"get": each} for path, each in paths.items()},
        **more,
    }


@dataclass
class Judged:
    """A run against a server, and what the server was asked for."""

    run: Run
    asked: list[str]
    lines: list[str]
    """What is said about the recording of the run, if one was asked for."""

    @property
    def blamed(self) -> set[tuple[str, str]]:
        """The requirements on the API that fail, with a MUST, each with its operation."""
        return {
            (each.requirement.id, each.operation)
            for each in self.run.verdicts
            if each.requirement.subject is Subject.API
            and each.requirement.level == "MUST"
            and each.outcome is Outcome.FAIL
        }

    @property
    def opened(self) -> set[str]:
        """The operations that were asked for something known, and answered."""
        return {each.case.operation for each in self.run.exchanges if _is_opened(each)}


def judge(
    folder: Path,
    contract: Mapping[str, Any],
    answering: Answering,
    target: str = "{}",
    environment: Mapping[str, str] | None = None,
    **options: Any,
) -> Judged:
    """Judge a server by a document."""
    spec, values = folder / "openapi.json", folder / "target.yaml"
    spec.write_text(json.dumps(contract), encoding="utf-8")
    values.write_text(target, encoding="utf-8")
    asked: list[str] = []
    with serve(answering, asked) as url:
        session = Session(Options(base_url=url, spec=spec, target=values, **options), environment or {})
        session.gather(lambda done, planned: None)
        pairs = [pair for pair in session.pairs if subject_of(pair) is Subject.API]
        return Judged(session.run(pairs, pairs), asked, session.record())


@contextmanager
def serve(answering: Answering, asked: list[str]) -> Iterator[str]:
    """Run a server; its requests are added to `asked` as they are spelled."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            parts = urlsplit(self.path)
            path = tuple(unquote(each) for each in parts.path.split("/")[1:])
            status, value = answering(Request(path, dict(parse_qsl(parts.query)), dict(self.headers)))
            body = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def script(file: Path) -> Iterator[str]:
    """Run a server that is a script with its port as argument."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen([sys.executable, str(file), str(port)], stderr=subprocess.DEVNULL) as server:
        try:
            _await(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def _await(port: int) -> None:
    """Wait until something listens at a port of this machine."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)


def _is_opened(exchange: Exchange) -> bool:
    return exchange.case.intent is Intent.KNOWN and exchange.response is not None and exchange.response.status == 200
