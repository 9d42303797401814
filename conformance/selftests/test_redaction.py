"""What is shown of an answer reveals its shape, and never a key, a phone number, a name or free text."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conformance.exchange.redaction import MAX_SHOWN, mask, pattern_path, safe_text, scrub, show, show_path
from conformance.model import JsonValue

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=200)
DECLARED = frozenset({"batch_id", "a/b", "x1y2z3"})
ANY_TEXT = st.text(max_size=40) | st.text("+0123456789-() .", max_size=40)
PHONES = [
    "+14155550123",
    "14155550123",
    "+1 (415) 555-0123",
    "415-555-0123",
    "+49 30 123456",
    "004930123456",
    "5550123",
]


class TestScrub:
    """A secret is replaced wherever it occurs."""

    @pytest.mark.parametrize(
        ("text", "secrets", "scrubbed"),
        [
            ("key bn-1234 and bn-1234!", ["bn-1234"], "key [key] and [key]!"),
            ("bn-12345", ["bn-1234", "bn-12345"], "[key]"),
            ("bn-12345", ["bn-12345", "bn-1234"], "[key]"),
            ("bn-1234x", ["bn-1234", "bn-12345"], "[key]x"),
            ("a.b+c", ["a.b+c"], "[key]"),
            ("aXb+c", ["a.b+c"], "aXb+c"),
            ("abc", ["abc"], "abc"),
            ("abcd", ["abcd"], "[key]"),
            ("text", ["", "x"], "text"),
            ("", ["bn-1234"], ""),
        ],
    )
    def test_scrub(self, text: str, secrets: list[str], scrubbed: str) -> None:
        """A longer secret is replaced first, one of less than four characters is no secret, and none is a pattern."""
        assert scrubbed == scrub(text, secrets)

    @DETERMINED
    @given(st.text(max_size=20), st.text(max_size=20), st.text("kbn-01", min_size=4, max_size=12))
    def test_any_text(self, before: str, after: str, secret: str) -> None:
        """A secret is replaced whatever surrounds it."""
        assert secret not in scrub(f"{before}{secret}{after}", [secret]).replace("[key]", "\0")


class TestMask:
    """A masked text keeps its shape only."""

    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ("Anna Müller, 7", "Aaaa A\u00e4aaaa, 9"),
            ("+1 (415) 555-0123", "+9 (999) 999-9999"),
            ("", ""),
            ("\x1b[31m", "\\u001b[99a"),
            ("\u202e", "\\u202e"),
            ("a" * 120, "a" * 120),
            ("a" * 121, "a" * 120 + "…"),
            ("٣", "\u0669"),
            ("李", "\u00e4"),
        ],
    )
    def test_mask(self, text: str, masked: str) -> None:
        """Letters, digits and their case are replaced by class; all else stays, escaped where it could act."""
        assert masked == mask(text)

    @DETERMINED
    @given(ANY_TEXT)
    def test_only_classes(self, text: str) -> None:
        """No letter and no digit of the text remains, and no character acts on a terminal."""
        masked = re.sub(r"\\u[0-9a-f]{4}|\\U[0-9a-f]{8}", "", mask(text))
        assert set(filter(str.isalnum, masked)) <= set("Aa9\u00e4\u0669")
        assert masked.isprintable()

    @DETERMINED
    @given(ANY_TEXT)
    @example("\ud800")
    @example("\U000e0041\x9b\x7f")
    def test_safe_text(self, text: str) -> None:
        """A safe text is printable, and any writer can encode it."""
        assert safe_text(text).isprintable()
        assert safe_text(text) == safe_text(text).encode().decode()

    def test_safe_text_keeps(self) -> None:
        """Printable text is kept as it is, in any script."""
        printable = "".join(map(chr, range(32, 127))) + "\u00fc\u674e…"
        assert printable == safe_text(printable)


class TestShow:
    """A value is shown as far as a finding needs it."""

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (None, "null"),
            (True, "true"),
            (0, "0"),
            (-1, "-1"),
            (999_999, "999999"),
            (1_000_000, "9999999"),
            (14155550123, "99999999999"),
            (-4155550123, "-9999999999"),
            (14155550123.5, "99999999999.9"),
            (7.0, "7.0"),
            ("scheduled", '"aaaaaaaaa"'),
            ("", '""'),
            ("2024-01-23T05:14:37Z", '"2024-01-23T05:14:37Z"'),
            ("2024-02-29T04:22:89Z", '"2024-02-29T04:22:89Z"'),
            ("2024-03-13T14:12:50.596315", '"2024-03-13T14:12:50.596315"'),
            ("2024-03-20T04:10:00+05:30", '"2024-03-20T04:10:00+05:30"'),
            ("2024-1-2", '"2024-1-2"'),
            ("2024-01-23T05:14:37Z Anna", '"9999-99-99A99:99:99A Aaaa"'),
            ([1, 2, "Anna"], "an array of 3"),
            ({"Anna": 1}, "an object with 1 members"),
        ],
    )
    def test_show(self, value: JsonValue, shown: str) -> None:
        """Dates and small numbers stay, texts and long numbers are masked, collections are counted."""
        assert shown == show(value)

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            ("in-progress", '"in-progress"'),
            ("call_disconnected now", '"call_disconnected now"'),
            ("bn-4f2a", '"aa-9a9a"'),
            ("Anna had a little lamb", '"Aaaa aaa a aaaaaa aaaa"'),
            ("b" * 25, f'"{"a" * 25}"'),
            ("Anna Smith", '"Aaaa Aaaaa"'),
            ("Bob", '"Aaa"'),
            ("call-anna", '"aaaa-aaaa"'),
            ("word\n", '"aaaa\\u000a"'),
            ("http://a", '"aaaa://a"'),
        ],
    )
    def test_words(self, value: str, shown: str) -> None:
        """Where the contract lists words, a few plain ones are shown, and none with a digit."""
        assert shown == show(value, words=True)

    def test_numbers(self) -> None:
        """Where the contract bounds a number, it is shown in full; a text of digits never is."""
        assert show(2**31, numbers=True) == "2147483648"
        assert show("2147483648", numbers=True) == '"9999999999"'

    @pytest.mark.parametrize("phone", PHONES)
    @pytest.mark.parametrize("form", ["{}", "tel:{}", "call {} now", "{},"])
    def test_phone_numbers(self, phone: str, form: str) -> None:
        """No phone number is shown, however it is written, with words allowed or without."""
        for words in (True, False):
            shown = show(form.format(phone), words=words, numbers=True)
            assert set(filter(str.isdigit, shown)) == {"9"}

    @DETERMINED
    @given(st.integers() | st.floats() | ANY_TEXT | st.lists(st.integers()))
    def test_bounded(self, value: JsonValue) -> None:
        """A shown value is one short line of harmless characters."""
        shown = show(value, words=True)
        assert shown.replace("…", "").isprintable()
        assert len(shown) <= 10 * MAX_SHOWN + 3


class TestPaths:
    """The place of a value is shown without what the API wrote there."""

    @pytest.mark.parametrize(
        ("path", "shown", "pattern"),
        [
            ((), "", ""),
            ((3, "batch_id"), "/3/batch_id", "/[*]/batch_id"),
            (("a/b",), "/a~1b", "/a/b"),
            (("x1y2z3",), "/x1y2z3", "/x1y2z3"),
            (("Anna Smith", "status"), "/Aaaa Aaaaa/status", "/*/*"),
            (("ringing",), "/ringing", "/*"),
            (("+14155550123", 0), "/+99999999999/0", "/*/[*]"),
            (("bn-4f2a/b",), "/aa-9a9a~1a", "/*"),
            (("0",), "/9", "/*"),
            (("",), "/", "/*"),
            (("\x1b[0m",), "/\\u001b[9a", "/*"),
        ],
    )
    def test_paths(self, path: tuple[str | int, ...], shown: str, pattern: str) -> None:
        """Declared names stay; others are masked where they are shown, and any name or index where they are counted."""
        assert (shown, pattern) == (show_path(path, DECLARED), pattern_path(path, DECLARED))

    @DETERMINED
    @given(st.lists(st.text(max_size=12) | st.integers(0, 9), max_size=4))
    def test_one_token_each(self, path: list[str | int]) -> None:
        """A shown path has one token for each step, whatever the names."""
        assert show_path(path, frozenset()).count("/") == len(path)
