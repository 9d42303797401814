"""Small APIs and recordings that were judged wrongly once: bodies, media types, codings, and what answers leave out."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from conformance.run.settings import Options
from conformance.selftests.conftest import Ended
from conformance.selftests.runs import judged
from conformance.selftests.servers import PATIENCE

CASES = Path(__file__).with_name("data") / "cases"
_HSTS = "transport-security-is-strict"
LIVE, RECORDED = CASES / "live", CASES / "recorded"


@contextmanager
def served(name: str) -> Iterator[str]:
    """Run the server of a case on a free port, and return its URL."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, str(LIVE / f"{name}-server.py"), str(port)])
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def _wait(port: int) -> None:
    for _ in range(100 * PATIENCE):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise TimeoutError(port)


def live(name: str) -> Ended:
    """Return the judged run of a case with a server."""
    with served(name) as url:
        target = LIVE / "empty-target.yaml"
        return judged(Options(base_url=url, spec=LIVE / f"{name}.yaml", target=target, max_requests=400))


def recorded(spec: str, recording: str) -> Ended:
    """Return the judged run of a recorded case."""
    return judged(Options(spec=RECORDED / f"{spec}.yaml", recordings=[str(RECORDED / f"{recording}.har")]))


def blamed(ended: Ended) -> Mapping[tuple[str, str], str]:
    """Return what the API is blamed for: the requirement and the path, with the level; no case is about HSTS."""
    assert ended.report is not None
    return {
        (each["requirement"], each["operation"].partition(" ")[2]): each["level"]
        for each in ended.report["verdicts"]
        if each["subject"] == "api" and each["outcome"] == "fail" and each["requirement"] != _HSTS
    }


class TestLive:
    def test_accept(self) -> None:
        """A server that answers 406 to what it does not have is asked for what it has."""
        assert blamed(live("accept")) == {}

    def test_coding(self) -> None:
        """A body that its coding does not unpack is reported, and the run goes on."""
        ended = live("coding")
        assert blamed(ended) == {
            ("content-coding-is-sound", "/wronggzip"): "MUST",
            ("content-coding-is-sound", "/aws"): "MUST",
            ("content-coding-is-asked-for", "/aws"): "SHOULD",
            ("content-coding-is-asked-for", "/deflate"): "SHOULD",
        }
        assert "not sent after" not in ended.text
        assert "begins with 7b 22 6e 22" in ended.text or "begins with 7b 22 6e 22" in str(ended.report)


class TestRecorded:
    def test_versioned(self) -> None:
        """A media type is matched with its parameters."""
        assert blamed(recorded("versioned", "versioned")) == {}

    def test_content_type(self) -> None:
        """A Content-Type is shown as it came."""
        ended = recorded("a", "ctype")
        assert blamed(ended) == {("content-type-is-documented", "/things"): "MUST"}
        assert '"application/vnd.api+json"' in str(ended.report)

    def test_media(self) -> None:
        """A text is a string, and what is not judged is said so."""
        ended = recorded("media", "media")
        integer = "schema:#/components/schemas/N/properties/n/type"
        assert blamed(ended) == {
            ("body-is-json", "/json"): "MUST",
            ("body-has-no-byte-order-mark", "/jsoncs"): "MUST",
            ("schema:#/paths/~1text/get/responses/200/content/text~1plain/schema/maxLength", "/text"): "MUST",
            (integer, "/textjson"): "MUST",
            (integer, "/range"): "MUST",
            (integer, "/rangelow"): "MUST",
        }
        assert ended.report is not None
        said = {
            each["operation"].partition(" ")[2]: each["reason"]
            for each in ended.report["verdicts"]
            if each["requirement"] == integer and each["outcome"] == "inconclusive"
        }
        for path, kind in (
            ("/ndjson", "application/x-ndjson"),
            ("/seq", "application/json-seq"),
            ("/sse", "text/event-stream"),
            ("/xml", "application/xml"),
        ):
            assert said[path] == f"a body of {kind} is not judged by a schema that does not describe a string"

    def test_keywords(self) -> None:
        """A keyword that OpenAPI 3.0 does not have asserts nothing; answers leave out what is only written."""
        ended = recorded("const30", "const30")
        assert blamed(ended) == {
            ("schema:#/components/schemas/S/type", "/sib"): "MUST",
            ("declared-header-is-present", "/headers"): "MUST",
            ("declared-header-matches-its-schema", "/headers"): "MUST",
            ("write-only-property-is-absent", "/wopresent"): "SHOULD",
        }
        places = {name: {each["location"] for each in _findings(ended, name)} for name in _HEADERS}
        assert places == dict(zip(_HEADERS, ({"header X-Total-Count"}, {"header X-Kind"}), strict=True))


_HEADERS = ("declared-header-is-present", "declared-header-matches-its-schema")


def _findings(ended: Ended, requirement: str) -> list[Mapping[str, str]]:
    assert ended.report is not None
    return [
        finding
        for each in ended.report["verdicts"]
        if each["requirement"] == requirement
        for finding in each["findings"]
    ]
