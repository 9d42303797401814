"""How a body is read: as what its media type says, by what the contract documents for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model import Exchange, Outcome
from conformance.rules.observation import Conforming, Deviation, Inconclusive
from conformance.rules.reading import AMBIGUOUS, UNDECODED, UNDOCUMENTED, UNPACKED
from conformance.rules.schema_assertions import check_assertions
from conformance.selftests.exchanges import LEDGER, Example, answer, contract, evidence, outcome
from conformance.verdict.judge import judge

JSON, TEXT, CSV = "application/json", "text/plain", "text/csv"
STRING = {"type": "string"}
OBJECT = {"type": "object", "properties": {"n": {"type": "integer"}}}
WRONG = {"properties": {"n": {"type": "boolean"}}}
BYTES = {"type": "string", "format": "binary"}


def of(media: Mapping[str, Any], version: str = "3.0.3") -> str:
    """Return a contract whose success has some media types with their schemas; None for none."""
    content = {name: {} if schema is None else {"schema": schema} for name, schema in media.items()}
    made = contract(responses={"200": {"description": "a body", "content": content}})
    return made.replace("3.1.0", version)


def found(exchange: Exchange, media: Mapping[str, Any], version: str = "3.0.3") -> list[object]:
    """Return what is observed for the assertions of a body."""
    return [each for _, each in check_assertions(evidence(exchange, of=of(media, version)))]


def deviations(exchange: Exchange, media: Mapping[str, Any], version: str = "3.0.3") -> list[str]:
    return [each.kind for each in found(exchange, media, version) if isinstance(each, Deviation)]


def reasons(exchange: Exchange, media: Mapping[str, Any], version: str = "3.0.3") -> set[str]:
    return {each.text for each in found(exchange, media, version) if isinstance(each, Inconclusive)}


class TestText:
    @pytest.mark.parametrize(
        "body", [b"42", b"true", b'{"a": 1}', b"null", b"", b"a,b\n", b"\xef\xbb\xbfa", b"[", b"NaN"]
    )
    @pytest.mark.parametrize(
        "kind",
        [
            *(TEXT, CSV, "text/html", "application/xml", "application/x-ndjson", "text/event-stream", "image/svg+xml"),
            *("application/x-www-form-urlencoded", "application/yaml", "text/plain; charset=UTF-8"),
        ],
    )
    def test_is_a_string(self, body: bytes, kind: str) -> None:
        """A text under `type: string` is a string, whatever it resembles."""
        (seen,) = found(answer(body=body, kind=kind), {kind: STRING})
        assert isinstance(seen, Conforming)

    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
    def test_any(self, text: str) -> None:
        """So is any text at all."""
        assert deviations(answer(body=text.encode(), kind=CSV), {CSV: STRING}) == []
        schema = {"type": "string", "maxLength": len(text)}
        assert deviations(answer(body=text.encode(), kind=CSV), {CSV: schema}) == []

    @given(st.binary(max_size=20), st.sampled_from(["utf-7", "punycode", "utf-16", "latin-1", "UTF-8", "x", ""]))
    def test_any_bytes(self, body: bytes, charset: str) -> None:
        """No bytes and no charset make it anything else."""
        assert deviations(answer(body=body, kind=f"text/csv; charset={charset}"), {CSV: STRING}) == []

    def test_assertions(self) -> None:
        """A text is judged by all that its schema says of a string."""
        schema = {"type": "string", "enum": ["ok", "busy"], "maxLength": 4}
        assert deviations(answer(body=b"ok", kind=TEXT), {TEXT: schema}) == []
        assert deviations(answer(body=b"ok\r\n", kind=TEXT), {TEXT: schema}) == []
        assert deviations(answer(body=b"broken", kind=TEXT), {TEXT: schema}) == ["enum", "maxLength"]

    def test_charset(self) -> None:
        """A text is decoded by its charset; what cannot be decoded is not judged."""
        schema = {"type": "string", "maxLength": 1}
        assert deviations(answer(body=b"\xe4", kind="text/plain; charset=ISO-8859-1"), {TEXT: schema}) == []
        assert reasons(answer(body=b"\xe4", kind=TEXT), {TEXT: schema}) == {UNDECODED}
        assert reasons(answer(body=b"+AOQ-", kind="text/plain; charset=utf-7"), {TEXT: schema}) == {UNDECODED}

    @pytest.mark.parametrize("kind", [TEXT, CSV, "application/xml", "application/x-ndjson", "multipart/mixed"])
    def test_is_no_object(self, kind: str) -> None:
        """Under the schema of an object it is not judged, and that is said with its type."""
        said = reasons(answer(body=b'{"n": "x"}\n{}', kind=kind), {kind: OBJECT})
        assert said == {f"a body of {kind} is not judged by a schema that does not describe a string"}

    def test_nullable(self) -> None:
        """A string among others is one."""
        assert deviations(answer(body=b"42", kind=TEXT), {TEXT: {"type": ["string", "integer"]}}, "3.1.0") == []
        assert deviations(answer(body=b"42", kind=TEXT), {TEXT: {"anyOf": [STRING, {"type": "null"}]}}, "3.1.0") == []


class TestBytes:
    @pytest.mark.parametrize("kind", [JSON, "image/png", "application/octet-stream", TEXT, "application/pdf"])
    @pytest.mark.parametrize("body", [b"\x89PNG\r\n", b"", b"{", b"{}"])
    def test_are_never_read(self, kind: str, body: bytes) -> None:
        """What the contract describes as bytes is bytes under any type."""
        schema = {**BYTES, "maxLength": 1}
        exchange = answer(body=body, kind=kind)
        assert deviations(exchange, {kind: schema}) == []
        assert reasons(exchange, {kind: schema}) == {"raw bytes are not judged by `maxLength`"}
        for rule in ("body-is-json", "body-is-utf-8", "content-type-is-documented"):
            assert outcome(rule, exchange, of=of({kind: schema})) is not Outcome.FAIL

    @pytest.mark.parametrize("schema", [None, {}, {"type": "string", "contentMediaType": "image/png"}, STRING])
    def test_of_3_1(self, schema: Mapping[str, Any] | None) -> None:
        """OpenAPI 3.1 describes them by a type alone, or without a schema."""
        assert deviations(answer(body=b"\x89PNG", kind="image/png"), {"image/png": schema}, "3.1.0") == []

    @pytest.mark.parametrize("schema", [BYTES, {}, {"title": "Answer"}])
    def test_framework(self, schema: Mapping[str, Any]) -> None:
        """A file under the default type of a framework is the document's quirk."""
        exchange = answer(body=b"\x89PNG", kind="image/png")
        assert outcome("content-type-is-documented", exchange, of=of({JSON: schema})) is Outcome.INCONCLUSIVE
        assert deviations(exchange, {JSON: schema}) == []

    def test_object_is_meant(self) -> None:
        """A page in place of an object is the API's deviation."""
        exchange = answer(body=b"<p>", kind="text/html")
        assert outcome("content-type-is-documented", exchange, of=of({JSON: OBJECT})) is Outcome.FAIL
        assert reasons(exchange, {JSON: OBJECT}) == {UNDOCUMENTED}


