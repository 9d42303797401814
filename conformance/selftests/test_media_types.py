"""Media types: parsed, matched with those of a document, classified, and asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.contract.document import parse
from conformance.contract.media_types import Form, matching, parse_media_type
from conformance.contract.openapi import Operation, ResponseSpec, read_contract
from conformance.contract.schemas import Schemas
from conformance.exchange.accepting import accept_of, further_types
from conformance.exchange.cases import plan
from conformance.exchange.redaction import show_media_type
from conformance.model import Intent, Target

NAMES = st.sampled_from(["json", "x.v1+json", "csv", "vnd.api+json", "problem+json", "x-ndjson"])
PARAMETERS = st.dictionaries(st.sampled_from(["version", "profile", "header"]), st.sampled_from(["1", "2", "a b", ""]))
TYPES = st.builds("{}/{}".format, st.sampled_from(["application", "text", "a"]), NAMES)


def spelled(essence: str, parameters: Mapping[str, str], blank: str = "") -> str:
    """Write a media type with quoted parameters."""
    return essence + "".join(f'{blank};{blank}{name}="{value}"' for name, value in parameters.items())


class TestMatching:
    @pytest.mark.parametrize(
        ("received", "documented", "expected"),
        [
            ("a/b;version=2", ["a/b;version=1", "a/b;version=2"], ["a/b;version=2"]),
            ('a/b; Version="2"', ["a/b", "a/b;version=2"], ["a/b;version=2"]),
            ("a/b;version=3", ["a/b;version=1", "a/b"], ["a/b"]),
            ("a/b;version=3", ["a/b;version=1", "a/b;version=2"], []),
            ("a/b", ["a/b;version=1", "a/*"], ["a/*"]),
            ("a/b", ["a/b;version=1", "a/b;version=2"], ["a/b;version=1", "a/b;version=2"]),
            ("a/b;version=1;x=2", ["a/b;x=2;version=1", "a/b;x=2"], ["a/b;x=2;version=1"]),
            ("text/csv;charset=UTF8", ["text/csv; charset=utf-8"], ["text/csv; charset=utf-8"]),
            ("text/csv;charset=latin1", ["text/csv; charset=utf-8"], []),
            ("text/csv", ["text/csv; charset=utf-8", "text/*"], ["text/csv; charset=utf-8"]),
            ("application/vnd.api+json", ["application/json"], []),
            ("application/json", ["application/vnd.api+json"], []),
            ("application/vnd.api+json", ["application/*+json", "application/*"], ["application/*+json"]),
            ("application/json", ["application/*+json"], []),
            ("Application/JSON", ["APPLICATION/json"], ["APPLICATION/json"]),
            ("image/png", ["*/*", "image/*", "text/*"], ["image/*"]),
            ("image/png;", ["image/png"], ["image/png"]),
            ("image/png; q", ["image/png"], ["image/png"]),
            ("image/png", ["nonsense"], []),
            ("", ["*/*"], []),
        ],
    )
    def test_most_specific(self, received: str, documented: Sequence[str], expected: Sequence[str]) -> None:
        """The most specific type counts, with its parameters; nothing chooses among equals."""
        assert matching(received, documented) == tuple(expected)

    @given(TYPES, PARAMETERS, st.sampled_from(["", " ", "\t "]))
    def test_own(self, essence: str, parameters: Mapping[str, str], blank: str) -> None:
        """A type describes itself however it is spelled, before its ranges."""
        own = spelled(essence, parameters)
        others = ["*/*", f"{essence.partition('/')[0]}/*", essence, "application/octet-stream"]
        found = matching(spelled(essence.upper(), parameters, blank), dict.fromkeys([*others, own]))
        assert found == (own,)

    @given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=4))
    def test_any_text(self, received: str, documented: Sequence[str]) -> None:
        """Nothing that a server or a document can say is an error."""
        assert set(matching(received, documented)) <= set(documented)

    @given(st.text('a/;="\\ *+', max_size=60))
    def test_hostile(self, text: str) -> None:
        """Nor is what only resembles one."""
        found = parse_media_type(text)
        assert found is None or found.kind

    @pytest.mark.parametrize(
        ("name", "form"),
        [
            ("application/json", Form.JSON),
            ("application/problem+json", Form.JSON),
            ("text/json", Form.JSON),
            ("application/json-seq", Form.SEQUENCE),
            ("application/geo+json-seq", Form.SEQUENCE),
            ("application/stream+json", Form.SEQUENCE),
            ("text/event-stream", Form.SEQUENCE),
            ("text/plain", Form.TEXT),
            ("image/svg+xml", Form.TEXT),
            ("application/x-www-form-urlencoded", Form.TEXT),
            ("application/octet-stream", Form.OTHER),
            ("multipart/form-data; boundary=x", Form.OTHER),
            ("application/vnd.github.v3", Form.OTHER),
        ],
    )
    def test_form(self, name: str, form: Form) -> None:
        """A type says how its content is read."""
        found = parse_media_type(name)
        assert found is not None
        assert found.form is form


def operation(**media: Sequence[str]) -> Operation:
    """Return an operation whose responses have some media types, by status (`s200`)."""
    responses = {name[1:]: ResponseSpec(name[1:], "#", dict.fromkeys(types)) for name, types in media.items()}
    return Operation("GET /a", "GET", "/a", "#", (), responses, ())


class TestAccept:
    @pytest.mark.parametrize(
        ("media", "accept"),
        [
            ({}, "*/*"),
            ({"s204": []}, "*/*"),
            ({"s200": ["application/json"]}, "application/json"),
            ({"s200": ["text/csv", "Application/JSON"]}, "text/csv, Application/JSON"),
            (
                {"s404": ["application/problem+json"], "s200": ["a/b;version=2"]},
                "a/b;version=2, application/problem+json;q=0.5",
            ),
            ({"s200": ["*/*"], "s400": ["*/*"]}, "*/*"),
            ({"s200": ["application/json"], "s400": ["APPLICATION/json"]}, "application/json"),
            ({"s200": [], "s404": ["application/json"]}, "application/json;q=0.5, */*;q=0.1"),
            ({"sdefault": ["text/plain"]}, "text/plain"),
            ({"s200": ["application/json\r\nX-A: 1", "a/b"]}, "a/b"),
        ],
    )
    def test_accept(self, media: Mapping[str, Sequence[str]], accept: str) -> None:
        """The types of successes come first, as documented; those of errors alone are less welcome."""
        assert accept_of(operation(**media)) == accept

    def test_further_types(self) -> None:
        """Two more types are asked for alone, and no range."""
        found = list(further_types(operation(s200=["a/a", "b/b", "c/*", "c/c", "d/d"], s400=["e/e"])))
        assert found == ["b/b, */*;q=0.1", "c/c, */*;q=0.1"]

    def test_planned(self) -> None:
        """Each further type is a case of its own, with its Accept."""
        content: dict[str, object] = {"application/json": {}, "text/csv": {}}
        paths = {"/a": {"get": {"responses": {"200": {"description": "b", "content": content}}}}}
        contract = read_contract(parse(json.dumps({"openapi": "3.0.3", "paths": paths}), "c.json"))
        cases = plan(contract, Schemas(contract), Target("live", "https://api.example.com"), {})
        found = [(each.id, each.headers) for each in cases if each.intent is Intent.OTHER_TYPE]
        assert found == [("other-type-accept-1", (("Accept", "text/csv, */*;q=0.1"),))]


class TestShown:
    @pytest.mark.parametrize(
        "name",
        [
            *("application/vnd.api+json", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            *("text/csv; charset=UTF-8; header=present", "application/vnd.x+json;version=2", "video/h264"),
        ],
    )
    def test_as_it_came(self, name: str) -> None:
        """A media type is shown as it came."""
        assert show_media_type(name, ()) == f'"{name}"'

    @pytest.mark.parametrize(
        "name",
        [
            "text/bn-4f1c9d27a8e3b65042d1",
            "text/plain; phone=+14155550123",
            "text/plain; a=415-555-0123",
            "text/3c90c3cc0d444b5088888dd25736052a",
            "anna/smith",
            'text/plain; name="Anna Smith"',
            "text/plain\x1b[31m",
            "text/hunter22hunter22hunter22xyz",
        ],
    )
    def test_masked(self, name: str) -> None:
        """What may be an id, a number or a text of somebody is shown by its shape."""
        assert show_media_type(name, ()) != f'"{name}"'

    def test_secret(self) -> None:
        """A key is never shown."""
        assert "hunter" not in show_media_type("text/hunter", ["hunter"])
