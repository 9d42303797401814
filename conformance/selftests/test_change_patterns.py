"""Texts that only one of two patterns matches are found or proven absent, as the engine matches, and in time."""

from __future__ import annotations

import math
import time
from itertools import product

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from conformance.comparison.patterns import Languages, _automaton
from conformance.contract.dialect import is_readable

PATTERNS = st.recursive(
    st.sampled_from(["a", "b", "[ab]", "[^a]", ".", r"\d", "^", "$", ""]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda each: f"(?:{each[0]}|{each[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}"])).map(lambda each: f"(?:{each[0]}){each[1]}"),
    ),
    max_leaves=6,
)
SAME = [
    ("^[A-Z]+$", "^[A-Z][A-Z]*$"),
    ("^[0-9]{4}$", r"^\d{4}$"),
    ("^a", "^a.*"),
    ("^[0-9a-fA-F]{32}$", "^[a-fA-F0-9]{32}$"),
    ("^(a+)+$", "^a+$"),
    ("^a$|^b$", "^[ab]$"),
    ("a{5}", "aaaaa"),
    ("$", "x*"),
    (r"^\w$", "^[A-Za-z0-9_]$"),
    (r"^[^\d]$", r"^\D$"),
    (r"^\/a$", "^/a$"),
    ("^(?<n>a|b)c$", "^(?:ac|bc)$"),
]
OTHERS = [
    ("^[A-Z]+$", "^[A-Z0-9]+$", "0"),
    ("^[0-9]{4}$", "^[0-9]{4,5}$", "00000"),
    ("^[^<>]*$", "", "<"),
    ("^a$", "^a", "aA"),
    ("^a$", "a$", "Aa"),
    ("^a", "a", "Aa"),
    ("^.*$", r"^[^\n]*$", "\r"),
    ("^a$", "^a$|^$", ""),
    (r"^\S$", r"^(\S|\u00a0)$", "\u00a0"),
]


class TestLanguages:
    @pytest.mark.parametrize(("one", "other"), SAME)
    def test_same(self, one: str, other: str) -> None:
        """Two patterns that match the same texts are proven equal."""
        assert Languages().only_by((one,), (other,), 0, math.inf) == ()
        assert Languages().only_by((other,), (one,), 0, math.inf) == ()

    @pytest.mark.parametrize(("narrow", "wide", "text"), OTHERS)
    def test_others(self, narrow: str, wide: str, text: str) -> None:
        """The shortest text that only one pattern matches is found; the other has none."""
        found = Languages().only_by((wide,), (narrow,), 0, math.inf)
        assert found is not None
        assert (text, ()) == (found[0], Languages().only_by((narrow,), (wide,), 0, math.inf))

    def test_lengths(self) -> None:
        """A text has the requested length; if none can have it, that is proven."""
        one, other = ("^[A-Z]+$",), ("^[A-Z0-9]+$",)
        assert Languages().only_by(other, one, 3, 20) == ("AA0",)
        assert Languages().only_by(("^a{9}$",), (), 0, 8) == ()

    @pytest.mark.parametrize(
        "pattern",
        [
            *("^(?=a)", r"\bx", r"(a)\1", "(", r"\p{L}", "[]", "[^]", "a{,3}", "(?i)a", "a{101}", "x" * 201),
            *(
                "(x{100}){100}",
                "[[a]]",
                "[a--b]",
                r"\012",
                r"\Aa",
                r"\Za",
                "a++",
                "(?>a)",
                "(?#a)b",
                "^(a|b)*a(a|b){20}$",
            ),
        ],
    )
    def test_unknown(self, pattern: str) -> None:
        """A pattern outside of the common syntax, or a too large one, has no result."""
        start = time.process_time()
        assert Languages().only_by((pattern,), ("^(a|b)*a(a|b){21}$",), 0, math.inf) is None
        assert time.process_time() - start < 1

    def test_bounded(self) -> None:
        """All queries together take a bounded time."""
        languages = Languages()
        start = time.process_time()
        for number in range(500):
            languages.only_by((f"^(a|b)*a(a|b){{20}}{number}$",), (f"^(a|b)*b(a|b){{20}}{number}$",), 0, math.inf)
        assert time.process_time() - start < 10

    @pytest.mark.parametrize("pattern", [r"^\s$", r"^\S$", r"^\w$", r"^\W$", r"^\d$", r"^\D$", "^.$", "^[^a-c]$"])
    def test_classes(self, pattern: str) -> None:
        """A class holds the same characters as in the engine, which treats only LF as the end of a line."""
        (chars,) = (each for each in _automaton(pattern).sets if each)
        judge = jsonschema_rs.Draft202012Validator({"pattern": pattern})
        wrong = [
            hex(code)
            for code in (*range(0xD800), *range(0xE000, 0x11000))
            if judge.is_valid(chr(code)) != any(first <= code <= last for first, last in chars)
        ]
        assert wrong == (["0xd", "0x2028", "0x2029"] if pattern == "^.$" else [])

    @settings(derandomize=True, max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(PATTERNS, PATTERNS)
    def test_any_two(self, one: str, other: str) -> None:
        """Any two patterns are compared as the engine matches all short texts."""
        assume(is_readable(one) and is_readable(other))
        found = Languages().only_by((one,), (other,), 0, math.inf)
        first, second = (jsonschema_rs.Draft202012Validator({"pattern": each}) for each in (one, other))
        assert found is not None
        assert [text for text in found if not first.is_valid(text) or second.is_valid(text)] == []
        texts = ("".join(each) for size in range(5) for each in product("ab0", repeat=size))
        shortest = next((text for text in texts if first.is_valid(text) and not second.is_valid(text)), None)
        if shortest is not None:
            assert found
            assert len(found[0]) <= len(shortest)
