"""The rules on JSON text: every defect has one rule, and no sound text is reported in any spelling."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model import Outcome
from conformance.selftests.exchanges import (
    HEAD,
    KEY,
    ROWS,
    Example,
    Examples,
    answer,
    assert_example,
    content,
    contract,
    each_of,
    fails,
    inapplicable,
    outcome,
    passes,
    unanswered,
    unclear,
)

BOM = b"\xef\xbb\xbf"
DEEP = b"[" * 70 + b"]" * 70
NO_CONTENT = contract(responses={"204": content("Batches"), "304": content("Batches")})
SILENT = unclear("no answer in time", unanswered())
HEADLESS = inapplicable("answers to HEAD have no body", answer(body=b""), of=HEAD)
OTHERS = unclear("no answer shows it", answer(body=b"<p>", kind="text/html"), answer(404, b"", kind="application/json"))


def text(body: bytes | str) -> Example:
    return passes(answer(body=body if isinstance(body, bytes) else body.encode()))


def bad(shown: str, body: bytes | str) -> Example:
    return fails(shown, answer(), answer(body=body if isinstance(body, bytes) else body.encode()))


def unread(reason: str, body: bytes) -> Example:
    return unclear(reason, answer(body=body))


EXAMPLES: Examples = {
    "body-is-json": {
        "list": text("[]"),
        "indented": text(json.dumps(ROWS, indent=4).replace("\n", "\r\n") + "\r\n"),
        "scalar": text(" null\n"),
        "every escape": text(r'["\"\\\/\b\f\n\r\t\u00e9"]'),
        "unescaped": text('["é \u2028 \u007f 📞"]'),
        "numbers": text("[0, -0, 0.5, 1e5, 1E+5, 1.0e-2, 12345678901234567890]"),
        "brackets in a text": text('["]]]}}}[[["]'),
        "error": passes(answer(401), answer(404)),
        "suffix": passes(answer(400, kind="application/problem+json")),
        "without Content-Type": passes(answer(kind=None)),
        "mark is another's": text(BOM + b"[]"),
        "NaN is another's": text("[NaN]"),
        "empty": bad("body: grammar", b""),
        "blank": bad("body: grammar", b" \n"),
        "cut": bad("body: grammar", b'[{"a": 1}'),
        "comma": bad("body: grammar", b"[1, 2,]"),
        "quotes": bad("body: grammar", b"[{'a': 1}]"),
        "comment": bad("body: grammar", b"[1] // one"),
        "lines": bad("body: grammar", b"{}\n{}"),
        "guard": bad("body: grammar", b")]}',\n[]"),
        "leading zero": bad("body: grammar", b"[01]"),
        "bare dot": bad("body: grammar", b"[1.]"),
        "plus": bad("body: grammar", b"[+1]"),
        "hexadecimal": bad("body: grammar", b"[0x10]"),
        "Python": bad("body: grammar", b"[None, True]"),
        "raw line feed in a text": bad("body: grammar", b'["a\nb"]'),
        "escape": bad("body: grammar", rb'["\x41"]'),
        "foreign blank": bad("body: grammar", "[\u00a01]"),
        "form feed": bad("body: grammar", b"[\x0c1]"),
        "page": bad("body: grammar", b"<!DOCTYPE html>"),
        "no text at all": bad("body: grammar", b"\x1f\x8b\x08\x00".replace(b"\x8b", b"")),
        "of an unknown status": fails("body: grammar", answer(404, b"Not Found")),
        "unlabelled": fails("body: grammar", answer(body=b"Not Found", kind=None)),
        "not UTF-8": unread("cannot be read as JSON", b'["\xe9"]'),
        "deep": unread("deeper than 64 levels", DEEP),
        "no JSON": OTHERS,
        "no content": unclear("no answer shows it", answer(204, b""), answer(304, b""), of=NO_CONTENT),
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
    "body-is-utf-8": {
        "ASCII": text("[]"),
        "every plane": text('["é ग्राहक 電話 📞 \U0010ffff"]'),
        "grammar is another's": text("{é"),
        "surrogate is another's": text(rb'["\ud83d"]'),
        "Latin-1": bad("body: encoding", '["são"]'.encode("latin-1")),
        "cut": bad("body: encoding", '["é'.encode()[:-1]),
        "surrogates": bad("body: encoding", b'["\xed\xa0\xbd\xed\xb3\x9e"]'),
        "overlong": bad("body: encoding", b'["\xc0\xaf"]'),
        "UTF-16": bad("body: encoding", '["é"]'.encode("utf-16")),
        "packed twice": bad("body: encoding", b"\x1f\x8b\x08\x00"),
        "no JSON": OTHERS,
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
    "body-has-no-byte-order-mark": {
        "none": text("[]"),
        "within": text(b'["' + BOM + b'"]'),
        "Latin-1 of it": text("ï»¿[]"),
        "mark": bad("body: byte-order-mark", BOM + b"[]"),
        "mark before nonsense": bad("body: byte-order-mark", BOM + b"\xff"),
        "no JSON": unclear("no answer shows it", answer(body=BOM + b"a,b", kind="text/csv")),
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
    "json-names-are-unique": {
        "in another object": text('[{"a": 1}, {"a": {"a": 1}}]'),
        "in another case": text('{"id": 1, "ID": 2}'),
        "composed otherwise": text('{"\u00e9": 1, "e\u0301": 2}'),
        "empty name": text('{"": 1, " ": 2}'),
        "same": bad("/*: duplicate-name", '{"a": 1, "a": 1}'),
        "escaped": bad("/*: duplicate-name", r'{"a": 1, "\u0061": 2}'),
        "deep": bad("/[*]/counts/*: duplicate-name", '[{"counts": {"done": 1, "done": 2}}]'),
        "no grammar": unread("cannot be read as JSON", b'{"a": 1, "a": 2'),
        "deep brackets": unread("deeper than 64 levels", DEEP),
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
    "json-numbers-are-finite": {
        "great and small": text("[1.7976931348623157e308, -1e-400, 5e-324, 9007199254740993]"),
        "a great integer": text("[1" + "0" * 300 + "]"),
        "texts": text('["NaN", "Infinity", "1e999"]'),
        "NaN": bad("/[*]/price: number", '[{"price": NaN}]'),
        "Infinity": bad("/[*]: number", "[Infinity]"),
        "-Infinity": bad("/[*]: number", "[-Infinity]"),
        "overflow": bad("/[*]: number", "[1e309]"),
        "a far too great integer": bad("/[*]: number", "[" + "9" * 400 + "]"),
        "replaced": bad("body: number", '{"a": NaN, "a": 1}'),
        "no grammar": unread("cannot be read as JSON", b"[-NaN]"),
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
    "json-strings-are-unicode": {
        "pair": text(r'["\ud83d\udcde", "\uD83D\uDCDE"]'),
        "raw": text('["📞"]'),
        "noncharacters": text(r'["\uffff\ufffe\u0000\ufdd0"]'),
        "escaped escape": text(r'["\\ud83d"]'),
        "first half": bad("/[*]/file_name: surrogate", r'[{"file_name": "leads \ud83d"}]'),
        "second half": bad("/[*]: surrogate", r'["\udcde"]'),
        "halves swapped": bad("/[*]: surrogate", r'["\udcde\ud83d"]'),
        "halves apart": bad("/[*]: surrogate", r'["\ud83d \udcde"]'),
        "name": bad("body: surrogate", r'{"\ud83d": 1}'),
        "no grammar": unread("cannot be read as JSON", rb'["\ud83d"'),
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
    "json-charset-is-utf-8": {
        "none": passes(answer()),
        "UTF-8": passes(answer(kind="application/json; charset=UTF-8")),
        "quoted": passes(answer(kind='application/json; charset="utf-8"')),
        "without a dash": passes(answer(kind="application/json;Charset=UTF8")),
        "after another": passes(answer(kind="application/problem+json; v=1; charset=utf-8")),
        "extended": passes(answer(kind="application/json; charset*=UTF-8''utf-8")),
        "empty": passes(answer(kind="application/json; charset=")),
        "in a value": passes(answer(kind='application/json; profile="; charset=latin1"')),
        "sent twice": passes(
            answer(kind="application/json; charset=utf-8", headers=[("Content-Type", "application/json")]),
            answer(kind='application/json; charset="UTF-8"', headers=[("Content-Type", "application/json")]),
        ),
        "Latin-1": fails("header Content-Type: charset", answer(), answer(kind="application/json; charset=iso-8859-1")),
        "UTF-16": fails("header Content-Type: charset", answer(kind='text/json; charset="UTF-16"')),
        "of an error": fails("header Content-Type: charset", answer(404, kind="application/json; charset=us-ascii")),
        "nonsense": fails("header Content-Type: charset", answer(kind="application/json; charset=none")),
        "no JSON": unclear("no answer shows it", answer(kind="text/html; charset=iso-8859-1"), answer(kind=None)),
        "no body": unclear("no answer shows it", answer(kind="application/json; charset=latin1"), of=HEAD),
        "no answer": SILENT,
    },
    "json-integers-have-no-fraction": {
        "digits": text('[{"total": 7, "counts": {"done": 0}}, {"total": -0}]'),
        "great": text('[{"serial": 9007199254740993, "counts": {"done": 123456789012345678901234567890}}]'),
        "a number may": text('[{"price": 7.0, "ratio": 7.0, "total": 7}]'),
        "null and texts are another's": text('[{"limit": 1}, {"limit": null, "total": "7.0"}]'),
        "a true fraction is another's": text('[{"total": 7.5}]'),
        "undeclared may": text('[{"total": 1, "age": 7.0}]'),
        "label does not count": passes(answer(body=b'[{"total": 7}]', kind="text/plain")),
        "fraction": bad("/[*]/total: fraction", '[{"total": 7}, {"total": 7.0}]'),
        "exponent": passes(answer(body=b'[{"total": 1e2}]')),
        "both": bad("/[*]/total: fraction", '[{"total": 1.0e2}]'),
        "minus zero": bad("/[*]/total: fraction", '[{"total": -0.0}]'),
        "in a map": bad("/[*]/counts/*: fraction", '[{"counts": {"in progress": 1.0}}]'),
        "nullable": bad("/[*]/limit: fraction", '[{"limit": 1.0}]'),
        "in an error": fails("/error: fraction", answer(400, b'{"error": 400.0, "message": "no"}')),
        "no number": unclear("no answer shows it", answer(body=[]), answer(body=[{"total": True}])),
        "unreadable": unclear("no answer shows it", answer(body=b'[{"total": 7.0}')),
        "unknown status": unclear("no answer shows it", answer(404, b'{"error": 4.0}')),
        "no answer": SILENT,
    },
}
DEFECTS = (
    "body-is-json",
    "body-is-utf-8",
    "body-has-no-byte-order-mark",
    "json-names-are-unique",
    "json-numbers-are-finite",
    "json-strings-are-unicode",
)


@each_of(EXAMPLES)
def test_example(requirement: str, example: Example) -> None:
    """An example has the outcome that it names."""
    assert_example(requirement, example)


@pytest.mark.parametrize(
    ("requirement", "name"),
    [(requirement, name) for requirement in DEFECTS for name, each in EXAMPLES[requirement].items() if each.shown],
)
def test_one_cause_is_one_report(requirement: str, name: str) -> None:
    """A defect of the text that one rule reports is reported by no other."""
    example = EXAMPLES[requirement][name]
    if example.outcome is Outcome.FAIL and name not in ("replaced", "mark before nonsense"):
        blamed = {each for each in DEFECTS if example.verdict(each).outcome is Outcome.FAIL}
        assert blamed == {requirement}


characters = st.characters(exclude_categories=["Cs"])
texts = st.text(characters, max_size=12)
numbers = st.integers(-(10**300), 10**300) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(values, st.booleans(), st.sampled_from([None, 0, 2, "\t"]), st.sampled_from([",", " ,\r\n"]))
def test_sound_text(value: object, ascii_only: bool, indent: int | str | None, comma: str) -> None:
    """No spelling of a JSON value is reported: with or without escapes and whitespace."""
    body = json.dumps(value, ensure_ascii=ascii_only, indent=indent, separators=(comma, ": ")).encode()
    assert [outcome(each, answer(body=body)) for each in DEFECTS] == [Outcome.PASS] * len(DEFECTS)


@settings(max_examples=60, deadline=None)
@given(texts)
def test_escaped_text(value: str) -> None:
    """A text of escapes only is not reported: above the first plane they come in pairs."""
    units = value.encode("utf-16-be")
    escaped = "".join(f"\\u{units[at]:02x}{units[at + 1]:02X}" for at in range(0, len(units), 2))
    body = f'{{"{escaped}": "{escaped}"}}'.encode()
    assert json.loads(body) == {value: value}
    assert [outcome(each, answer(body=body)) for each in DEFECTS] == [Outcome.PASS] * len(DEFECTS)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40) | st.builds(lambda head, tail: head + b"[" + tail, st.just(BOM), st.binary(max_size=9)))
def test_any_bytes(body: bytes) -> None:
    """No rule crashes on any body; strictly valid JSON is not reported, any other text is reported by some rule."""
    found = {each: outcome(each, answer(body=body)) for each in DEFECTS}
    assert Outcome.ERROR not in found.values()
    assert (Outcome.FAIL in found.values()) == (not is_strict(body))


def is_strict(body: bytes) -> bool:
    try:
        value = json.loads(body.decode())
    except ValueError:
        return False
    shown = json.dumps(value)
    return re.search(r"NaN|Infinity|\\ud[89a-f]", shown) is None and b"NaN" not in body


@settings(max_examples=60, deadline=None)
@given(st.integers(-(2**31), 2**31 - 1), st.sampled_from(["{}", "{}.0", "{}.000", "{}e0", "{}.0E+0"]))
def test_integer(number: int, spelling: str) -> None:
    """Only the spelling of an integer counts: in digits it is sound, however large."""
    body = f'[{{"total": {spelling.format(number)}}}]'.encode()
    found = outcome("json-integers-have-no-fraction", answer(body=body))
    assert found is (Outcome.FAIL if "." in spelling else Outcome.PASS)


def test_nothing_of_a_body_is_shown() -> None:
    """A finding in a body is reported without its texts, and without the key."""
    body = f'[{{"x": "+12125550142 \\ud83d", "+12125550142": NaN, "{KEY}": 1, "{KEY}": "{KEY}"}}]'.encode()
    for requirement in DEFECTS:
        shown = str(passes(answer(body=body)).verdict(requirement).findings)
        assert ("2125550142" in shown, KEY in shown) == (False, False)
