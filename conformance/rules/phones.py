"""Telephone numbers in E.164: whether the country code exists, and a number of its country can have the length."""

from __future__ import annotations

from functools import lru_cache

from conformance.rules.prose import E164


@lru_cache(maxsize=16_384)
def is_phone_number(text: str) -> bool:
    """Tell whether a text is a number in E.164 that its country could give out."""
    return not fault_of(text) if E164.fullmatch(text) else False


@lru_cache(maxsize=16_384)
def fault_of(number: str) -> str:
    """Say what is wrong with a number in E.164; empty where nothing is. Lists hold the same few again and again."""
    import phonenumbers  # noqa: PLC0415 - its tables take long to load, and few contracts have a number

    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return "a country code that no country has"
    return "" if possible else "a length that no number of its country has"
