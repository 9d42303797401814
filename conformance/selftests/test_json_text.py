"""A body is parsed as strict JSON: its value if it has one, and every defect."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conformance.exchange import json_text as module
from conformance.exchange.json_text import MAX_DEPTH, MAX_VALUES, read_json
from conformance.model import JsonValue

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=150)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["", "\\", '"', "]]]", "\u2028", "\x00", "²"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4))
Kinds = list[tuple[str, tuple[str | int, ...]]]


def kinds(body: bytes) -> Kinds:
    """Return the kind and the place of every defect."""
    return [(defect.kind, defect.path) for defect in read_json(body).defects]


@DETERMINED
@given(VALUES, st.booleans())
def test_valid_text(value: JsonValue, escaped: bool) -> None:
    """A valid text gives its exact value and no defect."""
    text = read_json(json.dumps(value, ensure_ascii=escaped).encode())
    assert (text.defects, text.limit, text.is_parsed, text.has_value) == ((), "", True, True)
    assert repr(text.value) == repr(value)


@DETERMINED
@given(
    st.binary(max_size=40)
    | st.text('{}[]",:\\u0123456789abdeflnrstuINy-+. \n\ud800²', max_size=40).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    )
)
@example('{"²":{"a":1,"a":2}}'.encode())
@example(b'{"%s":{"a":1,"a":2}}' % (b"9" * 5_000))
@example(b'{"a":{"%s":{"b":1,"b":2}},"a":[1]}' % (b"9" * 5_000))
@example(b"9" * 5_000)
@example(b'"' + b"\\" * 50_001)
def test_any_bytes(body: bytes) -> None:
    """No body raises, none has a value without being valid, and none lacks a value without a reason."""
    text = read_json(body)
    assert text.is_parsed or not text.has_value
    assert text.has_value or text.defects or text.limit
    assert text.has_value or text.value is None


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b" ",
            b"{",
            b"[1,]",
            b"{a:1}",
            b"{'a':1}",
            b'{"a":1,}',
            b"[1 2]",
            b"1 2",
            b"[]]",
            b"<html>",
            b"nul",
            b"True",
        ),
        *(
            b"01",
            b"+1",
            b".5",
            b"1.",
            b"0x1",
            b"1e",
            b"--1",
            b'"a',
            b'"\n"',
            b'"\t"',
            b'"\\x41"',
            b'"\\u12"',
            b"// a\n1",
        ),
        *("\u00a01".encode(), "١".encode(), b"\x0c1", b"infinity", b"nan"),
    ],
)
def test_grammar(body: bytes) -> None:
    """A violation of the JSON grammar has no value."""
    text = read_json(body)
    assert [defect.kind for defect in text.defects] == ["grammar"]
    assert (text.is_parsed, text.has_value, text.limit) == (False, False, "")


@pytest.mark.parametrize(
    "body", [b"1", b'"a"', b"null", b"true", b" [ ] ", b"\r\n\t{ }\n", b"-0", b"1E+2", b'"\\ud83d\\ude00"']
)
def test_any_value_is_a_text(body: bytes) -> None:
    """A text may be any value, with white space around it."""
    text = read_json(body)
    assert (text.has_value, text.defects, text.value) == (True, (), json.loads(body))


@pytest.mark.parametrize(
    "body",
    [
        *("[1]".encode(form) for form in ("utf-16", "utf-16-le", "utf-32")),
        *(b'"\xe9"', b'"\xc0\xaf"', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"', b'["\xff"]'),
    ],
)
def test_encoding(body: bytes) -> None:
    """Anything but UTF-8 has no value: UTF-16, UTF-32, Latin-1, overlong forms, surrogates as bytes."""
    text = read_json(body)
    # ASCII in UTF-16 without a byte order mark is valid UTF-8 too, with characters outside of JSON's grammar.
    assert [defect.kind for defect in text.defects] == [
        "grammar" if b"\x00" in body and body[:1] == b"[" else "encoding"
    ]
    assert not text.has_value


@pytest.mark.parametrize("body", [b"[1]", b"", b"\xff", b"{"])
def test_byte_order_mark(body: bytes) -> None:
    """A byte order mark is a defect of its own, and hides no other."""
    marked, plain = read_json(b"\xef\xbb\xbf" + body), read_json(body)
    assert ["byte-order-mark", *(each.kind for each in plain.defects)] == [each.kind for each in marked.defects]
    assert (plain.value, plain.has_value) == (marked.value, marked.has_value)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ('{"a":1,"a":1}', ("a",)),
        ('{"a":1,"\\u0061":2}', ("a",)),
        ('[0,{"b":[{"a":1,"a":2}]}]', (1, "b", 0, "a")),
        ('{"a/b":{"~":1,"~":2}}', ("a/b", "~")),
        ('{"0":{"a":1,"a":2}}', ("0", "a")),
        ('{"²":{"a":1,"a":2}}', ("²", "a")),
        ('{"0":[{"a":1,"a":2}]}', ("0", 0, "a")),
        ('{"":1,"":2}', ("",)),
        ('{"a":{},"b":[1],"a":{}}', ("a",)),
    ],
)
def test_duplicate_name(body: str, path: tuple[str | int, ...]) -> None:
    """Duplicate names are found with their place, in any escaping; the last one is the value."""
    assert [("duplicate-name", path)] == kinds(body.encode())
    assert read_json(body.encode()).value == json.loads(body)


def test_name_in_two_objects() -> None:
    """The same name in two objects is no duplicate."""
    assert kinds(b'[{"a":1},{"a":{"a":2}}]') == []


def test_duplicates_in_a_replaced_member() -> None:
    """Duplicates are also found within a member that a later one replaces."""
    assert kinds(b'{"a":{"b":1,"b":2},"a":3}') == [("duplicate-name", ("a", "b")), ("duplicate-name", ("a",))]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1E400", "9" * 400, "-" + "9" * 5_000])
def test_number(number: str) -> None:
    """NaN, Infinity or a number beyond a double is found with its place, and the text has no value."""
    text = read_json(f'{{"a":[0,{number}]}}'.encode())
    assert [(each.kind, each.path) for each in text.defects] == [("number", ("a", 1))]
    assert (text.is_parsed, text.has_value, text.value) == (True, False, None)


def test_number_in_a_replaced_member() -> None:
    """An invalid number is found even if a later member of the same name replaces it."""
    assert ("number", ()) in kinds(b'{"a":NaN,"a":1}')
    assert not read_json(b'{"a":NaN,"a":1}').has_value


@pytest.mark.parametrize(("number", "value"), [("1e-999", 0.0), ("9" * 300, int("9" * 300)), ("7.0", 7.0), ("-0", 0)])
def test_valid_number(number: str, value: float) -> None:
    """A number has its exact value: an integer of any length, a fraction as a double."""
    assert repr(read_json(number.encode()).value) == repr(value)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b'"\\ud800"', ()),
        (b'"\\udc00\\ud800"', ()),
        (b'["a","\\ud83dx"]', (1,)),
        (b'{"a":{"\\udfff":1}}', ("a",)),
    ],
)
def test_surrogate(body: bytes, path: tuple[str | int, ...]) -> None:
    """A lone surrogate in a string or a name is found, and the text has no value that could be written."""
    text = read_json(body)
    assert [("surrogate", path)] == [(each.kind, each.path) for each in text.defects]
    assert not text.has_value


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"[":', "}]")])
def test_depth(opening: str, closing: str) -> None:
    """A text nested to the limit is parsed; one level more exceeds the suite's limit, and is no defect."""
    levels = 2 if opening.startswith("[{") else 1
    for extra, limit in ((0, False), (1, True)):
        count = MAX_DEPTH // levels + extra
        text = read_json((opening * count + "1" + closing * count).encode())
        assert (text.has_value, bool(text.limit), text.defects) == (not limit, limit, ())


