"""Telephone numbers are possible exactly if the library with every country's numbering plan says so."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.rules.phones import fault_of, is_phone_number
from conformance.rules.prose import E164

CODES = st.sampled_from(sorted(map(str, phonenumbers.COUNTRY_CODE_TO_REGION_CODE))) | st.from_regex("[0-9]{1,3}")
DIGITS = st.text("0123456789", max_size=14)


@settings(derandomize=True, database=None, deadline=None, max_examples=1_000)
@given(CODES, DIGITS)
def test_any_number(code: str, digits: str) -> None:
    """A number of any country is judged as the library judges it."""
    text = f"+{code}{digits}"
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        possible = False
    assert (possible and E164.fullmatch(text) is not None) == is_phone_number(text)


@pytest.mark.parametrize("text", ["+14155550123\n", "14155550123", "+1 415 555 0123", "+1415555012\u0663", "", "+"])
def test_other_spellings(text: str) -> None:
    """A text that is not E.164 is not a number."""
    assert not is_phone_number(text)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("+14155550123", ""),
        ("+1415555012", "a length that no number of its country has"),
        ("+9994155550123", "a country code that does not exist"),
    ],
)
def test_fault(number: str, fault: str) -> None:
    """The reason for an impossible number is reported."""
    assert fault == fault_of(number)
