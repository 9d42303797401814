"""A server that keeps the styles of its parameters to the letter is blamed for nothing."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.run.settings import Options
from conformance.selftests.runs import judged

CASES = Path(__file__).parent / "data" / "cases" / "live"


@pytest.fixture
def base_url() -> Iterator[str]:
    """The address of the server of `queryarray.yaml`, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen([sys.executable, str(CASES / "queryarray-server.py"), str(port)]) as server:
        try:
            for _ in range(500):
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except ConnectionRefusedError:
                    time.sleep(0.02)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def test_nobody_is_blamed(base_url: str) -> None:
    """Lists, an object, JSON, a boolean and a number are sent, right and wrong, and the API fails nothing."""
    spec, target = CASES / "queryarray.yaml", CASES / "empty-target.yaml"
    run = judged(Options(base_url=base_url, spec=spec, target=target, max_requests=400, explore=60))
    assert run.report is not None
    verdicts = [each for each in run.report["verdicts"] if each["subject"] == "api"]
    assert [each for each in verdicts if each["outcome"] == "fail"] == []
    refused = [each for each in verdicts if each["requirement"] == "malformed-parameter-is-refused"]
    judged_by_it = {each["operation"] for each in refused if each["outcome"] == "pass"}
    assert judged_by_it >= {"GET /multi", "GET /csv", "GET /deep", "GET /bool", "GET /num"}
