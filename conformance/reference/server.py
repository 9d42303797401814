"""Serves any variant of the reference API on a real loopback socket."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Thread
from typing import Protocol

from conformance.reference.api import Answer, Call, Header

_CHUNK = 4_096


class Answering(Protocol):
    """What is served: it answers calls, and says in its own words what is wrong with those that are not HTTP."""

    def answer(self, call: Call) -> Answer:
        """Answer a call."""

    def error(self, status: int, code: int, message: str, *headers: Header) -> Answer:
        """Answer with an error body."""


@contextmanager
def serve(api: Answering, port: int = 0) -> Iterator[str]:
    """Serve the API on 127.0.0.1 while the context lasts, and yield its base URL; port 0 picks a free one."""
    with _Server(("127.0.0.1", port), partial(_Handler, api)) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer would resolve the host's name, which can take seconds

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a client may disconnect at any time
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, api: Answering, *args: object) -> None:
        self.api = api
        super().__init__(*args)  # type: ignore[arg-type]

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):  # the API answers every method, the base class only those defined here
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True  # the rest of the connection cannot be distinguished from the body
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        target = self.requestline.split()[1]  # self.path has its leading slashes merged
        self._send(self.api.answer(Call(self.command, target, tuple(self.headers.items()))))

    def _send(self, answer: Answer) -> None:
        headers = [("Date", self.date_time_string()), ("Server", "reference"), *answer.headers]
        body = answer.body
        if ("Transfer-Encoding", "chunked") in answer.headers:
            body = _chunked(body)
        else:
            headers.append(("Content-Length", str(len(body))))
        if ("Connection", "close") in answer.headers:
            self.close_connection = True
        elif self.close_connection:
            headers.append(("Connection", "close"))
        lines = [f"HTTP/1.1 {answer.status} {responses.get(answer.status, '')}"]
        lines += [f"{name}: {value}" for name, value in headers]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        self.wfile.write(head if self.command == "HEAD" else head + body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a request that is not valid HTTP; the base class would answer in HTML and name its version."""
        self.close_connection = True
        self._send(self.api.error(code, code, message or responses.get(code, "")))

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


def _chunked(body: bytes) -> bytes:
    pieces = [body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])
