"""The parser reads YAML 1.2 and JSON, and refuses input that expands, executes or never ends."""

from __future__ import annotations

import json
import math
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract import events as module
from conformance.contract.document import parse
from conformance.contract.events import EventKind, core_scalar, events
from conformance.model import InputError

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=100)


def message(text: str, first_line: int = 1) -> str:
    """Return the error of a refused text."""
    with pytest.raises(InputError) as caught:
        list(events(text, "f.yaml", first_line))
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, None) for text in ("", "~", "null", "Null", "NULL")),
        *((text, True) for text in ("true", "True", "TRUE")),
        *((text, False) for text in ("false", "False", "FALSE")),
        *(("0", 0), ("-0", 0), ("+12", 12), ("010", 10), ("0o17", 15), ("0xfF", 255), ("9" * 40, int("9" * 40))),
        *((".5", 0.5), ("1.", 1.0), ("-1.5e3", -1500.0), ("1e3", 1000.0), ("12e03", 12000.0), ("+.5", 0.5)),
        *((".inf", math.inf), ("-.Inf", -math.inf), ("+.INF", math.inf)),
    ],
)
def test_core_scalar(text: str, value: object) -> None:
    """`core_scalar` reads every form of the YAML 1.2 core schema."""
    read = core_scalar(text)
    assert (type(value), value) == (type(read), read)


def test_core_scalar_long_integer() -> None:
    """An integer longer than Python reads is not a finite number, which the builder refuses."""
    assert core_scalar("9" * 4300) == int("9" * 4300)
    assert core_scalar("9" * 4301) == math.inf


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_core_scalar_nan(text: str) -> None:
    """`core_scalar` reads NaN."""
    read = core_scalar(text)
    assert isinstance(read, float)
    assert math.isnan(read)


@pytest.mark.parametrize(
    "text",
    ["no", "on", "y", "Yes", "12:30:00", "2024-01-01", "1_000", "0b11", "0o8", "-0x1", "1.2.3", "e3", ".", "-.nan"],
)
def test_core_scalar_string(text: str) -> None:
    """`core_scalar` leaves alone what only YAML 1.1 reads as something else."""
    assert text == core_scalar(text)


@pytest.mark.parametrize("scalar", ["'12'", '"12"', "! 12", "!!str 12", "|-\n  12", ">-\n  12"])
def test_quoted_scalar(scalar: str) -> None:
    """A scalar that is not plain is a string."""
    assert parse(f"a: {scalar}\n", "f").data == {"a": "12"}


def test_keys_are_texts() -> None:
    """A key is always a text, never a number, a boolean or null."""
    expected = {"200": "a", "010": "b", "true": "c", "~": "d", "": "e"}
    assert expected == parse("200: a\n010: b\ntrue: c\n~: d\n'': e\n", "f").data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: !!int '1'\n", "f.yaml:2: uses an explicit YAML tag"),
        ("a: 1\nb: !!python/object/apply:os.system [x]\n", "f.yaml:2: uses an explicit YAML tag"),
        ("a: 1\nb: !x {c: d}\n", "f.yaml:2: uses an explicit YAML tag"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2: holds a second YAML document"),
        ("a:\n\tb: 1\n", "f.yaml:2: is not valid YAML: found character that cannot start any token"),
        ('a: "x\n\nb\n', "f.yaml:4: is not valid YAML: found unexpected end of stream"),
        ("a: 1\nb: [1,\n", "f.yaml:3: is not valid YAML"),
        ("a: 1\nb: x\x07\n", "f.yaml:2: holds the character U+0007"),
        ("a: 1\nb: \ud800\n", "f.yaml:2: holds the character U+D800"),
        ('{"a": 1,\n "b"}', "f.yaml:2: is not valid JSON: Expecting ':' delimiter"),
        ('{"a": 1}\n{"b": 2}', "f.yaml:2: is not valid JSON: Extra data"),
        ('{"a": "x\ny"}', "f.yaml:1: is not valid JSON: Invalid control character at"),
        ("{a: 1}", "f.yaml:1: is not valid JSON"),
    ],
)
def test_refusals(text: str, expected: str) -> None:
    """The reader refuses malformed or expanding input at the right line."""
    assert message(text).startswith(expected)


@pytest.mark.parametrize("text", ["a: 1\n\tb: 1\n", "a: 1\n\x07", '{"a":\n}', f"[\n{'[' * 200}"])
def test_first_line(text: str) -> None:
    """Every error counts lines from the start of the text in its file."""
    assert message(text, 41).startswith("f.yaml:42: ")


@pytest.mark.parametrize(
    "text",
    ["\n" + "[" * 50_000, '\n{"a":' + "[" * 50_000, "a:\n " + "[" * 50_000, "\n" + "- " * 50_000, "\n" + "? " * 50_000],
    ids=["json", "json object", "yaml flow", "yaml block", "yaml keys"],
)
def test_depth_bomb(text: str) -> None:
    """Fifty thousand opened levels are refused at once, with their line."""
    with pytest.raises(InputError, match=r"^f:2: (nests deeper than 100 levels|has a key that is not a string)"):
        parse(text, "f")


@pytest.mark.parametrize("text", ["a:\n  {}", '{"a":\n  %s}', "- \n  {}"])
def test_depth_limit(text: str) -> None:
    """A hundred levels are read, one more is refused where it opens."""
    around = text.replace("{}", "%s")
    assert parse(around % ("[" * 99 + "]" * 99), "f").data
    with pytest.raises(InputError, match=r"^f:2: nests deeper than 100 levels$"):
        parse(around % ("[" * 100 + "\n" + "]" * 100), "f")


def test_size_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that is too large is refused before any of it is parsed."""
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    assert message("a: 4567890b").startswith("f.yaml: is larger than 10 characters")
    assert sum(len(event.text) for event in events("'34567890'", "f")) + 2 == 10


@pytest.mark.parametrize(
    "text",
    ['["' + '\\"' * 500_000, '["' + "\\" * 10**6, '["' + '"' * 10**6, "a: " + "1" * 10**6 + "x"],
    ids=["escaped quotes", "escapes", "quotes", "digits"],
)
def test_no_quadratic_time(text: str) -> None:
    """An unending token of a million characters is read or refused in no time."""
    start = time.process_time()
    with suppress(InputError):
        parse(text, "f")
    assert time.process_time() - start < 2


def test_byte_order_mark() -> None:
    """A byte order mark belongs neither to the data nor to the first column."""
    for text in ("\ufeffa: 1\n", '\ufeff{"a": 1}'):
        document = parse(text, "f")
        assert (document.data, document.position("#/a").line) == ({"a": 1}, 1)
    assert parse("\ufeffa: 1\n", "f").position("#/a").column == 1
    assert parse("\ufeffa: [1]\nb: {c: 1}\n", "f").position("#/b/c").column == 5


def test_empty() -> None:
    """A text without a value has no event."""
    assert [event for text in ("", "\n", "# only a comment\n") for event in events(text, "f")] == []


TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS


@DETERMINED
@given(st.lists(SCALARS, max_size=6), st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_scalars(values: list[object], indent: int | str | None, ascii_only: bool) -> None:
    """A JSON scalar has the value that the standard library reads."""
    text = json.dumps(values, indent=indent, ensure_ascii=ascii_only)
    read = [event.value for event in events(text, "f") if event.kind is EventKind.SCALAR]
    assert repr(json.loads(text)) == repr(read)
