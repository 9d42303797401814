"""JSON is split into tokens and joined again with no change but the replacements."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.exchange.json_tokens import spell, tokens, unescaped

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=200)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(LEAVES, lambda each: st.lists(each) | st.dictionaries(st.text(), each), max_leaves=10)


class TestTokens:
    @DETERMINED
    @given(VALUES, st.booleans(), st.sampled_from([None, 2]))
    def test_whole(self, value: object, ascii_only: bool, indent: int | None) -> None:
        """The tokens of a JSON text are the text."""
        text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
        found = tokens(text)
        assert found is not None
        assert text == "".join(token.text for token in found)

    @pytest.mark.parametrize(
        "text",
        ["[1, 2", "", '\ufeff{"a": 1}', '{"a": NaN}\n{"a": -Infinity}', "1e999999", '"\\ud83d"', '{"a": 1, "a": 2}'],
    )
    def test_any_tokens(self, text: str) -> None:
        """Tokens need not form a valid document."""
        assert text == "".join(token.text for token in tokens(text) or ())

    @pytest.mark.parametrize(
        "text",
        [
            "<html>",
            "{'a': 1}",
            '{"a',
            "[undefined]",
            "12abc",
            "1.2.3",
            "+1415",
            "nullable",
            '["\\q"]',
            '["a\nb"]',
            "[1, 2 // x\n]",
        ],
    )
    def test_no_tokens(self, text: str) -> None:
        """A text that is not JSON has no tokens."""
        assert tokens(text) is None

    def test_names(self) -> None:
        """A string before a colon is the name of a member, with or without blanks between."""
        found = tokens('{"a" : "b", "c":["d"]}') or []
        assert [(each.kind, each.text) for each in found if each.kind in ("name", "string")] == [
            ("name", '"a"'),
            ("string", '"b"'),
            ("name", '"c"'),
            ("string", '"d"'),
        ]


class TestSpell:
    @DETERMINED
    @given(st.text(), st.booleans())
    def test_unescaped(self, text: str, ascii_only: bool) -> None:
        """A string token decodes to the original text."""
        assert text == unescaped(json.dumps(text, ensure_ascii=ascii_only))

    @DETERMINED
    @given(st.text(), st.text(), st.booleans())
    def test_any(self, old: str, new: str, ascii_only: bool) -> None:
        """A replaced string decodes to its replacement."""
        token = json.dumps(old, ensure_ascii=ascii_only)
        assert new == json.loads(spell(token, old, new))

    @pytest.mark.parametrize(
        ("token", "new", "spelled"),
        [
            ('"Jos\\u00e9"', "aaaä", '"aaa\\u00e4"'),
            ('"José"', "aaaä", '"aaaä"'),
            ('"a\\/b"', "c/d", '"c\\/d"'),
            ('"\\u0041b"', "Ab", '"\\u0041b"'),
            ('"x \\ud83d"', "a \ud83d", '"a \\ud83d"'),
            ('"\\ud83d\\udcde x"', "\U0001f4de a", '"\\ud83d\\udcde a"'),
        ],
    )
    def test_escapes(self, token: str, new: str, spelled: str) -> None:
        """Unchanged characters keep their escapes; new ones are escaped like those they replace."""
        assert spelled == spell(token, unescaped(token), new)
