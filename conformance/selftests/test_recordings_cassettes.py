"""Cassettes and events of schemathesis are read from YAML without running tags or expanding aliases."""

from __future__ import annotations

import base64
import gzip
from typing import Any

import pytest

from conformance.exchange.recordings.data import load
from conformance.exchange.recordings.entry import Entry, Unusable
from conformance.exchange.recordings.formats import schemathesis_ndjson, vcr
from conformance.model import Aspect, InputError, Recorded

URL = "https://api.example.com/things"
REQUEST = {"method": "GET", "uri": URL, "headers": {"Accept": ["*/*"]}}
HEADERS = {"Content-Type": ["application/json"], "Set-Cookie": ["a=1", "b=2"]}
LINES = (("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
DECODED = {Aspect.TEXT, Aspect.HEADERS, Aspect.OCCURRENCE}
KEPT = DECODED | {Aspect.BYTES}
# The second holds the first ten times, and so on: ten million characters that hang a naive reader.
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def response(**changes: Any) -> dict[str, Any]:
    return {"status": {"code": 200, "message": "OK"}, "headers": HEADERS, "body": {"string": "[42]"}, **changes}


def interaction(answer: Any = None, **changes: Any) -> Entry:
    """Return what is read from an interaction."""
    made = {"request": REQUEST, "response": response() if answer is None else answer, **changes}
    (found,) = vcr.read({"interactions": [made]}, "t.yaml")
    return found


def event(answer: Any, **changes: Any) -> Entry:
    """Return what is read from an exchange in an event of schemathesis."""
    made = {"request": REQUEST, "response": answer, "timestamp": 1_700_000_000.5, **changes}
    line: Any = {"ScenarioFinished": {"recorder": {"label": "GET /things", "interactions": {"x": made}}}}
    (found,) = schemathesis_ndjson.read(line, "t.ndjson:7")
    return found


class TestCassette:
    def test_interaction(self) -> None:
        """An interaction is read with all of its fields."""
        found = interaction(response(elapsed="0.25"), recorded_at="Tue, 01 Nov 2011 04:58:44 GMT")
        assert found == Recorded(
            place="t.yaml#1",
            method="GET",
            url=URL,
            status=200,
            headers=LINES,
            body=b"[42]",
            shows=frozenset(KEPT),
            request_headers=(("Accept", "*/*"),),
            received=1_320_123_524.0,
            elapsed=0.25,
        )

    @pytest.mark.parametrize(
        ("changes", "body", "shows"),
        [
            ({"body": {"string": "é\ufffd"}}, "é\ufffd".encode(), KEPT),
            ({"body": {"string": b"\xff"}}, b"\xff", KEPT),
            ({"body": {"encoding": "utf-8", "string": "é"}}, "é".encode(), DECODED),
            ({"body": {"encoding": "ISO-8859-1", "string": "Ã©"}}, "é".encode(), DECODED),
            ({"body": {"encoding": "utf-8", "base64_string": "/w=="}}, b"\xff", KEPT),
            ({"body": {"encoding": "ASCII-8BIT", "string": b"[]"}}, b"[]", KEPT),
            ({"status": None, "body": None, "status_code": 200, "content": "[]"}, b"[]", DECODED),
            (
                {"headers": {"Content-Encoding": ["gzip"]}, "body": {"string": gzip.compress(b"[]", mtime=0)}},
                b"[]",
                KEPT,
            ),
            ({"headers": {"Content-Encoding": "gzip"}, "body": {"string": "[]"}}, b"[]", KEPT),
            ({"status": {"code": "204"}, "body": None}, b"", DECODED),
            ({"headers": {}}, b"[42]", KEPT - {Aspect.HEADERS}),
            ({"headers": {"www-authenticate": ["[Filtered]"]}}, b"[42]", KEPT - {Aspect.HEADERS}),
        ],
        ids=[
            "text of vcrpy",
            "bytes",
            "text of schemathesis",
            "text that was read as Latin-1",
            "base64",
            "bytes of VCR",
            "vcrpy for httpx in earlier versions",
            "still packed",
            "unpacked, header kept",
            "nothing to keep",
            "no headers",
            "filtered header",
        ],
    )
    def test_body(self, changes: dict[str, Any], body: bytes, shows: set[Aspect]) -> None:
        """A body is read as it was stored."""
        found = interaction(response(**changes))
        assert isinstance(found, Recorded), found
        assert (found.body, {*found.shows}) == (body, shows)

    @pytest.mark.parametrize("status", [200, "200", "200 OK", {"code": "200"}])
    def test_status(self, status: Any) -> None:
        """A status is a number, or an object with one."""
        found = interaction(response(status=status))
        assert isinstance(found, Recorded), found
        assert found.status == 200

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            ("", "was not answered"),
            (response(status=None), "was not answered"),
            (response(status={"code": "0"}), "was not answered"),
            (response(status={"code": "abc"}), "its status is not valid"),
            (response(body=None), "its body was not kept"),
            (response(body={"string": None}), "its body was not kept"),
            (response(body={"base64_string": 7}), "its body was not kept"),
            (response(truncated_from="99"), "its body was truncated when it was recorded"),
            (response(headers={"A": {}}), "a header has a name or a value that is not text"),
            (
                response(body={"encoding": "utf-8", "string": "\ufffd"}),
                "its body lost bytes when it was recorded: it holds U+FFFD in their place",
            ),
            (
                response(body={"encoding": "ISO-8859-1", "string": "☃"}),
                "its body holds characters that cannot be encoded",
            ),
        ],
        ids=lambda given: given if isinstance(given, str) else "",
    )
    def test_unusable(self, answer: Any, reason: str) -> None:
        """An incomplete answer is left out with the reason."""
        assert interaction(answer) == Unusable("t.yaml#1", reason)

    @pytest.mark.parametrize("name", ["interactions", "http_interactions"])
    def test_matches(self, name: str) -> None:
        """A cassette is recognised by the name of its list."""
        assert vcr.matches({name: []})
        assert not vcr.matches({name: {}})


