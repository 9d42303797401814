"""What can stand between a client and a server on this machine: TLS of a private authority, and a recording proxy."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from select import select
from threading import Thread

import trustme

from conformance.selftests.servers import PATIENCE

Greeting = Callable[[socket.socket], socket.socket | None]
"""What a middle does with a new connection: returns the one to forward, or None if it has dealt with it."""

See = Callable[[bytes], object]


@cache
def authority() -> trustme.CA:
    """Return the authority that the tests trust; its key is made once."""
    return trustme.CA()


@cache
def stranger() -> trustme.CA:
    """Return an authority that nobody trusts."""
    return trustme.CA()


def ca_file(folder: Path, ca: trustme.CA | None = None) -> Path:
    """Write the certificate of an authority."""
    file = folder / "ca.pem"
    (ca or authority()).cert_pem.write_to_path(file)
    return file


def server_context(*names: str, ca: trustme.CA | None = None) -> ssl.SSLContext:
    """Return the context of a server with a certificate for these names, by default those of this machine."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (ca or authority()).issue_cert(*(names or ("localhost", "127.0.0.1", "::1"))).configure_cert(context)
    return context


def asking_context() -> ssl.SSLContext:
    """Return the context of a server that asks for a client certificate."""
    context = server_context()
    context.verify_mode = ssl.CERT_REQUIRED
    authority().configure_trust(context)
    return context


def client_files(folder: Path) -> tuple[Path, Path]:
    """Write a client certificate and its key."""
    made = authority().issue_cert("client@example.com")
    cert, key = folder / "client.pem", folder / "client.key"
    made.cert_chain_pems[0].write_to_path(cert)
    made.private_key_pem.write_to_path(key)
    return cert, key


@contextmanager
def secured(port: int, context: ssl.SSLContext) -> Iterator[str]:
    """Stand with TLS before a server on a port of this machine, and yield the base URL."""

    def greet(connection: socket.socket) -> socket.socket:
        return context.wrap_socket(connection, server_side=True)

    with _middle(greet, lambda: port, len) as own:
        yield f"https://localhost:{own}"


@dataclass
class Tunnels:
    """A proxy that is running, and what it saw."""

    address: str = ""
    requests: list[bytes] = field(default_factory=list)
    """The head of each request, unchanged."""
    seen: list[bytes] = field(default_factory=list)
    """What went through its tunnels."""


@contextmanager
def proxy(refusal: bytes = b"") -> Iterator[Tunnels]:
    """Run a proxy that opens tunnels to ports of this machine and records all that it sees, or that refuses."""
    tunnels = Tunnels()

    def greet(connection: socket.socket) -> socket.socket | None:
        tunnels.requests.append(_head(connection))
        connection.sendall(refusal or b"HTTP/1.1 200 Connection established\r\n\r\n")
        return None if refusal else connection

    def port() -> int:
        return int(tunnels.requests[-1].split()[1].rpartition(b":")[2])

    with _middle(greet, port, tunnels.seen.append) as own:
        tunnels.address = f"127.0.0.1:{own}"
        yield tunnels


@contextmanager
def _middle(greet: Greeting, port: Callable[[], int], see: See) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=_accept, args=(listener, greet, port, see), daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _accept(listener: socket.socket, greet: Greeting, port: Callable[[], int], see: See) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        Thread(target=_serve, args=(connection, greet, port, see), daemon=True).start()


def _serve(connection: socket.socket, greet: Greeting, port: Callable[[], int], see: See) -> None:
    with suppress(OSError), connection:
        front = greet(connection)
        if front is not None:
            with front, socket.create_connection(("127.0.0.1", port())) as back:
                _relay(front, back, see)


def _relay(front: socket.socket, back: socket.socket, see: See) -> None:
    """Forward both ways until both ends have closed; in one thread, for a TLS connection bears no second one."""
    sinks = {front: back, back: front}
    while sinks:
        unread = [each for each in sinks if isinstance(each, ssl.SSLSocket) and each.pending()]
        for source in unread or select(sinks, [], [], PATIENCE)[0]:
            part = source.recv(65_536)
            if part:
                see(part)
                sinks[source].sendall(part)
            else:
                sinks.pop(source).shutdown(socket.SHUT_WR)


def _head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and (part := connection.recv(4_096)):
        head += part
    return head
