"""Writes a recording completely or not at all, and only if nothing redacted is left in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from conformance.contract.files import replacing
from conformance.contract.load import display
from conformance.exchange.forbidden_texts import ForbiddenTexts
from conformance.model import InputError


def write_recording(path: Path, lines: Iterable[str], forbidden: Iterable[str]) -> None:
    """Write lines to a file, replacing its content.

    Args:
        path: The file.
        lines: One exchange each, without their ends.
        forbidden: Texts that must not occur in any of them.

    Raises:
        InputError: A line holds a forbidden text; then nothing is written.
    """
    searched = ForbiddenTexts(forbidden)
    with replacing(path) as file:
        for number, line in enumerate(lines, start=1):
            data = line.encode()
            if searched.found_in(data):
                message = f"is not written: exchange {number} still holds a key, cookie, phone number or id"
                raise InputError(message, display(path))
            file.write(data + b"\n")
