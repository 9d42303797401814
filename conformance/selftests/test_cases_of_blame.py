"""Small APIs and a recording for which a sound server was blamed once, or that could not be judged at all."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.model import Level, Outcome, Subject, Verdict
from conformance.run.session import Session, subject_of
from conformance.run.settings import Options
from conformance.selftests.servers import PATIENCE

CASES = Path(__file__).with_name("data") / "cases"
SERVERS, RECORDED = CASES / "live" / "servers", CASES / "recorded"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Run the server of the cases for all tests here."""
    with served() as found:
        yield found


@contextmanager
def served() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, str(SERVERS / "server.py"), str(port)])
    try:
        for _ in range(100 * PATIENCE):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def judged(options: Options, known: str = "u-1") -> tuple[list[Verdict], str | None]:
    """Return the verdicts on the API that fail with a MUST, and the obstacle."""
    session = Session(options, {"MINI_ID": known, "MINI_KEY": "mini-key-0123456789"})
    session.gather(lambda done, planned: None)
    pairs = [pair for pair in session.pairs if subject_of(pair) is Subject.API]
    run = session.run(pairs, pairs)
    return [each for each in run.verdicts if _is_blame(each)], session.source.obstacle


def _is_blame(verdict: Verdict) -> bool:
    requirement = verdict.requirement
    return (requirement.level, requirement.subject, verdict.outcome) == (Level.MUST, Subject.API, Outcome.FAIL)


def live(name: str, target: str, url: str) -> Options:
    return Options(base_url=url, spec=SERVERS / f"{name}.json", target=SERVERS / target)


def test_optional_part(url: str) -> None:
    """A documented 404 below a known thing is no failure."""
    assert judged(live("optional_part", "target.yaml", url)) == ([], None)


@pytest.mark.parametrize("known", ["nope", "nope,none"])
def test_key_404(url: str, known: str) -> None:
    """A 404 without a key, where the right key gets one too, says nothing of refusals: the id is to be checked."""
    blamed, obstacle = judged(live("key_404", "target_key.yaml", url), known)
    assert blamed == []
    assert (obstacle or "").endswith(f"check the base URL {url}, and MINI_ID")


def test_key_that_is_not_read(url: str) -> None:
    """Where the right key opens something, and none does too, the API is blamed."""
    blamed, obstacle = judged(live("key_404", "target_key.yaml", url))
    assert "missing-key-is-refused" in {each.requirement.id for each in blamed}
    assert obstacle is None


def test_crash(url: str) -> None:
    """The operation that hangs up is named, the rest is judged."""
    blamed, obstacle = judged(live("crash", "target.yaml", url))
    assert [(each.requirement.id, each.operation) for each in blamed] == [
        ("answer-is-not-a-server-error", "GET /crash")
    ]
    (finding,) = blamed[0].findings
    assert (finding.count, finding.exchange is not None, obstacle) == (3, True, None)


def test_server_variables() -> None:
    """Both exchanges are of the contract: the servers' variables are filled in."""
    options = Options(spec=RECORDED / "servervar.yaml", recordings=[str(RECORDED / "servervar.har")])
    blamed, obstacle = judged(options)
    assert obstacle is None
    (broken,) = blamed
    assert broken.requirement.id.endswith("/properties/n/type")
    assert [each.count for each in broken.findings] == [2]
