"""Phone numbers are replaced by fictional ones in the same notation."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.exchange.phones import _HIGH, E164, FICTIONAL, Phones
from conformance.model import InputError

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=200)
NUMBERS = st.from_regex(r"\+(1[2-9][0-9]|491[5-7])[0-9]{8}", fullmatch=True)

MANY = 100 * len(_HIGH)


@pytest.fixture
def phones() -> Phones:
    return Phones(b"0123456789abcdef")


class TestWritten:
    @pytest.mark.parametrize(
        ("text", "shape"),
        [
            ("+4915123456789", r"\+1\d{3}55501\d\d"),
            ("+14155559876", r"\+1\d{3}55501\d\d"),
            ("14155559876", r"1\d{3}55501\d\d"),
            ("4155559876", r"\d{3}55501\d\d"),
            ("+1 (415) 555-9876", r"\+1 \(\d{3}\) 555-01\d\d"),
            ("(415) 555-9876", r"\(\d{3}\) 555-01\d\d"),
            ("+49 30 1234567", r"\+1\d \d\d 55501\d\d"),
            ("004930123456", r"001\d{3}55501\d\d"),
            ("030 1234567", r"0\d\d \d55501\d\d"),
            ("5559876", r"\d{3}55501\d\d"),
        ],
    )
    def test_shape(self, phones: Phones, text: str, shape: str) -> None:
        """The replacement of a number is fictional, with the same punctuation and no more of its digits than zeros."""
        written = phones.written(text)
        assert re.fullmatch(shape, written), written
        assert FICTIONAL.fullmatch(re.sub(r"[^0-9]", "", written).lstrip("0"))

    @pytest.mark.parametrize("text", ["+12065550123", "2065550123", "+1 206 555 0123"])
    def test_fictional(self, phones: Phones, text: str) -> None:
        """A fictional number replaces itself."""
        assert text == phones.written(text)

    def test_taken(self) -> None:
        """A fictional number that is already used as a replacement gets one of its own."""
        phones = Phones(b"0123456789abcdef")
        taken = phones.written("+4915123456789")
        assert taken != phones.written(taken)
        assert taken == phones.written("+4915123456789")

    @pytest.mark.parametrize(
        ("text", "written"),
        [("+1212555", "+9999999"), ("+9991234567", "+9999999999"), ("+121255501423", "+999999999999")],
    )
    def test_impossible(self, phones: Phones, text: str, written: str) -> None:
        """A text that cannot be a number does not become one."""
        assert written == phones.written(text)

    def test_spellings(self, phones: Phones) -> None:
        """One number has one replacement, in any notation."""
        texts = ("+14155559876", "14155559876", "4155559876", "+1 (415) 555-9876", "415-555-9876")
        assert len({re.sub(r"[^0-9]", "", phones.written(text))[-10:] for text in texts}) == 1

    @pytest.mark.parametrize(("text", "is_small"), [("2125559876", True), ("9875559876", False), ("2159999999", False)])
    def test_overflow(self, phones: Phones, text: str, is_small: bool) -> None:
        """The replacement of a number fits into 32 bits exactly if the number does."""
        assert is_small == (int(phones.written(text)) < 2**31)

    @DETERMINED
    @given(st.lists(NUMBERS, unique=True, max_size=20), st.binary(min_size=1, max_size=8))
    def test_distinct(self, texts: list[str], key: bytes) -> None:
        """Different numbers have different replacements, each a fictional one in E.164, and keep them."""
        phones = Phones(key)
        written = [phones.written(text) for text in texts]
        assert [each for each in written if not (E164.fullmatch(each) and FICTIONAL.fullmatch(each))] == []
        assert len(texts) == len({*written})
        assert written == [phones.written(text) for text in texts]

    def test_exhausted(self) -> None:
        """When all are used there is no further one: no two numbers share a replacement."""
        phones = Phones(b"k")
        phones._taken = {f"{area}55501{last:02}" for area in range(200, 1_000) for last in range(100)}
        with pytest.raises(InputError, match="the recording has more phone numbers than the "):
            phones.written("+4915123456789")

    def test_many(self) -> None:
        """As many numbers as there are fictional ones are replaced, in linear time."""
        phones = Phones(b"k")
        started = time.process_time()
        written = {phones.written(f"49151{number:08}") for number in range(MANY)}
        assert len(written) == MANY
        assert time.process_time() - started < 20
        with pytest.raises(InputError):
            phones.written("+4915123456789")
