"""A text for a parameter is valid, nearly valid or malformed by the contract's own schema, and may be unsendable."""

from __future__ import annotations

import uuid
from urllib.parse import quote, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Schemas
from conformance.exchange.values import Validity, is_sendable, is_valid, near_misses, other_case, validity

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=200)
KNOWN = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
SCHEMAS = Schemas(
    read_contract(
        parse(
            """\
openapi: 3.1.0
components:
  schemas:
    uuid: {type: string, format: uuid}
    integer: {type: integer, minimum: 1, maximum: 100}
    number: {type: number}
    boolean: {type: boolean}
    enum: {enum: [open, Done]}
    text: {type: string, minLength: 2}
    any: {}
    either: {type: [integer, 'null']}
    int32: {type: integer, format: int32}
""",
            "f.yaml",
        )
    )
)


def at(name: str) -> str:
    return f"#/components/schemas/{name}"


@pytest.mark.parametrize(
    ("schema", "text", "expected"),
    [
        ("uuid", KNOWN, Validity.VALID),
        ("uuid", KNOWN.upper(), Validity.VALID),
        ("uuid", KNOWN.replace("-", ""), Validity.LENIENT),
        ("uuid", f"{{{KNOWN}}}", Validity.LENIENT),
        ("uuid", f"urn:uuid:{KNOWN}", Validity.LENIENT),
        ("uuid", f" {KNOWN}", Validity.LENIENT),
        ("uuid", KNOWN[:-1], Validity.LENIENT),
        ("uuid", f"{KNOWN}0", Validity.MALFORMED),
        ("uuid", f"{KNOWN[:-1]}g", Validity.MALFORMED),
        ("uuid", "", Validity.MALFORMED),
        ("uuid", "null", Validity.MALFORMED),
        ("integer", "7", Validity.VALID),
        ("integer", "0", Validity.MALFORMED),
        ("integer", "101", Validity.MALFORMED),
        ("integer", "07", Validity.LENIENT),
        ("integer", "+7", Validity.LENIENT),
        ("integer", "7.0", Validity.VALID),
        ("integer", "7e0", Validity.LENIENT),
        ("integer", "7.5", Validity.MALFORMED),
        ("integer", "seven", Validity.MALFORMED),
        ("integer", "true", Validity.MALFORMED),
        ("integer", "nan", Validity.MALFORMED),
        ("integer", "1e999", Validity.MALFORMED),
        ("number", "-7.5", Validity.VALID),
        ("number", "7.", Validity.LENIENT),
        ("number", "Infinity", Validity.LENIENT),
        ("boolean", "true", Validity.VALID),
        ("boolean", "True", Validity.LENIENT),
        ("boolean", "1", Validity.LENIENT),
        ("boolean", "yes", Validity.LENIENT),
        ("enum", "open", Validity.VALID),
        ("enum", "OPEN", Validity.LENIENT),
        ("enum", "done", Validity.LENIENT),
        ("enum", "opened", Validity.MALFORMED),
        ("text", "ab", Validity.VALID),
        ("text", "a", Validity.MALFORMED),
        ("text", "77", Validity.VALID),
        ("any", "", Validity.VALID),
        ("either", "7", Validity.VALID),
        ("either", "null", Validity.LENIENT),
        ("int32", "2147483647", Validity.VALID),
        ("int32", "2147483648", Validity.MALFORMED),
        ("int32", "9" * 5_000, Validity.MALFORMED),
    ],
)
def test_validity(schema: str, text: str, expected: Validity) -> None:
    """A text is judged as every type that it can be read as; one that a sound parser may accept is lenient."""
    assert expected is validity(text, at(schema), SCHEMAS)
    assert (expected is Validity.VALID) is is_valid(text, at(schema), SCHEMAS)


@DETERMINED
@given(st.text(max_size=12) | st.text("0123456789+-.eE_ \u0661", max_size=30))
def test_any_text(text: str) -> None:
    """No text raises; one that the schema allows as a string is valid."""
    assert {validity(text, at(name), SCHEMAS) for name in ("uuid", "integer", "number", "boolean", "enum")}
    assert (len(text) > 1) is is_valid(text, at("text"), SCHEMAS)


@pytest.mark.parametrize("example", [KNOWN, KNOWN.upper(), "7", "open", "a/b", "-1"])
def test_near_misses(example: str) -> None:
    """Each mutation of a value has a name, all are different, and none is the value itself."""
    found = dict(near_misses(example))
    assert len(list(near_misses(example))) == len(found) == len(set(found.values()))
    assert example not in found.values() or example == "-1"


def test_near_misses_of_a_uuid() -> None:
    """A UUID is mutated in its digits, its dashes and its wrapping."""
    found = dict(near_misses(KNOWN))
    assert {validity(found[name], at("uuid"), SCHEMAS) for name in ("no-dashes", "braces", "urn", "blank-before")} == {
        Validity.LENIENT
    }
    assert validity(found["one-short"], at("uuid"), SCHEMAS) is Validity.LENIENT
    for name in ("not-hexadecimal", "one-long", "text-null", "text-0", "long"):
        assert validity(found[name], at("uuid"), SCHEMAS) is Validity.MALFORMED
    assert found["shifted-dashes"].replace("-", "") == KNOWN.replace("-", "")
    assert found["shifted-dashes"] != KNOWN
    assert "braces" not in dict(near_misses("7"))


@pytest.mark.parametrize(
    ("text", "other"), [("abc1", "ABC1"), ("ABC1", "abc1"), ("aBc", "ABC"), ("12-3", "12-3"), ("", "")]
)
def test_other_case(text: str, other: str) -> None:
    """The other case is upper case, or lower case for a text that is already upper case."""
    assert other == other_case(text)


@DETERMINED
@given(st.uuids(version=4))
def test_other_case_of_a_uuid(value: uuid.UUID) -> None:
    """A UUID in the other case is the same UUID."""
    for text in (str(value), str(value).upper()):
        assert uuid.UUID(other_case(text)) == value


@pytest.mark.parametrize("text", ["", ".", "..", "a\n", "a\r\nX: 1", "\x00", "\x7f", "\u2028", "\ud800", "\u202e"])
def test_not_sendable(text: str) -> None:
    """A value that would change the path, or has an unprintable character, is not sent."""
    assert not is_sendable(text)


@DETERMINED
@given(st.text(max_size=20) | st.text("./%?#\\&;@ ~", max_size=8))
def test_sendable(text: str) -> None:
    """A sendable value is recovered from its place in a path unchanged, and changes no other part of the path."""
    if is_sendable(text):
        path = f"/things/{quote(text, safe='')}/all"
        assert [unquote(part) for part in path.split("/")] == ["", "things", text, "all"]
        assert not set(path) & set("?#\\")
    else:
        assert text in ("", ".", "..") or not text.isprintable()
