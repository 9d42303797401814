"""Detection of fetches: a server and a file that must not be requested, and a watch over this process."""

from __future__ import annotations

import ctypes
import io
import os
import socket
import struct
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from conformance.contract.load import SPEC

_OPENED = 0x20
_EVENT = struct.Struct("iIII")
_ROOT = Path(__file__).parents[2]
_PLACES: tuple[str | Path, ...] = (
    *(_ROOT / "conformance", _ROOT / "conftest.py", _ROOT / "__pycache__", _ROOT / ".hypothesis", SPEC),
    *(sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), sysconfig.get_path("purelib")),
    *([] if sys.pycache_prefix is None else [sys.pycache_prefix]),
    # A cluster of an earlier test cleans up whenever it is collected.
    Path(tempfile.gettempdir()) / "dask-scratch-space",
)
_ALLOWED = tuple(str(Path(each).resolve()) for each in _PLACES)
"""What the suite and Python may open: their code, the data that comes with it, and the tables of hypothesis."""
_OF_THE_SYSTEM = ("/dev/", "/proc/", "/etc/", "/sys/")


@dataclass
class Canary:
    """Addresses that must not be requested, and the requests that were made nevertheless."""

    web: str
    file: Path
    near: Path
    """The folder that relative addresses start from."""
    seen: list[str] = field(default_factory=list)

    def addresses(self, name: str) -> dict[str, str]:
        """Return addresses of every kind, each of which names its place if it can."""
        relative = Path(os.path.relpath(self.file, self.near)).as_posix()
        return {"http": f"{self.web}{name}", "file": self.file.as_uri(), "relative": f"{relative}#/{name}"}


@contextmanager
def canary(folder: Path, near: Path) -> Iterator[Canary]:
    """Yield a canary that also detects engines which open connections and files themselves."""
    file = folder / "canary.json"
    file.write_text("{}", encoding="utf-8")
    with _server() as server:
        made = Canary(f"http://127.0.0.1:{server.server_port}/", file, near, server.seen)
        with _watched(file, made.seen):
            yield made


class _Server(ThreadingHTTPServer):
    seen: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.seen.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


@contextmanager
def _server() -> Iterator[_Server]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def _watched(file: Path, seen: list[str]) -> Iterator[None]:
    """Note at the end how often a file was opened by any part of this process."""
    library = ctypes.CDLL(None, use_errno=True)
    handle = library.inotify_init1(os.O_NONBLOCK)
    assert handle >= 0, os.strerror(ctypes.get_errno())
    assert library.inotify_add_watch(handle, os.fsencode(file), _OPENED) >= 0, os.strerror(ctypes.get_errno())
    try:
        yield
        events = b""
        while True:
            try:
                events += os.read(handle, 4_096)
            except BlockingIOError:
                break
        seen += ["the file was opened"] * (len(events) // _EVENT.size)
    finally:
        os.close(handle)


@contextmanager
def confined(seen: list[str], ports: set[int], folder: Path) -> Iterator[None]:
    """Refuse and note connections except to ports of this machine, and files except in a folder and of Python."""

    def refuse(what: str) -> None:
        seen.append(what)
        raise PermissionError(what)

    def connecting(call: Callable[..., Any]) -> Callable[..., Any]:
        def connect(self: socket.socket, address: Any) -> Any:
            is_known = address[0] == "127.0.0.1" and address[1] in ports
            if self.family in (socket.AF_INET, socket.AF_INET6) and not is_known:
                refuse(f"a connection to {address}")
            return call(self, address)

        return connect

    def resolving(host: Any, *arguments: Any, **named: Any) -> Any:
        if host not in ("127.0.0.1", b"127.0.0.1", "localhost", None):
            refuse(f"the address of {host}")
        return resolve(host, *arguments, **named)

    def opening(call: Callable[..., Any]) -> Callable[..., Any]:
        def opened(file: Any, *arguments: Any, **named: Any) -> Any:
            if isinstance(file, str | bytes | os.PathLike):
                name = os.path.realpath(os.fsdecode(file))
                if name != tempfile.gettempdir() and not name.startswith((*_ALLOWED, *_OF_THE_SYSTEM, *given)):
                    refuse(f"the file {name}")
            return call(file, *arguments, **named)

        return opened

    def sending(*_: Any, **named: Any) -> Any:
        refuse(f"a request by requests: {named.get('url')}")

    resolve, given = socket.getaddrinfo, (f"{folder}{os.sep}", str(folder))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, connecting(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", resolving)
        for module, name in (("builtins", "open"), (io, "open"), (os, "open")):
            target = sys.modules[module] if isinstance(module, str) else module
            patch.setattr(target, name, opening(getattr(target, name)))
        patch.setattr(requests.Session, "request", sending)
        yield
