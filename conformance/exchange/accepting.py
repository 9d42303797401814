"""What a request accepts: the media types that the contract offers (RFC 9110 section 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.contract.media_types import parse_media_type
from conformance.contract.openapi import Operation, ResponseSpec

ANYTHING = "*/*"
MAX_FURTHER = 2
"""The most media types of an operation that are asked for alone."""
_LESS = ";q=0.5"
"""Errors may have a type that no success has: a server that chooses must not choose it for a success."""
_LEAST = f"{ANYTHING};q=0.1"


def accept_of(operation: Operation) -> str:
    """Return the Accept of a request: the types of its successes in the document's order, then those of its errors.

    A success that may have any body is accepted in any form, so that no server has a reason to refuse.
    """
    offered, others = _of(_successes(operation)), _of(operation.responses.values())
    if not others:
        return ANYTHING
    errors = [f"{name}{_LESS}" for name in others if name not in offered]
    return ", ".join([*offered, *errors, *([] if offered else [_LEAST])])


def further_types(operation: Operation) -> Iterator[str]:
    """Yield an Accept for each further type in which the contract offers a success; others are a way out."""
    concrete = [name for name in _of(_successes(operation)) if "*" not in name]
    return (f"{name}, {_LEAST}" for name in concrete[1 : 1 + MAX_FURTHER])


def _successes(operation: Operation) -> list[ResponseSpec]:
    found = [each for status, each in operation.responses.items() if status[0] == "2"]
    return found or [each for status, each in operation.responses.items() if status == "default"]


def _of(responses: Iterable[ResponseSpec]) -> list[str]:
    """Return the media types of some responses as the document spells them, each once."""
    names: dict[object, str] = {}
    for name in (name.strip() for each in responses for name in each.media):
        kind = parse_media_type(name)
        if kind is not None and kind.subtype and name.isascii() and name.isprintable() and "," not in name:
            names.setdefault((kind.essence, *sorted(kind.parameters.items())), name)
    return list(names.values())
