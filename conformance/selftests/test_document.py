"""Every node of a document has its value and its place, in YAML as in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract import document as module
from conformance.contract.document import escape, parse, read_text, tokens, unescape
from conformance.contract.positions import Positions
from conformance.contract.vendor import render
from conformance.model import InputError, JsonValue, Position

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=80)
# Scalars that YAML 1.1 or 1.2 reads as something other than text, and texts that are hard to write.
ODD = [
    *("no", "y", "off", "null", "True", "~", "=", "<<", "1_000", "010", "0o7", "0x1f", "0b1", "1e3", ".5", "1.", "+1"),
    *("-0", ".inf", ".NaN", "1:30", "190:20:30", "2024-01-01", "2001-12-14t21:59:43.10-05:00", "/~", "~1", "- a", "a:"),
    *("[a]", "{a}", "a:b", "#x", "-x", "?", "!", "&", "*", "|", ">", "%", "@", "`", "'", '"', "\\", "---", "...", "-"),
    *("", " ", "a: b", " a", "a ", "a #b", "\n", "\na", "a\n", "a\n\n", " \na", "a\n b", "\ta", "x\n---\ny", "a\r\nb"),
    *("\u2028", "a\x85 b", "\ufeffa", "\x00", "\x1b[0m", "😀", "é " * 60, "a" * 200, "a b\n  c" * 30, "# a\nb"),
]
TEXTS = st.sampled_from(ODD) | st.text(max_size=20) | st.text("ab \n:#-'\"é", max_size=100)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
DATA = st.dictionaries(
    TEXTS,
    st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)),
    max_size=4,
)
BLANKS = st.lists(st.sampled_from(["", " ", "\n", "\t", "\r\n", "\n\n  "]), min_size=3, max_size=8)


class Writer:
    """Writes JSON with white space from a list, and records the offset of every node."""

    def __init__(self, blanks: list[str]) -> None:
        self.blanks = blanks
        self.text = ""
        self.offsets: dict[str, int] = {}

    def put(self, token: str) -> None:
        self.text += token + self.blanks[len(self.text) % len(self.blanks)]

    def write(self, node: JsonValue, pointer: str) -> None:
        self.offsets.setdefault(pointer, len(self.text))
        if not isinstance(node, dict | list):
            self.put(json.dumps(node, ensure_ascii=False))
            return
        opening, closing = "{}" if isinstance(node, dict) else "[]"
        self.put(opening)
        for index, item in enumerate(node):
            if index:
                self.put(",")
            inner = f"{pointer}/{escape(item) if isinstance(node, dict) else index}"
            if isinstance(node, dict):
                self.offsets[inner] = len(self.text)
                self.put(json.dumps(item))
                self.put(":")
            self.write(node[item] if isinstance(node, dict) else item, inner)
        self.put(closing)

    def places(self) -> dict[str, Position]:
        """Count lines and columns anew for every node."""
        before = {pointer: self.text[:offset] for pointer, offset in self.offsets.items()}
        return {
            pointer: Position(text.count("\n") + 1, len(text) - text.rfind("\n")) for pointer, text in before.items()
        }


def composed(node: yaml.Node, pointer: str, start: yaml.Node) -> Iterator[tuple[str, Position]]:
    """Yield the places that PyYAML's own composer gives; a value in a mapping has the place of its key."""
    yield pointer, Position(start.start_mark.line + 1, start.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from composed(value, f"{pointer}/{escape(key.value)}", key)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from composed(item, f"{pointer}/{index}", item)


@DETERMINED
@given(DATA, BLANKS)
def test_json_places(data: dict[str, JsonValue], blanks: list[str]) -> None:
    """A JSON text gives what the standard library reads, each node at its offset."""
    writer = Writer(blanks)
    writer.write(data, "#")
    document = parse(writer.text, "f.json")
    assert repr(json.loads(writer.text)) == repr(document.data)
    assert Positions(added=writer.places()) == document.positions


@DETERMINED
@given(DATA)
def test_yaml_places(data: dict[str, JsonValue]) -> None:
    """A YAML text gives the rendered data, as in PyYAML, with the places of PyYAML's composer."""
    text = render(data)
    document = parse(text, "f.yaml")
    assert repr(data) == repr(document.data) == repr(yaml.safe_load(text))
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert node is not None
    assert Positions(added=dict(composed(node, "#", node))) == document.positions


@DETERMINED
@given(TEXTS)
def test_pointer_tokens(name: str) -> None:
    """A name survives as a token of a pointer."""
    assert (name, (name,)) == (unescape(escape(name)), tokens(f"#/{escape(name)}"))


def test_places_by_hand() -> None:
    """A node is where an editor shows it; a value in a mapping is at its key."""
    document = parse("# note\na:\n  - b: 1\n    c: [x, {d: e}]\n", "f.yaml", first_line=10)
    expected = {
        "#": Position(11, 1),
        "#/a": Position(11, 1),
        "#/a/0": Position(12, 5),
        "#/a/0/b": Position(12, 5),
        "#/a/0/c": Position(13, 5),
        "#/a/0/c/0": Position(13, 9),
        "#/a/0/c/1": Position(13, 12),
        "#/a/0/c/1/d": Position(13, 13),
    }
    assert Positions(added=expected) == document.positions


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends(end: str) -> None:
    """Both line ends give the same data and places."""
    document = parse(end.join(["a: |", "  x", "  y", "b:", "  c: 'p", "    q'", ""]), "f")
    assert document.data == {"a": "x\ny\n", "b": {"c": "p q"}}
    assert Position(5, 3) == document.position("#/b/c")
    assert document.clause("#/b/c", "contract").quote == "c: 'p"


@pytest.mark.parametrize("odd", ["\x85", "\u2028", "\u2029"])
def test_old_line_ends(odd: str) -> None:
    """A line end of YAML 1.1 only shifts no place, and leaves every clause its quote."""
    for text in (f'a: "x{odd}y"\nb: 1', f'{{"a": "x{odd}y",\n"b": 1}}'):
        document = parse(text, "f")
        assert document.position("#/b").line == 2
        assert document.clause("#/b", "contract").quote == text.split("\n")[1]


@pytest.mark.parametrize(
    "text",
    ["a:\n  x: 1\nb: 1\na:\n  y: 2\na:\n  z: 3\n", '{"a":\n{"x": 1},\n"b": 1,\n"a": {"y": 2},\n\n"a": {"z": 3}}'],
)
def test_duplicates(text: str) -> None:
    """A duplicate name is reported with each later place; the last one wins."""
    document = parse(text, "f")
    assert document.data == {"a": {"z": 3}, "b": 1}
    assert (("#/a", Position(4, 1)), ("#/a", Position(6, 1))) == document.duplicates
    assert (document.has("#/a/x"), document.has("#/a/z")) == (False, True)
    assert document.position("#/a").line == 6


def test_duplicate_free() -> None:
    """The same name in several objects is no duplicate."""
    assert parse("a: {x: 1}\nb: {x: 1, a: 1}\n", "f").duplicates == ()


@pytest.mark.parametrize(
    ("pointer", "node"),
    [("#", "root"), ("", "root"), ("#/a/1", 20), ("/a/1", 20), ("#/p~1q/m~0n", 30), ("#/b/01", 40), ("#//", 50)],
)
def test_at(pointer: str, node: JsonValue) -> None:
    """A pointer leads to its node, with or without the number sign."""
    document = parse('a: [10, 20]\np/q: {m~n: 30}\nb: {"01": 40}\n"": {"": 50}\n', "f")
    assert (document.data if node == "root" else node) == document.at(pointer)
    assert document.has(pointer)


@pytest.mark.parametrize(
    "pointer",
    ["#/z", "#/a/2", "#/a/-1", "#/a/01", "#/a/²", "#/a/١", pytest.param("#/a/" + "9" * 5000, id="huge"), "#a", "a"],
)
def test_at_missing(pointer: str) -> None:
    """A pointer to nothing is a KeyError, with the place of the nearest ancestor."""
    document = parse("x: 1\na: [10, 20]\n", "f")
    assert not document.has(pointer)
    with pytest.raises(KeyError):
        document.at(pointer)
    assert document.position(pointer) in (document.position("#"), document.position("#/a"))


def test_empty_text() -> None:
    """An empty text is null, at the line on which it starts."""
    document = parse("", "f", first_line=7)
    assert (None, Positions(added={"#": Position(7, 1)}), "") == (
        document.data,
        document.positions,
        document.clause("#", "x").quote,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n? [b]\n: c\n", "f:2: has a key that is not a string"),
        ("a: 1\n? {b: c}\n: d\n", "f:2: has a key that is not a string"),
        ('{"a":\n NaN}', "f:2: holds Infinity or NaN"),
        ('{"a":\n -Infinity}', "f:2: holds Infinity or NaN"),
        ('{"a":\n 1e999}', "f:2: holds Infinity or NaN"),
        pytest.param('{"a":\n %s}' % ("1" * 5000), "f:2: holds Infinity or NaN", id="long in JSON"),
        ("a: 1\nb: .inf\n", "f:2: holds Infinity or NaN"),
        ("a: 1\nb: 1e999\n", "f:2: holds Infinity or NaN"),
        pytest.param("a: 1\nb: " + "1" * 5000, "f:2: holds Infinity or NaN", id="long in YAML"),
        ('{"a":\n "\\ud800"}', "f:2: escapes half of a surrogate pair"),
        ('{"a": 1,\n "\\udc00": 1}', "f:2: escapes half of a surrogate pair"),
    ],
)
def test_refusals(text: str, expected: str) -> None:
    """A value outside of JSON is refused at its line."""
    with pytest.raises(InputError) as caught:
        parse(text, "f")
    assert str(caught.value).startswith(expected)


