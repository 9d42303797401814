"""Serves the harbour, or one with a fault, on a real loopback socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from conformance.selftests.harbour.api import Harbour, Request


@contextmanager
def serve(api: Harbour) -> Iterator[str]:
    """Serve the API on this machine while the context lasts, and yield its URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, api)) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, api: Harbour, *arguments: Any) -> None:
        self.api = api
        super().__init__(*arguments)

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):  # the API answers every method
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path, _, query = self.requestline.split()[1].partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.api.answer(Request(self.command, path, query, headers))
        lines = [
            f"HTTP/1.1 {answer.status} {responses[answer.status]}",
            f"Date: {self.date_time_string()}",
            f"Content-Type: {answer.media}",
            f"Content-Length: {len(answer.body)}",
            "Cache-Control: no-store",
            *(f"{name}: {value}" for name, value in answer.headers),
        ]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        self.wfile.write(head if self.command == "HEAD" else head + answer.body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Stay silent."""