def test_brackets_in_strings() -> None:
    """Brackets in strings do not count as nesting, not even after escaped quotes and backslashes."""
    for content in ("[" * 500, '\\"' + "[" * 500, "\\\\\\\\", '\\\\\\"' + "{" * 500):
        assert read_json(f'["{content}"]'.encode()).has_value


def test_values() -> None:
    """A text with too many values has none; commas and brackets in strings are not values."""
    body = b'[1, {"a": [2, ",,,,[[[[{{{{"]}]'
    size = read_json(body).size
    assert 5 <= size <= 8
    assert read_json(body, size).has_value
    small = read_json(body, size - 1)
    assert (small.has_value, small.defects, small.size, bool(small.limit)) == (False, (), 0, True)


def test_value_bombs() -> None:
    """Millions of values are refused before any of them takes memory; a long string is one value."""
    for item in (b"{}", b"[]", b"0", b'""', b'{"a":1}'):
        assert read_json(b"[" + b",".join([item] * (MAX_VALUES + 1)) + b"]").limit
    assert read_json(b'["' + b'\\"' * (8 * MAX_VALUES) + b'"]').has_value


def test_bracket_bombs() -> None:
    """A hundred thousand levels are refused without recursion, closed or not."""
    for body in (b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000):
        assert read_json(body).limit


@pytest.mark.parametrize(
    "body", [b'"' * 200_001, b'"\\' * 200_000, b'["' + b"\\" * 400_000, b'{"a":1,' * 100_000, b"[1," * 9]
)
def test_linear_time(body: bytes) -> None:
    """No invalid text takes more than a moment."""
    started = time.process_time()
    assert not read_json(body).has_value
    assert time.process_time() - started < 1


def test_value_is_not_shown() -> None:
    """The value is left out of the text representation."""
    assert "secret" not in repr(read_json(b'"secret"'))


def test_of_kind() -> None:
    """Defects are selected by kind."""
    text = read_json(b'{"a":[1,NaN],"a":[Infinity]}')
    assert [each.path for each in text.of_kind("number")] == [("a", 0)]
    assert list(text.of_kind("grammar")) == []


def test_unplaced_duplicate(monkeypatch: pytest.MonkeyPatch) -> None:
    """A duplicate in a text that is too large for places is still found."""
    monkeypatch.setattr("conformance.contract.document.MAX_NODES", 3)
    assert kinds(b'[{"a":1,"a":2},3,4,5]') == [("duplicate-name", ())]
    assert module.MAX_DEPTH == 64
