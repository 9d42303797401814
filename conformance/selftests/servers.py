"""Servers of one fixed behaviour each on raw loopback sockets, which sound HTTP libraries would not allow."""

from __future__ import annotations

import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread


def heed_interrupts() -> None:
    """Let a process that a test starts end on Ctrl-C, which a shell ignores in background processes."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


PATIENCE = 60
"""The seconds after which nothing more is expected, even on a busy machine."""
Script = Callable[[socket.socket, Event], None]
"""A server's handling of one connection after the request is read; the event says that the test is over."""


@dataclass
class Server:
    """A scripted server that is running."""

    base_url: str
    requests: list[bytes] = field(default_factory=list)
    """Every received request, one per connection, unchanged."""

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.base_url.rpartition(":")[2])

    def targets(self) -> list[str]:
        """Return the request line of every request, without the version."""
        return [request.split(b" HTTP/", 1)[0].decode("latin-1") for request in self.requests]

    def header(self, name: str, request: int = 0) -> list[str]:
        """Return the values of a header in a request."""
        lines = self.requests[request].decode("latin-1").split("\r\n\r\n")[0].split("\r\n")[1:]
        pairs = [line.split(":", 1) for line in lines]
        return [value.strip() for key, value in pairs if key.lower() == name.lower()]


@contextmanager
def serve(
    *scripts: Script | bytes, listener: socket.socket | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """Run a server whose first connection gets the first script, and so on; the last one is repeated.

    Args:
        scripts: What it does.
        listener: Where it listens; without it, on a free port.
        tls: How it speaks TLS; without it, not at all.
    """
    over = Event()
    with listener or socket.create_server(("127.0.0.1", 0)) as listening:
        address = listening.getsockname()
        server = Server(f"http://127.0.0.1:{address[1]}" if isinstance(address, tuple) else "http://localhost")
        thread = Thread(target=_accept, args=(listening, server, scripts, over, tls), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def nobody() -> str:
    """Return the URL of a port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def sends(*parts: bytes, pause: float = 0.0) -> Script:
    """Return a script that sends the parts one after the other, then closes the connection."""

    def script(connection: socket.socket, over: Event) -> None:
        for part in parts:
            connection.sendall(part)
            if over.wait(pause):
                return

    return script


def drips(start: bytes, drop: bytes, pause: float = 0.02) -> Script:
    """Return a script that sends the start, then the same drop repeatedly until the client has gone."""

    def script(connection: socket.socket, over: Event) -> None:
        connection.sendall(start)
        while not over.wait(pause):
            connection.sendall(drop)

    return script


def silence(connection: socket.socket, over: Event) -> None:
    """Send nothing, and keep the connection open."""
    over.wait()


def reset(connection: socket.socket, over: Event) -> None:
    """Reset the connection without an answer."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def answer(body: bytes = b"[]", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """Return a whole answer; `length` is the value of Content-Length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def _accept(
    listener: socket.socket,
    server: Server,
    scripts: tuple[Script | bytes, ...],
    over: Event,
    tls: ssl.SSLContext | None,
) -> None:
    number = 0
    while not over.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        script = scripts[min(number, len(scripts) - 1)]
        number += 1
        with suppress(OSError), tls.wrap_socket(connection, server_side=True) if tls else connection as connection:
            connection.settimeout(PATIENCE)
            server.requests.append(_read(connection))
            (sends(script) if isinstance(script, bytes) else script)(connection, over)


def _read(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and not head.startswith(b"\x16"):  # a TLS handshake has no end of its own
        part = connection.recv(65_536)
        if not part:
            break
        head += part
    return head
