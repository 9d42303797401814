"""How much of the answers is read: of one body, and of all bodies of a run."""

from __future__ import annotations

import re
from dataclasses import dataclass

from conformance.exchange.unpacking import MAX_BODY
from conformance.model import InputError

MAX_BODIES = 32 * 2**20
"""The most bytes of all bodies together that a run keeps, unless the user allows more."""
_SIZE = re.compile(r"(\d{1,6})(?:([KMG])i?B?|B)?", re.ASCII | re.IGNORECASE)
_FACTORS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30}
_MOST = 2**32


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes; a body counts as it came and as it is unpacked."""

    body: int = MAX_BODY
    total: int = MAX_BODIES

    def reason(self, found: str, room: int) -> str:
        """Return why a body is not read, with the option that allows more.

        Args:
            found: What is wrong with it by itself.
            room: How many bytes were left of the total.
        """
        if room >= self.body:
            return f"{found}; raise that by --max-body"
        return f"the bodies of all answers together are larger than {self.total} bytes; raise that by --max-total"


USUAL = Limits()


def limits_of(body: str | None, total: str | None) -> Limits:
    """Return the limits that the user gives by `--max-body` and `--max-total`.

    One body may take the whole of a total that is not given, if that is more.

    Raises:
        InputError: One of them is not a size.
    """
    most = MAX_BODY if body is None else size_of(body, "--max-body")
    return Limits(most, max(most, MAX_BODIES) if total is None else size_of(total, "--max-total"))


def size_of(text: str, option: str) -> int:
    """Return a size in bytes; units are powers of 1024, whichever way they are written.

    Raises:
        InputError: It is not a size between 1 byte and 4 GiB.

    >>> size_of("64MiB", "--max-body"), size_of("1g", "--max-body"), size_of("1000", "--max-body")
    (67108864, 1073741824, 1000)
    """
    found = _SIZE.fullmatch(text.strip())
    size = int(found[1]) * _FACTORS[(found[2] or "").upper()] if found else 0
    if not 1 <= size <= _MOST:
        raise InputError(f"{option} {text!r} is not a size up to 4GiB; write it like 64MiB")
    return size