class TestJson:
    def test_by_its_label(self) -> None:
        """JSON is judged under each of its names."""
        for kind in (JSON, "application/vnd.api+json", "text/json"):
            assert deviations(answer(body={"n": "x"}, kind=kind), {kind: OBJECT}) == ["type"]

    def test_mislabelled(self) -> None:
        """An object is judged all the same where the contract says JSON; another value may be a text."""
        assert deviations(answer(body={"n": "x"}, kind=TEXT), {JSON: OBJECT}) == ["type"]
        assert reasons(answer(body=42, kind=TEXT), {JSON: STRING}) == {UNDOCUMENTED}
        assert reasons(answer(body={"n": "x"}, kind=TEXT), {CSV: OBJECT}) == {UNDOCUMENTED}

    def test_unnamed_form(self) -> None:
        """A type that says nothing of its form may be JSON."""
        kind = "application/vnd.github.v3"
        assert deviations(answer(body={"n": "x"}, kind=kind), {kind: OBJECT}) == ["type"]

    def test_version(self) -> None:
        """Each version is judged by its own schema; a body of none of them by no schema."""
        media = {"a/b+json;v=1": OBJECT, "a/b+json;v=2": {"type": "array"}}
        assert deviations(answer(body=[], kind="a/b+json;v=2"), media) == []
        assert deviations(answer(body=[], kind="a/b+json; V=1"), media) == ["type"]
        assert reasons(answer(body=[], kind="a/b+json"), media) == {AMBIGUOUS}
        assert reasons(answer(body=[], kind="a/b+json;v=3"), media) == {UNDOCUMENTED}


NDJSON, EVENTS = "application/x-ndjson", "text/event-stream"
SEQUENCES = {
    NDJSON: b'{"n": 1}\r\n\n{"n": 2}\n',
    "application/json-seq": b'\x1e{"n": 1}\n\x1e{"n": 2}\n',
    "application/geo+json-seq": b'\x1e{"n": 1}\x1e{"n": 2}',
    EVENTS: b": hello\n\nevent: a\ndata: x\ndata: y\nretry: 7\n\ndata: z\r\n\r\ndata: half",
}


