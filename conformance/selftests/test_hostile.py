"""Broken or hostile targets: a run ends in time and in little memory, and blames only proven faults."""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest

from conformance.model import Exchange, Outcome, Result, Verdict
from conformance.reference.api import KEY
from conformance.reference.data import AGENTS
from conformance.run.session import Session
from conformance.run.settings import Options
from conformance.selftests.conftest import Run
from conformance.selftests.servers import PATIENCE, Script, Server, answer, drips, reset, sends, serve
from conformance.verdict.judge_document import DOCUMENT

ROOT = Path(__file__).parents[2]
TIMEOUT = 0.3
"""The timeout in seconds for servers that never answer; others have no such limit."""
LATE = "no complete answer within the time limit"
JSON = "Content-Type: application/json"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
FRAMING = "message-framing-is-sound"
PACKED = gzip.compress(b"[]" + b" " * 1000)
GIBIBYTE = 2**30
BOMB = gzip.compress(gzip.compress(bytes(256 * 2**20), 1), 9)
"""A quarter of a gibibyte of zeros, compressed twice: decompressed once it is still a bomb."""
MAX_RESIDENT = 200 * 2**10
"""The memory in kibibytes that a run may take."""


@dataclass(frozen=True)
class Judged:
    """The result of a run against a target."""

    result: Result
    obstacle: str | None
    exchanges: tuple[Exchange, ...]
    verdicts: list[Verdict]
    requests: int
    seconds: float
    """The process time, which includes the server's."""

    def named(self, outcome: Outcome) -> set[str]:
        """Return the requirements with an outcome."""
        return {each.requirement.id for each in self.verdicts if each.outcome is outcome}


def judged(*scripts: Script | bytes, timeout: float = PATIENCE) -> Judged:
    """Judge a server that plays the scripts, one per connection, by every requirement on the API."""
    with serve(*scripts) as server:
        options = Options(base_url=server.base_url, timeout=timeout)
        session = Session(options, {"BOLNA_API_KEY": KEY, "BOLNA_AGENT_ID": AGENTS[0]})
        assert session.source.plan.cases
        started = time.process_time()
        exchanges = session.gather(lambda done, planned: None)
        pairs = [pair for pair in session.pairs if pair[1] != DOCUMENT]
        run = session.run(pairs, pairs)
        seconds = time.process_time() - started
    return Judged(run.result, session.source.obstacle, exchanges, [*run.verdicts], len(server.requests), seconds)


def hang(connection: socket.socket, over: Event) -> None:
    """Send nothing until the client has gone."""
    connection.recv(1)


class TestNoAnswer:
    """A target without a usable answer is left alone after three requests, and blamed for nothing."""

    @pytest.mark.parametrize(
        ("script", "reason"),
        [
            (hang, LATE),
            (drips(b"HTTP/1.1 200 OK\r\n", b"X-A: 1\r\n"), LATE),
            (
                drips(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b" "),
                "no complete answer within the time limit",
            ),
            (drips(CHUNKED, b"1\r\n \r\n"), LATE),
            (drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), LATE),
            (reset, "the connection failed or was reset"),
            (sends(b""), "the answer was cut off before its end"),
            (answer(b"[]", JSON, length=99), "the answer was cut off before its end"),
            (CHUNKED + b"9\r\n[", "the answer was cut off before its end"),
            (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "the answer is not a valid HTTP message"),
        ],
        ids=[
            *("hang", "headers", "body", "chunks", "100 Continue", "reset", "hang up", "short", "chunk cut off"),
            "no HTTP",
        ],
    )
    def test_inconclusive(self, script: Script | bytes, reason: str) -> None:
        """Nothing passes, nothing fails, the run fails, with the reason."""
        found = judged(script, timeout=TIMEOUT if reason is LATE else PATIENCE)
        assert (found.result, found.named(Outcome.FAIL), found.named(Outcome.PASS)) == (Result.FAILURE, set(), set())
        assert reason in (found.obstacle or "")
        assert found.requests == 3
        assert found.seconds < 3
        assert all(each.trouble is not None for each in found.exchanges)

    @pytest.mark.parametrize(("body", "coding"), [(PACKED[:-9], "gzip"), (b"[]", "br")], ids=["gzip cut off", "br"])
    def test_unpacked_by_nobody(self, body: bytes, coding: str) -> None:
        """An answer that its own coding does not unpack is the API's, and does not end the run."""
        found = judged(answer(body, JSON, f"Content-Encoding: {coding}"))
        assert (found.result, "content-coding-is-sound" in found.named(Outcome.FAIL)) == (Result.FAILURE, True)
        assert found.requests == len(found.exchanges) > 3

    def test_occasional_failures(self) -> None:
        """An occasional failure does not end a run; the answers are judged."""
        fine = answer(b"[]", JSON)
        found = judged(reset, fine, hang, reset, fine, reset, reset, fine, timeout=2)
        assert sum(each.trouble is not None for each in found.exchanges) == 5
        assert found.requests == len(found.exchanges)
        assert "body-is-json" in found.named(Outcome.PASS)

    @pytest.mark.parametrize("wait", ["86400", "Wed, 21 Oct 2065 07:28:00 GMT", "\x1b[31m", "-1"])
    def test_unusable_retry_after(self, wait: str) -> None:
        """A 429 that asks for a day, or has an unreadable wait, ends the run at once."""
        found = judged(answer(b"{}", JSON, f"Retry-After: {wait}", status="429 Too Many Requests"))
        assert (found.requests, found.result) == (1, Result.FAILURE)
        is_readable = wait[0] not in "\x1b-"
        assert found.named(Outcome.FAIL) == (set() if is_readable else {"standard-headers-are-well-formed"})
        assert "the target asks for fewer requests (429)" in (found.obstacle or "")
        assert found.seconds < 2

    def test_unavailable(self) -> None:
        """A service that announces its return is not blamed."""
        busy = answer(b"", JSON, "Retry-After: 86400", status="503 Service Unavailable")
        found = judged(busy)
        assert found.result is Result.FAILURE
        assert "unavailable (503)" in (found.obstacle or "")
        assert "answer-is-not-a-server-error" in found.named(Outcome.INCONCLUSIVE)


