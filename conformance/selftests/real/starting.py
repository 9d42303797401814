"""Installs a server into an environment of its own, starts it on this machine, and ends it with all its processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.selftests.real.seeds import UnusableServerError
from conformance.selftests.real.servers import APPS, Server

GRACE = 10.0
"""Seconds that a server has to end by itself."""


def default_cache() -> Path:
    """Return the folder for environments unless the user gives one (XDG Base Directory Specification)."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "bolna-conformance" / "real"


def is_installed(server: Server, cache: Path) -> bool:
    """Return whether the server's environment holds what the table pins."""
    mark = cache / server.name / "installed"
    return mark.is_file() and mark.read_text(encoding="utf-8") == "\n".join(server.requirements)


def install(server: Server, cache: Path) -> None:
    """Install the server unless it is installed.

    Raises:
        UnusableServerError: pip refused it.
    """
    if is_installed(server, cache):
        return
    folder = cache / server.name
    folder.mkdir(parents=True, exist_ok=True)
    python = folder / "venv" / "bin" / "python"
    for command in (
        [sys.executable, "-m", "venv", str(folder / "venv")],
        [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *server.requirements],
    ):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise UnusableServerError(f"{server.name} cannot be installed: {done.stderr.strip()[-500:]}")
    (folder / "installed").write_text("\n".join(server.requirements), encoding="utf-8")


@contextmanager
def started(server: Server, cache: Path) -> Iterator[str]:
    """Run a server with an empty home, and yield its URL once it is ready.

    Raises:
        UnusableServerError: It ended, or is not ready within its time.
    """
    with TemporaryDirectory(prefix=f"real-{server.name}-", ignore_cleanup_errors=True) as home:
        port, spare = _free_ports()
        places = {
            "port": str(port),
            "spare": str(spare),
            "home": home,
            "bin": str(cache.resolve() / server.name / "venv" / "bin"),
            "apps": str(APPS),
        }
        environment = _environment(server, places)
        log = cache / server.name / "server.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [part.format(**places) for part in server.command],
                cwd=home,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(process, f"{url}{server.ready}", server, log)
            yield url
        finally:
            _end(process)


def fetch(url: str, patience: float = 10.0) -> bytes:
    """Return the body of an answer of a server on this machine."""
    with urllib.request.urlopen(url, timeout=patience) as answer:
        return bytes(answer.read())


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
        return first.getsockname()[1], second.getsockname()[1]


def _environment(server: Server, places: Mapping[str, str]) -> dict[str, str]:
    """Return little of our environment, so that neither a key nor a proxy of the user's reaches the server."""
    return {
        "PATH": f"{places['bin']}{os.pathsep}{os.defpath}",
        "HOME": places["home"],
        "TMPDIR": places["home"],
        "LANG": "C.UTF-8",
        "DO_NOT_TRACK": "1",
        **{name: value.format(**places) for name, value in server.environment.items()},
    }


def _wait(process: subprocess.Popen[bytes], url: str, server: Server, log: Path) -> None:
    end = time.monotonic() + server.patience
    while time.monotonic() < end and process.poll() is None:
        try:
            fetch(url, 5)
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
        except OSError:
            pass
        else:
            return
        time.sleep(0.3)
    state = "is not ready" if process.poll() is None else f"ended with {process.returncode}"
    raise UnusableServerError(f"{server.name} {state}: {log.read_text(errors='replace').strip()[-800:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    for kind in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, kind)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