def of_items(kind: str, schema: Mapping[str, Any], version: str = "3.2.0") -> str:
    """Return a contract whose success is a sequence of items of a schema."""
    content = {kind: {"itemSchema": schema}}
    made = contract(responses={"200": {"description": "a stream", "content": content}})
    return made.replace("3.1.0", version)


class TestSequence:
    def observed(self, body: bytes, kind: str, schema: Mapping[str, Any], **changes: Any) -> list[object]:
        given = evidence(changed(answer(body=body, kind=kind), **changes), of=of_items(kind, schema))
        return [each for _, each in check_assertions(given)]

    @pytest.mark.parametrize("kind", SEQUENCES)
    def test_each_item(self, kind: str) -> None:
        """Each item is judged by its schema, and located by its place."""
        name = "data" if kind == EVENTS else "n"
        wrong = {"type": "object", "properties": {name: {"type": "boolean"}}}
        places = [each.location for each in self.observed(SEQUENCES[kind], kind, wrong) if isinstance(each, Deviation)]
        assert places == [(0, name), (1, name)]
        right = {"type": "object", "properties": {name: {"type": ["integer", "string"]}}, "required": [name]}
        assert {type(each) for each in self.observed(SEQUENCES[kind], kind, right)} == {Conforming}

    def test_fields_of_an_event(self) -> None:
        """An event is an object of its fields, with its lines of data joined."""
        given = evidence(answer(body=SEQUENCES[EVENTS], kind=EVENTS), of=of_items(EVENTS, {}))
        assert given.value(given.answers[0]) == [{"event": "a", "data": "x\ny", "retry": 7}, {"data": "z"}]

    @pytest.mark.parametrize("is_cut", [False, True])
    def test_incomplete_item(self, is_cut: bool) -> None:
        """What may be half an item of a stream is left out; a line that is not JSON leaves all of it unjudged."""
        seen = self.observed(b'{"n": 1}\n{"n"', NDJSON, OBJECT, is_cut=is_cut)
        assert {type(each) for each in seen} == {Conforming if is_cut else Inconclusive}

    def test_second_engine(self) -> None:
        """A deviation of an item is confirmed like any other."""
        given = Example(Outcome.FAIL, (answer(body=SEQUENCES[NDJSON], kind=NDJSON),), of_items(NDJSON, WRONG), "", ())
        (found,) = (each for each in judge(given.evidence(*given.exchanges), LEDGER, {}) if each.findings)
        assert [(one.pattern, one.count) for one in found.findings] == [("/[*]/n", 2)]
        assert found.findings[0].confirmation.startswith("confirmed")

    def test_earlier_version(self) -> None:
        """OpenAPI 3.1 does not know the schema of an item."""
        given = evidence(answer(body=SEQUENCES[NDJSON], kind=NDJSON), of=of_items(NDJSON, WRONG, "3.1.0"))
        assert list(check_assertions(given)) == []

    @given(st.binary(max_size=60), st.sampled_from([*SEQUENCES]), st.booleans())
    def test_any_body(self, body: bytes, kind: str, is_cut: bool) -> None:
        """No body is an error."""
        self.observed(body, kind, OBJECT, is_cut=is_cut)


def changed(exchange: Exchange, **changes: Any) -> Exchange:
    assert exchange.response is not None
    return replace(exchange, response=replace(exchange.response, **changes))


def test_undecoded() -> None:
    """A body that cannot be unpacked is judged by no rule on bodies."""
    exchange = changed(answer(body=b""), undecoded="not gzip")
    assert reasons(exchange, {JSON: OBJECT}) == {UNPACKED}
    for rule in ("body-is-json", "error-body-keeps-documented-shape"):
        assert outcome(rule, exchange, of=of({JSON: OBJECT})) is not Outcome.FAIL
    error = changed(answer(404, b""), undecoded="not gzip")
    assert outcome("error-body-keeps-documented-shape", error) is Outcome.INCONCLUSIVE


def test_cut() -> None:
    """The beginning of a stream is a string, of which nothing else is judged."""
    kind = "text/event-stream"
    exchange = changed(answer(body=b"data: 1\n\nda", kind=kind), is_cut=True)
    schema = {"type": "string", "pattern": "^end$"}
    assert deviations(exchange, {kind: schema}) == []
    assert outcome("message-framing-is-sound", exchange, of=of({kind: schema})) is Outcome.INCONCLUSIVE


@given(st.binary(max_size=30), st.sampled_from([JSON, TEXT, "image/png", "", "x", "multipart/form-data"]))
def test_any_body(body: bytes, kind: str) -> None:
    """No body under any label is an error, or makes a string, bytes or nothing deviate."""
    assert deviations(answer(body=body, kind=kind), {kind or "*/*": {}}) == []
