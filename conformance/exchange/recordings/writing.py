"""Writes a recording whole or not at all, and only if nothing in it tells what was redacted."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from conformance.contract.files import replacing
from conformance.contract.load import display
from conformance.exchange.forbidden_texts import ForbiddenTexts
from conformance.model import InputError


def write_recording(path: Path, lines: Iterable[str], forbidden: Iterable[str]) -> None:
    """Write lines to a file, in the place of what it held.

    Args:
        path: The file.
        lines: One exchange each, without their ends.
        forbidden: What may not stand in any of them.

    Raises:
        InputError: A line holds a needle; then nothing is written.
    """
    searched = ForbiddenTexts(forbidden)
    with replacing(path) as file:
        for number, line in enumerate(lines, start=1):
            data = line.encode()
            if searched.found_in(data):
                message = f"is not written: exchange {number} still holds a key, cookie, phone number or id"
                raise InputError(message, display(path))
            file.write(data + b"\n")
