"""Knowledge beyond the contract is read with its source, and refers only to what the contract has."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.contract.document import parse
from conformance.contract.load import SPEC, load_contract
from conformance.contract.vocabulary import NOTHING, Fact, read_vocabulary
from conformance.model import InputError

CONTRACT = parse("a: {b: 1}", "contract.yaml")


def test_rows(tmp_path: Path) -> None:
    """Each section gives facts by pointer."""
    file = tmp_path / "vocabulary.yaml"
    text = "{of: '#/a/b', %s, source: a page}"
    rows = {"keys": "members: [x, y]", "repeats": "times: 3", "marks": "minutes: 10"}
    file.write_text("".join(f"{name}: [{text % said}]\n" for name, said in rows.items()), encoding="utf-8")
    found = read_vocabulary(file, CONTRACT)
    assert found.keys == {"#/a/b": Fact(("x", "y"), "a page")}
    assert (found.repeats, found.marks) == ({"#/a/b": Fact(3, "a page")}, {"#/a/b": Fact(10, "a page")})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("keys:\n- {of: '#/a/c', members: [x], source: a page}", ":2: contract.yaml has nothing at #/a/c"),
        ("keys:\n- {of: '#/a/b', members: [], source: a page}", ":2: keys/0/members: "),
        ("keys:\n- {of: '#/a/b', members: [x]}", ':2: keys/0: "source" is a required property'),
        ("marks:\n- {of: '#/a/b', minutes: 0, source: a page}", ":2: marks/0/minutes: "),
        ("words: []", ":1: "),
    ],
)
def test_refusal(tmp_path: Path, text: str, message: str) -> None:
    """A fact without a source, of another form or about an unknown place is refused with its line."""
    file = tmp_path / "vocabulary.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_vocabulary(file, CONTRACT)
    assert f"vocabulary.yaml{message}" in str(raised.value)


def test_nothing(tmp_path: Path) -> None:
    """Without a file there are no facts."""
    assert read_vocabulary(tmp_path / "vocabulary.yaml", CONTRACT) is NOTHING


def test_own_vocabulary() -> None:
    """The vendored contract's vocabulary refers to that contract."""
    contract = load_contract(SPEC / "openapi.yaml").document
    found = read_vocabulary(SPEC / "vocabulary.yaml", contract)
    assert all((found.keys, found.repeats, found.marks, found.revisions))
