"""A line of our own recordings holds exactly the exchange that it was made from; any other line is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.exchange.attribution import attribute
from conformance.exchange.recordings.entry import Unusable
from conformance.exchange.recordings.files import read_recording
from conformance.exchange.recordings.own import Restored, exchange_of, line_of, recorded_of
from conformance.model import Aspect, Case, Exchange, InputError, Intent, Recorded, Request, Response, Trouble
from conformance.selftests.makers import TARGET, contract, exchange, unanswered

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=100)
LATIN = st.text(st.characters(max_codepoint=255), max_size=12)
PAIRS = st.lists(st.tuples(LATIN, LATIN), max_size=3).map(tuple)
SECONDS = st.floats(0, 1e9)
CASES = st.builds(
    Case,
    id=st.text(max_size=8),
    operation=st.text(max_size=8),
    intent=st.sampled_from(Intent),
    method=st.just("GET"),
    path=LATIN,
    query=PAIRS,
    headers=PAIRS,
    origin=st.sampled_from(["near-miss", "schemathesis", "recording"]),
    known=st.none() | LATIN,
)
REQUESTS = st.builds(
    Request, st.just("GET"), LATIN.map("https://a/{}".format), PAIRS, st.tuples(LATIN), st.text(), LATIN
)
RESPONSES = st.builds(
    Response, st.integers(100, 599), PAIRS, st.binary(), SECONDS, LATIN, st.none() | SECONDS, st.integers(0, 9)
)
EXCHANGES = st.builds(
    Exchange,
    st.integers(0, 99),
    CASES,
    REQUESTS,
    st.none() | RESPONSES,
    st.none()
    | st.builds(Trouble, st.sampled_from(["dns", "framing", "too-large"]), LATIN, st.sampled_from(["", "length"])),
    st.frozensets(st.sampled_from(Aspect)),
)


def entry(**note: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(line_of(exchange(), TARGET))
    made["_conformance"].update(note)
    return made


def targeted(**changes: Any) -> dict[str, Any]:
    """Return the target of a line with changes."""
    return {**entry()["_conformance"]["target"], **changes}


class TestLine:
    @DETERMINED
    @given(EXCHANGES)
    def test_any(self, one: Exchange) -> None:
        """Every exchange is restored, with its trouble, its target and what was redacted."""
        line = line_of(one, TARGET, {"b-is-a", "a-is-b"})
        restored = exchange_of(recorded_of(json.loads(line), "run.ndjson:1"))
        assert Restored(one, TARGET, frozenset({"b-is-a", "a-is-b"})) == restored
        assert "\n" not in line

    @pytest.mark.parametrize("body", [b"\xff\xfe", b"\xed\xa0\xbd", b"\x00\x1b\x7f", "\u2028\u0085".encode()])
    def test_body(self, body: bytes) -> None:
        """A body is text where it is UTF-8, and base64 where it is not; a line stays one line."""
        line = line_of(exchange(body=body), TARGET)
        restored = exchange_of(recorded_of(json.loads(line), "")).exchange.response
        assert restored is not None
        assert body == restored.body
        assert [line] == line.split("\n")

    @pytest.mark.parametrize("received", [-5.0, 1764001521000000.0, 1e18, 1e300])
    def test_no_time(self, received: float) -> None:
        """An invalid time, such as one in microseconds, is not written; the line can be read again."""
        one = exchange()
        assert one.response is not None
        line = line_of(replace(one, response=replace(one.response, received=received)), TARGET)
        assert recorded_of(json.loads(line), "").received is None

    def test_har(self) -> None:
        """A line is an entry as defined by HAR 1.2."""
        made = entry()
        assert {"startedDateTime", "time", "request", "response", "cache", "timings", "_conformance"} == made.keys()
        assert {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"} == made[
            "request"
        ].keys()
        assert made["response"].keys() == {
            *("status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL"),
            *("headersSize", "bodySize"),
        }
        assert made["response"]["content"] == {"size": 2, "mimeType": "application/json", "text": "[]"}

    def test_attributed(self) -> None:
        """A line can also be read as a recording of another tool."""
        recorded = recorded_of(json.loads(line_of(exchange(), TARGET)), "run.ndjson:1")
        (found,) = attribute([recorded], contract()).exchanges
        assert found.case.operation == exchange().case.operation


class TestFile:
    def test_parts(self, tmp_path: Path) -> None:
        """Concatenated parts are one recording; an empty line is ignored."""
        lines = [line_of(exchange(), TARGET), line_of(unanswered(1), TARGET)]
        path = tmp_path / "run.ndjson"
        path.write_text("\n".join([*lines, "", *lines, ""]))
        recorded = [each for each in read_recording(path) if isinstance(each, Recorded)]
        assert [exchange_of(each).exchange for each in recorded] == [exchange(), unanswered(1)] * 2

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            (b"[1, 2", "is not valid JSON"),
            (b"[" * 100_000, "is not valid JSON"),
            (b"\xff{}", "is not valid JSON"),
            (b"[]", "the entry does not match the schema of our recordings"),
            (json.dumps(entry(intent="\ud800")).encode(), "a text holds a lone surrogate"),
            (b"{}", "the entry does not match the schema of our recordings"),
            (json.dumps(entry(schema=2)).encode(), "_conformance/schema does not match"),
            (json.dumps(entry(intent="guess")).encode(), "_conformance/intent does not match"),
            (json.dumps(entry(query=[["a"]])).encode(), "_conformance/query/0 does not match"),
            (json.dumps(entry(trouble={"kind": "x"})).encode(), "_conformance/trouble does not match"),
            (json.dumps(entry(shows=["SMELL"])).encode(), "_conformance/shows/0 does not match"),
            (json.dumps(entry(target={})).encode(), "_conformance/target does not match"),
            (json.dumps(entry(origin="Anna")).encode(), "_conformance/origin does not match"),
            (json.dumps(entry(hidden=["Anna Smith"])).encode(), "_conformance/hidden/0 does not match"),
            (
                json.dumps(entry(trouble={"kind": "Anna", "reason": "", "fault": ""})).encode(),
                "_conformance/trouble does",
            ),
            (
                json.dumps(entry(trouble={"kind": "dns", "reason": "", "fault": "Anna"})).encode(),
                "_conformance/trouble",
            ),
            (json.dumps(entry(target=targeted(kind="Anna"))).encode(), "_conformance/target/kind does not match"),
            (
                json.dumps(entry(target=targeted(variables={"bearer": "+4915123456789"}))).encode(),
                "_conformance/target/v",
            ),
        ],
    )
    def test_malformed(self, tmp_path: Path, line: bytes, why: str) -> None:
        """A line of another form costs that line only, reported with file and line and without its content."""
        path = tmp_path / "run.ndjson"
        path.write_bytes(line_of(exchange(), TARGET).encode() + b"\n" + line + b"\n")
        first, second = read_recording(path)
        assert isinstance(first, Recorded)
        assert isinstance(second, Unusable)
        assert (second.place, second.reason[: len(why)]) == ("run.ndjson:2", why)

    @pytest.mark.parametrize("content", [{"text": "\ud83d"}, {"text": "?", "encoding": "base64"}])
    def test_body(self, content: dict[str, str]) -> None:
        """A body that is neither text nor base64 is refused."""
        made = entry()
        made["response"]["content"] = content
        with pytest.raises(InputError, match="neither text nor base64"):
            recorded_of(made, "run.ndjson:1")
