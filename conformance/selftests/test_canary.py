"""An API that echoes the key and a phone number everywhere leaves neither in any report artifact."""

from __future__ import annotations

import base64
import gzip
import json
import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.exchange.forbidden_texts import ForbiddenTexts
from conformance.exchange.recordings.own import line_of
from conformance.exchange.recordings.writing import write_recording
from conformance.exchange.spellings import spellings
from conformance.model import Outcome
from conformance.reference.api import KEY, Answer, Api, Call
from conformance.reference.bundled import FEW
from conformance.reference.data import AGENTS, Row
from conformance.reference.server import serve
from conformance.run.laboratory import Laboratory
from conformance.selftests.conftest import Run
from conformance.verdict.preserving import redacted

PHONE = "+4915123456789"
NEEDLES = (KEY, KEY[:-1], PHONE[1:])
ECHO = f"{KEY} {PHONE}"
_ALL = " | ".join(form for text in (KEY, PHONE) for form in spellings(text))
_PACKED = base64.b64encode(gzip.compress(ECHO.encode())).decode()


class Canary(Api):
    """An API that echoes everything it received, in every way."""

    def respond(self, call: Call) -> Answer:
        """Echo in headers and cookies, and compress the body."""
        answer = super().respond(call)
        for name, value in (
            ("X-Echo", _ALL),
            ("Set-Cookie", f"session={KEY}; Path=/{PHONE}"),
            ("Location", f"/login?key={KEY}&phone=%2B{PHONE[1:]}"),
            ("Content-Encoding", "gzip"),
            ("X-Packed", _PACKED),
        ):
            answer = answer.with_header(name, value)
        return replace(answer, body=gzip.compress(answer.body))

    def rows(self, agent: str) -> list[Row]:
        """Return batches with the key and the number in texts, numbers, names, and JSON within JSON."""
        said = json.dumps({"key": KEY, "deeper": json.dumps([PHONE, KEY])})
        more: Row = {"file_name": ECHO, "from_phone_number": PHONE, "said": said, KEY: 1, PHONE: int(PHONE[1:])}
        return [{**row, **more, "status": KEY, "all": _ALL} for row in super().rows(agent)]

    def malformed(self, text: str) -> Answer:
        """Answer with a page."""
        page = f"<html><title>{ECHO}</title><a href='/{KEY}?tel={PHONE}'>{_ALL}</a><b>+49 151 23456789</b></html>"
        return Answer(400, (("Content-Type", "text/html"),), page.encode())

    def unknown(self, agent: str) -> Answer:
        """Answer with a redirect."""
        return self.reply(302, {"error": 302, "message": ECHO}, ("Location", f"https://{KEY}.example.org/{PHONE}"))

    def refuse(self, call: Call) -> Answer:
        """Answer with a body that is not valid JSON."""
        return replace(super().refuse(call), body=f'{{"key": "{ECHO}'.encode())


def found(content: bytes) -> list[str]:
    """Return the forbidden texts in a content, in any spelling or with blanks."""
    bare = re.sub(rb"[\s().-]", b"", content)
    plain = [text for text in NEEDLES if text.encode() in content or text.encode() in bare]
    return plain + ["in another spelling"] * ForbiddenTexts(NEEDLES).found_in(content)


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def test_run(run: Run, tmp_path: Path, logged: pytest.LogCaptureFixture) -> None:
    """A whole run leaves neither in a report, its output or a log."""
    with serve(Canary()) as url:
        ended = run("--base-url", url, "--junitxml", "junit.xml", "-rA", "--log-level=DEBUG")
    assert ended.code == 1
    assert "key-is-never-echoed" in ended.must_failed()
    written = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert {"report.json", "report.sarif", "junit.xml"} <= written.keys()
    assert {name: found(content) for name, content in written.items() if found(content)} == {}
    assert found(ended.text.encode()) == []
    assert found(logged.text.encode()) == []


def test_recording(tmp_path: Path) -> None:
    """A recording has neither, and still shows on replay that the key is echoed, and where."""
    laboratory, path = Laboratory(FEW), tmp_path / "run.ndjson"
    suite = laboratory.session.suite
    exchanges, target = laboratory.exchanges(Canary())
    verdicts = suite.judge(suite.evidences(exchanges, target))
    clean = redacted(suite, exchanges, target, b"0123456789abcdef", verdicts)
    write_recording(path, (line_of(each, clean.target, clean.hidden) for each in clean.exchanges), clean.forbidden)
    assert found(path.read_bytes()) == []
    assert [agent for agent in AGENTS if agent in path.read_text()] == []
    live, replayed = (
        {each.requirement.id: each for each in suite.judge(suite.evidences(some, at))}
        for some, at in ((exchanges, target), (clean.exchanges, clean.target))
    )
    echoed = "key-is-never-echoed"
    assert live[echoed].outcome is replayed[echoed].outcome is Outcome.FAIL
    assert [each.location for each in live[echoed].findings] == [each.location for each in replayed[echoed].findings]
    # Masking a phone number in a name also changes the name's length, which a finding shows.
    assert clean.hidden == {"property-is-declared"}


def test_texts_are_found_in_the_api() -> None:
    """The search finds both texts in each place of the API itself."""
    api = Canary()
    known = Call("GET", f"/batches/{AGENTS[0]}/all", (("Authorization", f"Bearer {KEY}"),))
    for answer in (api.respond(known), api.malformed(""), api.unknown("")):
        body = gzip.decompress(answer.body) if answer.body[:2] == b"\x1f\x8b" else answer.body
        assert found(body)
        assert answer.status == 400 or found(repr(answer.headers).encode())