def test_surrogate_pair() -> None:
    """A whole surrogate pair is one character."""
    assert parse('["\\ud83d\\ude00"]', "f").data == ["😀"]


@pytest.mark.parametrize("text", ["a:\n  - 1\n  - 2\n  - 3\n", '{"a": [\n1,\n2,\n3]}'])
def test_node_limit(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document may have as many nodes as the limit, keys included; one more is refused at its line."""
    monkeypatch.setattr(module, "MAX_NODES", 6)
    assert parse(text, "f").data == {"a": [1, 2, 3]}
    monkeypatch.setattr(module, "MAX_NODES", 5)
    with pytest.raises(InputError, match=r"^f:4: has more than 5 nodes$"):
        parse(text, "f")


def test_error_and_clause() -> None:
    """An error and a clause show the place of a node."""
    document = parse("a:\n  b: 1\n", "spec.yaml", first_line=5)
    assert str(document.error("is wrong", "#/a/b/c")) == "spec.yaml:6: is wrong"
    clause = document.clause("#/a/b", "contract")
    assert (str(clause), clause.quote) == ("#/a/b (spec.yaml:6)", "b: 1")


def test_clause_of_long_line() -> None:
    """Of a document on one line, a clause quotes only the part around its column, which stays exact."""
    data = {"paths": {f"/things/{number}": {"description": "x" * 50} for number in range(50)}}
    text = json.dumps(data)
    document = parse(text, "spec.json")
    below = [f"#/paths/{escape(name)}{part}" for name in data["paths"] for part in ("", "/description")]
    for pointer in ("#", "#/paths", *below):
        clause = document.clause(pointer, "contract")
        assert clause.position is not None
        assert clause.quote is not None
        start = clause.position.column - 1
        assert text[start : start + 10] in clause.quote
        assert len(clause.quote) <= 82
    quotes = [document.clause(f"#/paths/{name}", "contract").quote for name in ("~1things~10", "~1things~149")]
    assert quotes == [
        '{"paths": {"/things/0": {"description": "' + "x" * 30 + "…",
        "…" + "x" * 16 + '"}, "/things/49": {"description": "' + "x" * 29 + "…",
    ]


def test_read_text(tmp_path: Path) -> None:
    """A file is read as UTF-8 without its byte order mark, its line ends as they are."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: \xc3\xa9\r\n")
    assert read_text(path) == "a: é\r\n"


@pytest.mark.parametrize("content", [b"a: 1\nb: \xff\n", b"a: 1\nb: \xed\xa0\x80\n", b"a: 1\nb: \xc3"])
def test_read_text_not_utf8(content: bytes, tmp_path: Path) -> None:
    """A file that is not UTF-8 is refused at the first wrong byte's line."""
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"^shown:2: is not UTF-8"):
        read_text(path, "shown")


def test_read_text_missing(tmp_path: Path) -> None:
    """A file that cannot be read is named with the reason."""
    for path in (tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(InputError, match=f"^{path}: cannot be read: (Is a directory|No such file or directory)$"):
            read_text(path)
