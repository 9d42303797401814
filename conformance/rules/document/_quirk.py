"""Shared by the rules on the document: how to make a deviation."""

from __future__ import annotations

from conformance.contract.elements import Element
from conformance.rules.observation import Deviation


def quirk(at: Element | str, kind: str, message: str, expected: str, actual: str, fix: str = "") -> Deviation:
    """Return a deviation at an element, or at a pointer into the document."""
    pointer = at if isinstance(at, str) else at.pointer
    return Deviation(None, kind, message, expected, actual, pointer, fix)