class TestFraming:
    """Broken message framing is a deviation of the API."""

    @pytest.mark.parametrize(
        ("script", "kind"),
        [
            (answer(b"[]", JSON, "Content-Length: 9"), "two-lengths"),
            (answer(b"[]", JSON, length=-2), "length"),
            (CHUNKED + b"zz\r\n[]\r\n", "chunk-size"),
            (CHUNKED + b"2\r\n[]]]\r\n0\r\n\r\n", "chunk-end"),
            (answer(b"[]", JSON) + b"[]", "surplus"),
            (answer(b"[]", JSON) + answer(b"[1]", JSON), "surplus"),
            (
                CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 2\r\n\r\n") + b"2\r\n[]\r\n0\r\n\r\n",
                "length-and-coding",
            ),
        ],
    )
    def test_fails(self, script: bytes, kind: str) -> None:
        """The requirement on framing fails, and the run with it."""
        found = judged(script)
        assert FRAMING in found.named(Outcome.FAIL)
        findings = [
            each for verdict in found.verdicts for each in verdict.findings if verdict.requirement.id == FRAMING
        ]
        assert ([each.kind for each in findings], found.result) == ([kind], Result.FAILURE)
        assert found.seconds < 5

    def test_next_answer_is_its_own(self) -> None:
        """A response smuggled in after an answer is never taken for the next answer."""
        found = judged(answer(b"[]", JSON) + answer(b'["smuggled"]', JSON))
        assert {each.response and each.response.body for each in found.exchanges} == {b"[]"}


