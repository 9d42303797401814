"""YAML aliases, anchors and merge keys are read as copies, bounded, with the positions of the source."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract import document as module
from conformance.contract.document import parse
from conformance.model import InputError, JsonValue, Position

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=60)
NESTED = "a: &a [1, 1]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 40)}]\n" for old, new in pairwise("abcde")
)
MERGED = "a: &a {x: 1}\n" + "".join(f"{new}: &{new} {{<<: [*{old}, *{old}]}}\n" for old, new in pairwise("abcdefgh"))


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: &x 1\nb: *x\n", {"a": 1, "b": 1}),
        ("a: &x {b: [1]}\nc: [*x, *x]\n", {"a": {"b": [1]}, "c": [{"b": [1]}, {"b": [1]}]}),
        ("a: &x k\n*x : 1\n", {"a": "k", "k": 1}),
        ("&x a: 1\nb: *x\n", {"a": 1, "b": "a"}),
        ("a: &x 1\nb: &x 2\nc: *x\n", {"a": 1, "b": 2, "c": 2}),
        ("a: 1\n<<: {b: 2}\n", {"a": 1, "b": 2}),
        ("<<: {a: 1, b: 2}\na: 3\n", {"a": 3, "b": 2}),
        ("<<: [{a: 1, b: 2}, {b: 3, c: 4}]\n", {"a": 1, "b": 2, "c": 4}),
        ("o: &o {a: &p {q: 1}}\nn: {<<: *o, b: *p}\n", {"o": {"a": {"q": 1}}, "n": {"b": {"q": 1}, "a": {"q": 1}}}),
        ("'<<': {a: 1}\n", {"<<": {"a": 1}}),
        ('{"<<": {"a": 1}}', {"<<": {"a": 1}}),
    ],
)
def test_read(text: str, data: JsonValue) -> None:
    """An alias is a copy of the node with its anchor, and a merge key adds what the map lacks."""
    assert parse(text, "f").data == data


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x [*x]\n", "f:1: uses the YAML alias *x before the node with that anchor ends; use $ref"),
        ("a: 1\nb: *x\n", "f:2: uses the YAML alias *x"),
        ("a: &x [1]\n*x : 1\n", "f:2: has a key that is not a string"),
        ("a: 1\n<<: 3\n", "f:2: has a YAML merge key (<<) whose value is not a map"),
        ("a:\n  <<: [{b: 1}, 3]\n", "f:2: has a YAML merge key"),
        (NESTED, f"f:5: has more than {module.MAX_NODES} nodes"),
        (
            "a: &a [" + "[" * 60 + "]" * 60 + "]\nb: &b [" + "[" * 60 + "*a" + "]" * 60 + "]\n",
            "f:2: nests deeper than 100",
        ),
    ],
)
def test_refused(text: str, message: str) -> None:
    """An alias into itself or to nothing, and what expands beyond the bounds, is refused at its line."""
    with pytest.raises(InputError) as caught:
        parse(text, "f")
    assert str(caught.value).startswith(message)


def test_bomb_of_merge_keys() -> None:
    """Merge keys that double what they merge cost no more than what comes of them."""
    started = time.process_time()
    assert parse(MERGED, "f").data == {name: {"x": 1} for name in "abcdefgh"}
    assert time.process_time() - started < 1


def test_positions() -> None:
    """The parts of a copy are where the source has them; the copy itself is where it is used."""
    read = parse("a: &x\n  b: {c: 1}\nd: *x\ne: [*x]\nf:\n  <<: *x\n", "f")
    assert read.position("#/d") == Position(3, 1)
    assert read.position("#/e/0") == Position(4, 5)
    assert {read.position(f"#/{at}/b/c") for at in ("a", "d", "e/0", "f")} == {Position(2, 7)}


@DETERMINED
@given(
    st.recursive(
        st.integers(0, 3) | st.text("ab", max_size=2),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text("xyz", min_size=1, max_size=2), inner, max_size=3)
        ),
    )
)
def test_as_pyyaml_reads_them(part: JsonValue) -> None:
    """What PyYAML writes with aliases is read as the data that it wrote."""
    data = {"first": part, "again": [part, {"deeper": part}]}
    text = yaml.safe_dump(data)
    assert parse(text, "f").data == data
