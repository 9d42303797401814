"""The command line in one process that forks, so that repeated starts pay once for its imports."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.cli import main
from conformance.reference.api import KEY
from conformance.reference.data import AGENTS

_MOST = 1 << 20
# It runs without site-packages, which takes some 20 ms.
_ASK = """\
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as asked:
    asked.connect({address!r})
    told = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(asked, [told], [0, 1, 2])
    asked.shutdown(socket.SHUT_WR)
    sys.exit(int(asked.recv(99)))
"""


@contextmanager
def command(folder: Path) -> Iterator[str]:
    """Start the process, and yield the shell command that runs the command line in a fork of it."""
    address, script = folder / "zygote", folder / "ask.py"
    script.write_text(_ASK.format(address=str(address)), encoding="utf-8")
    environment = {**os.environ, "BOLNA_API_KEY": KEY, "BOLNA_AGENT_ID": AGENTS[0]}
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
        listener.listen()
        number = listener.fileno()
        process = subprocess.Popen([sys.executable, "-m", __name__, str(number)], env=environment, pass_fds=[number])
    # This process keeps only its own end: if the other dies, a client is refused, and does not wait.
    with process:
        try:
            yield f"{sys.executable} -IS {script}"
        finally:
            process.kill()


def _serve(listener: socket.socket) -> None:
    # A run of nothing, so that everything that a run imports is imported.
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        os.chdir(folder)
        assert main(["run", "--base-url", "http://127.0.0.1:9", "--timeout", "1"]) == 1
    while True:
        connection, _ = listener.accept()
        with connection:
            if os.fork() == 0:
                _run(connection)
        os.waitpid(-1, 0)


def _run(connection: socket.socket) -> None:
    """Run the command line for the client: with its arguments, folder, environment and streams."""
    text, streams, _, _ = socket.recv_fds(connection, _MOST, 3)
    while part := connection.recv(_MOST):
        text += part
    arguments, folder, environment = json.loads(text)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    try:
        code = int(main(arguments))
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(str(code).encode())
    os._exit(code)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