class TestContent:
    """Bodies that break parsers break no rule, and fail as what they are."""

    @pytest.mark.parametrize(
        ("body", "requirement", "outcome"),
        [
            (b"[" * 100_000 + b"]" * 100_000, "body-is-json", Outcome.INCONCLUSIVE),
            (b'[{"total_contacts":' + b"9" * 10_000 + b"}]", "json-numbers-are-finite", Outcome.FAIL),
            (b'[{"file_name":"\\ud800"}]', "json-strings-are-unicode", Outcome.FAIL),
            (b'[{"file_name":1e999999}]', "json-numbers-are-finite", Outcome.FAIL),
            (b'["\xff\xfe"]', "body-is-utf-8", Outcome.FAIL),
            (b'[{"a":1,"a":2}]', "json-names-are-unique", Outcome.FAIL),
        ],
        ids=["nesting", "digits", "surrogate", "infinite", "utf-8", "names"],
    )
    def test_body(self, body: bytes, requirement: str, outcome: Outcome) -> None:
        """No rule breaks over a body, the fault has its proper name, and the run fails."""
        found = judged(answer(body, JSON))
        assert found.named(Outcome.ERROR) == set()
        assert requirement in found.named(outcome)
        assert found.result is Result.FAILURE
        assert found.seconds < 20

    def test_redirects(self) -> None:
        """The key follows no redirect, neither in a loop nor to another place."""
        with serve(answer(b"[]", JSON)) as other:
            for place in ("/batches/loop/all", f"{other.base_url}/steal", "javascript:alert(1)", "\x1b[31m"):
                found = judged(answer(b"", JSON, f"Location: {place}", status="302 Found"))
                assert "answer-is-not-a-redirect" in found.named(Outcome.FAIL)
                assert found.requests == len(found.exchanges)
        assert other.requests == []

    def test_injection(self, run: Run) -> None:
        """No text of a target has an effect at a terminal, in a build server or in a page."""
        evil = "\x1b]0;evil\x07::error::evil ##vso[evil] <script>evil</script>"
        body = b'[{"file_name": "<script>evil</script>\\u001b[31m\\n::error::evil"}]'
        scripts = [
            answer(body, f"Content-Type: application/json; charset={evil}", f"X-A: {evil}"),
            answer(b"{}", JSON, f"Location: {evil}", status=f"302 {evil}"),
            f"HTTP/1.1 200 {evil}\r\n{evil}: {evil}\r\n\r\n".encode("latin-1"),
            CHUNKED + evil.encode() + b"\r\n",
            answer(b"[]", JSON, f"Content-Length: {evil}"),
            answer(b"{}", f"Content-Encoding: {evil}"),
        ]
        for script in scripts:
            with serve(script) as server:
                ended = run(
                    "--base-url", server.base_url, "--timeout", str(PATIENCE), "-k", "not document and not -document"
                )
            assert ended.code == 1
            assert [word for word in ("evil", "\x1b]", "\x07", "\x1b[31m\n", "<script") if word in ended.text] == []
            report = Path("reports/latest/report.json").read_text(encoding="utf-8")
            sarif = Path("reports/latest/report.sarif").read_text(encoding="utf-8")
            assert [word for word in ("evil", "script>") if word in report + sarif] == []


def endless(start: bytes, size: int) -> Script:
    """Return a script that sends as much as it can, until the client disconnects."""
    block = b" " * 2**20

    def script(connection: socket.socket, over: Event) -> None:
        connection.sendall(start)
        for _ in range(size // len(block)):
            if over.is_set():
                return
            connection.sendall(block)

    return script


MEMORY: dict[str, Script | bytes] = {
    "names": answer(b"[" + b",".join(b'{"a%d":1}' % number for number in range(25_000)) + b"]", JSON),
    "5 GB": endless(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5368709120\r\n\r\n", 5 * GIBIBYTE
    ),
    "no end": endless(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", 5 * GIBIBYTE),
    "bomb": answer(gzip.decompress(BOMB), JSON, "Content-Encoding: gzip"),
    "bomb in a bomb": answer(BOMB, JSON, "Content-Encoding: gzip, gzip"),
    "all bodies": answer(b"[" + b" " * (15 * 2**20) + b"]", JSON),
    "nesting": answer(b"[" * 8_000_000, JSON),
}


SOME = ("all bodies", "bomb in a bomb")
"""Representatives of the rest: the largest body that is read, and the largest decompressed one."""


@pytest.mark.exhaustive
class TestMemory:
    """Whatever a target sends, a run takes little memory."""

    @pytest.mark.parametrize(
        "name", [name if name in SOME else pytest.param(name, marks=pytest.mark.exhaustive) for name in MEMORY]
    )
    def test_is_bounded(self, tmp_path: Path, name: str) -> None:
        """A run stays below its bound, and never ends with 0."""
        code, resident = _resident(tmp_path, MEMORY[name])
        assert code == 1
        assert resident < MAX_RESIDENT


_MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _resident(folder: Path, script: Script | bytes) -> tuple[int, int]:
    """Return the exit code of a run against a server with one script, and its peak memory."""
    with serve(script) as server:
        return _measured(folder, server)


def _measured(folder: Path, server: Server) -> tuple[int, int]:
    environment = {**os.environ, "BOLNA_API_KEY": KEY, "BOLNA_AGENT_ID": AGENTS[0], "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-m",
        "conformance",
        "run",
        "--base-url",
        server.base_url,
        "--timeout",
        str(PATIENCE),
        "-q",
    ]
    # A process inherits the peak of its parent: a small process in between keeps ours out of it.
    told = subprocess.run(
        [sys.executable, "-c", _MEASURE, *command], env=environment, cwd=folder, capture_output=True, check=True
    )
    code, resident = map(int, told.stdout.split())
    return code, resident
