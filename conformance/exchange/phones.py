"""Phone numbers and their stand-ins: `+1 NPA 555-01XX`, which is kept free for fiction."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence

from conformance.model import InputError

E164 = re.compile(r"\+[1-9][0-9]{1,14}")
FICTIONAL = re.compile(r"\+?1?[2-9][0-8][0-9]55501[0-9]{2}")
BEGINNING = re.compile(r"\+?1?[2-9][0-8][0-9]555(?:0(?:1[0-9]{0,2})?)?")
"""A fictional number, or the beginning of one: nobody has either."""
MOST = 15
"""The most digits that a phone number has (ITU-T E.164)."""
_INT32 = 2**31 - 1
_AREAS = [area for area in range(200, 990) if area % 100 // 10 != 9 and area % 100 != 11]
_LOW = [area for area in _AREAS if area < 214]
"""The area codes whose numbers fit into 32 bits: a number that overflows must still do so, and no other may."""
_HIGH = [area for area in _AREAS if area > 214]


class Phones:
    """Stand-ins for the phone numbers of one recording: equal for equal numbers, different for different ones."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._found: dict[str, str] = {}
        self._taken: set[str] = set()
        self._later: dict[str, int] = {}

    def written(self, text: str) -> str:
        """Return the stand-in for a number, in the same notation, with or without punctuation.

        What has the form of E.164 but cannot be a number stays impossible: there is nobody to protect.

        >>> phones = Phones(b"key")
        >>> phones.written("+12065550123"), phones.written("(206) 555-0123"), phones.written("+9991234")
        ('+12065550123', '(206) 555-0123', '+9999999')
        """
        if E164.fullmatch(text) and not _is_possible(text):
            return re.sub("[0-9]", "9", text)
        digits = "".join(re.findall("[0-9]", text))
        zeros = len(digits) - len(digits.lstrip("0"))
        national = self._national(digits[zeros:])
        is_international = text.startswith("+") or zeros > 1 or len(digits) - zeros > len(national)
        return _formatted("0" * zeros + "1" * is_international + national, text)

    def _national(self, digits: str) -> str:
        number = digits if len(digits) != 10 else f"1{digits}"
        if number not in self._found:
            self._found[number] = self._free(number)
            self._taken.add(self._found[number])
        return self._found[number]

    def _free(self, number: str) -> str:
        """Return a number that stands for no other one yet; a fictional one may stand for itself."""
        if FICTIONAL.fullmatch(number) and number[-10:] not in self._taken:
            return number[-10:]
        is_low = len(number) == 11 and number[0] == "1" and int(number[1:]) <= _INT32
        for areas in (_LOW, _HIGH) if is_low else (_HIGH,):
            start = int.from_bytes(hmac.digest(self._key, number.encode(), "sha256")[:8], "big")
            free = self._free_from(start % (100 * len(areas)), areas)
            if free is not None:
                return free
        raise InputError(f"the recording has more phone numbers than the {100 * len(_HIGH)} fictional ones: split it")

    def _free_from(self, place: int, areas: Sequence[int]) -> str | None:
        """Return the first free number from a place on, wrapping around; taken ones are skipped faster next time."""
        size, passed = 100 * len(areas), []
        while (text := f"{areas[place // 100]}55501{place % 100:02}") in self._taken:
            passed.append(text)
            if len(passed) > size:
                return None
            place = self._later.get(text, (place + 1) % size)
        self._later.update(dict.fromkeys(passed, place))
        return text


def _is_possible(text: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - its tables take long to load, and few recordings have a number

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return False


def _formatted(digits: str, text: str) -> str:
    """Return digits with the punctuation of a text between them; surplus digits go to the end."""
    waiting = list(digits)
    formatted = [(waiting.pop(0) if waiting else "") if char.isdigit() else char for char in text]
    return "".join([*formatted, *waiting])