class TestEvents:
    def test_interaction(self) -> None:
        """An exchange is read with all of its fields; most events have none."""
        content = {"$base64": base64.b64encode(b"[42]").decode()}
        found = event({"status_code": 200, "headers": HEADERS, "content": content, "elapsed": 0.25})
        assert found == Recorded(
            place="t.ndjson:7#1",
            method="GET",
            url=URL,
            status=200,
            headers=LINES,
            body=b"[42]",
            shows=frozenset(KEPT),
            request_headers=(("Accept", "*/*"),),
            received=1_700_000_000.5,
            elapsed=0.25,
        )
        others: list[Any] = [{"EngineStarted": {"id": "x"}}, {"X": {"recorder": {"interactions": 7}}}, [], None]
        for line in others:
            assert list(schemathesis_ndjson.read(line, "t.ndjson:8")) == []

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (None, "was not answered"),
            ({"status_code": 200, "content": {"$base64": "W10="}, "content_size": 9}, "its body was truncated"),
            ({"status_code": 200}, "its body was not kept"),
            ({"status_code": 200, "content": {"$base64": "W"}}, "its body is not valid base64"),
        ],
    )
    def test_unusable(self, answer: Any, reason: str) -> None:
        """An incomplete answer is left out with the reason."""
        found = event(answer)
        assert isinstance(found, Unusable)
        assert found.reason.startswith(reason)


class TestYaml:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("- 12e5\n- 0o17\n- no\n- 200\n- '~'", ["12e5", "0o17", "no", "200", "~"]),
            ("a: ~\nb:\nc: null", {"a": None, "b": None, "c": None}),
            ("a: !!binary W10=\nb: !binary |\n  W1\n  0=\nc: !!binary '*'", {"a": b"[]", "b": b"[]", "c": b""}),
            ("a: !!python/object/apply:os.system [echo]", {"a": ["echo"]}),
            ("a: !!python/unicode b", {"a": "b"}),
            ("a: &x [1]\nb: *x\n? &y c\n: *x\nd: *y", {"a": ["1"], "b": ["1"], "c": ["1"], "d": "c"}),
            ("<<: {a: b}", {"<<": {"a": "b"}}),
            ("'a\\b': \"\\u00e9\\x00\"", {"a\\b": "é\0"}),
            ("", None),
        ],
    )  # fmt: skip
    def test_value(self, text: str, value: Any) -> None:
        """Scalars are their text, or bytes; a tag runs nothing, and an alias is resolved."""
        assert load(text.encode(), "t.yaml") == value

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("a: [", "t.yaml:2: is neither JSON nor YAML: did not find expected node content"),
            ("a: b: c", "t.yaml:1: is neither JSON nor YAML: mapping values are not allowed in this context"),
            ("a\0", "t.yaml: is neither JSON nor YAML: it holds characters that YAML allows only escaped"),
            ("a: &x [*x]", "t.yaml:1: uses a YAML alias that is undefined or refers to itself"),
            ("a: *x", "t.yaml:1: uses a YAML alias that is undefined or refers to itself"),
            ("[a]: b", "t.yaml:1: is not valid JSON: Expecting value"),
            ("[1]: b", "t.yaml:1: has trailing content"),
            (f'{{"a": 1{"0" * 5_000}}}', "t.yaml: holds a number with too many digits to be read"),
            ("? [a]\n: b", "t.yaml:1: has a key that is not a string"),
            ("a: b\n---\nc: d", "t.yaml:2: holds a second YAML document"),
            ("- " * 101 + "a", "t.yaml:1: nests deeper than 100 levels"),
            (BOMB, "t.yaml:7: holds more than 67108864 characters once aliases are expanded"),
        ],
        ids=range(12),
    )
    def test_error(self, text: str, message: str) -> None:
        """Unreadable or expanding input is refused in one line."""
        with pytest.raises(InputError) as caught:
            load(text.encode(), "t.yaml")
        assert str(caught.value).startswith(message)

    @pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 50_000, '{"a":' * 100_000])
    def test_depth(self, text: str) -> None:
        """No depth causes a crash."""
        with pytest.raises(InputError):
            load(text.encode(), "t")
