"""Telephone numbers in E.164: whether the country code exists, and the length is possible in its country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from conformance.rules.prose import E164

_LONGEST_CODE = 3


@dataclass(frozen=True)
class _Plan:
    """The form of a country's numbers after its code."""

    lengths: frozenset[int]
    prefix: re.Pattern[str] | None
    """The national prefix; a number that begins with it may be shorter than it seems."""


@lru_cache(maxsize=16_384)
def is_phone_number(text: str) -> bool:
    """Return whether a text is a number in E.164 that is possible in its country."""
    return E164.fullmatch(text) is not None and (_is_plain(text) or not fault_of(text))


@lru_cache(maxsize=16_384)
def fault_of(number: str) -> str:
    """Return what is wrong with a number in E.164; empty if nothing. Cached, since lists repeat the same few."""
    import phonenumbers  # noqa: PLC0415 - its tables load slowly, and few contracts have a number

    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return "a country code that does not exist"
    return "" if possible else "a length that no number of its country has"


def _is_plain(number: str) -> bool:
    """Return whether a number is certainly possible, in a tenth of the time that `phonenumbers` takes."""
    for size in range(2, 2 + _LONGEST_CODE):
        plan = _plan(number[1:size])
        if plan is not None:
            rest = number[size:]
            return len(rest) in plan.lengths and not (plan.prefix and plan.prefix.match(rest))
    return False


@cache
def _plan(code: str) -> _Plan | None:
    """Return the plan of a country code; None if it does not exist."""
    import phonenumbers  # noqa: PLC0415 - as above

    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code)) if code.isdecimal() else None
    if regions is None:
        return None
    data = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(int(code), regions[0])
    if data is None or data.general_desc is None:
        return None
    prefix = data.national_prefix_for_parsing
    return _Plan(frozenset(data.general_desc.possible_length), re.compile(prefix) if prefix else None)
