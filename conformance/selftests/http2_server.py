"""A server that speaks HTTP/2 and nothing else, with one answer to every request."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived
from h2.exceptions import ProtocolError

Headers = list[tuple[str, str]]


@contextmanager
def serve_http2(body: bytes, context: ssl.SSLContext | None = None) -> Iterator[tuple[str, list[Headers]]]:
    """Yield the base URL and the headers of every request that came."""
    seen: list[Headers] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=_accept, args=(listener, body, context, seen), daemon=True)
        thread.start()
        try:
            yield f"http{'s' if context else ''}://localhost:{listener.getsockname()[1]}", seen
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _accept(listener: socket.socket, body: bytes, context: ssl.SSLContext | None, seen: list[Headers]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with suppress(OSError, ProtocolError), connection:
            front = context.wrap_socket(connection, server_side=True) if context else connection
            with front:
                _speak(front, body, seen)


def _speak(connection: socket.socket, body: bytes, seen: list[Headers]) -> None:
    state = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
    state.initiate_connection()
    connection.sendall(state.data_to_send())
    while data := connection.recv(65_536):
        for event in state.receive_data(data):
            if isinstance(event, RequestReceived):
                seen.append(list(event.headers))
                headers = [(":status", "200"), ("content-type", "application/json")]
                state.send_headers(event.stream_id, headers)
                state.send_data(event.stream_id, body, end_stream=True)
        connection.sendall(state.data_to_send())
