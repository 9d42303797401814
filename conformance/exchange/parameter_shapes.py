"""Reads what carries a parameter as texts, lists of texts and maps of texts, by its style or by any that is usual."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import unquote

from conformance.contract.openapi import Parameter
from conformance.exchange.json_text import read_json
from conformance.exchange.parameters import DELIMITERS, STYLES, Pairs
from conformance.model import JsonValue

Shape: TypeAlias = str | list[str] | Mapping[str, str]
"""A scalar, a list or an object, its parts as texts."""
_SEPARATORS = (",", "|", " ", ";", "\t")
_MEMBER = re.compile(r"([^=:]+)[=:](.*)", re.DOTALL)


def decoded(parameter: Parameter, pairs: Pairs) -> Pairs:
    """Return what carries a parameter without percent-encoding."""
    return tuple((name, unquote(text)) for name, text in pairs) if parameter.location == "path" else pairs


def shapes(parameter: Parameter, pairs: Pairs) -> Iterator[Shape]:
    """Yield what decoded pairs stand for in the style of their parameter (OpenAPI 3.1 section 4.8.12.4)."""
    if parameter.style not in STYLES.get(parameter.location, ()) or not pairs:
        return
    if parameter.style == "deepObject":
        yield from _object([(_addressed(parameter, name, r"\[(.+)\]"), text) for name, text in pairs])
    elif parameter.style == "form" and parameter.explode:
        texts = [text for name, text in pairs if name == parameter.name]
        yield from texts if len(texts) == 1 else ()
        if texts:
            yield texts
        yield from _object(pairs)
    elif len(pairs) == 1:
        yield from _of_text(parameter, pairs[0][1])


def tolerant_shapes(parameter: Parameter, pairs: Pairs) -> Iterator[Shape]:
    """Yield what decoded pairs stand for to a correct server of any usual style: repeated, joined, in brackets."""
    for texts in _without_prefix(parameter, [text for _, text in pairs]):
        yield from texts
        yield texts
        for separator in (*_SEPARATORS, *(["."] if parameter.style == "label" else [])):
            parts = [part for text in texts for part in text.split(separator)]
            yield parts
            yield [part.strip() for part in parts if part.strip()]
            yield from _flat_object(parts)
            yield from _object(_members(parts))
    yield from _object([(_addressed(parameter, name, r"[.\[](.+?)\]?") or name, text) for name, text in pairs])


def json_values(texts: Iterable[str]) -> Iterator[JsonValue]:
    """Yield the values of those texts that are JSON."""
    for text in texts:
        read = read_json(text.encode("utf-8", "replace"))
        if read.has_value:
            yield read.value


def _of_text(parameter: Parameter, text: str) -> Iterator[Shape]:
    """Yield what one text stands for."""
    if parameter.style == "matrix" and parameter.explode:
        yield from _of_matrix(parameter, text)
        return
    start = {"label": ".", "matrix": f";{parameter.name}="}.get(parameter.style, "")
    if parameter.style == "matrix" and text == f";{parameter.name}":
        yield ""
    if not text.startswith(start):
        return
    rest = text.removeprefix(start)
    if parameter.style not in DELIMITERS:
        yield rest
    parts = rest.split(
        "." if parameter.style == "label" and parameter.explode else DELIMITERS.get(parameter.style, ",")
    )
    yield parts
    yield from _object(_members(parts)) if parameter.explode else _flat_object(parts)


def _of_matrix(parameter: Parameter, text: str) -> Iterator[Shape]:
    first, *parts = text.split(";")
    members = [(name, rest) for name, _, rest in (part.partition("=") for part in parts)]
    if first or not members:
        return
    texts = [rest for name, rest in members if name == parameter.name]
    if len(texts) == len(members):
        yield from texts if len(texts) == 1 else ()
        yield texts
    yield from _object(members)


def _without_prefix(parameter: Parameter, texts: Sequence[str]) -> Iterator[list[str]]:
    """Yield texts as they are, and without what a label or a matrix begins with."""
    yield [*texts]
    if parameter.style == "label":
        yield [text.removeprefix(".") for text in texts]
    elif parameter.style == "matrix":
        yield [text.removeprefix(";").partition("=")[2] for text in texts]
        yield [text.removeprefix(";").replace(f"{parameter.name}=", "") for text in texts]


def _addressed(parameter: Parameter, name: str, below: str) -> str | None:
    """Return the property that a name such as `color[R]` addresses; `below` is the pattern of its end."""
    found = re.fullmatch(rf"{re.escape(parameter.name)}{below}", name)
    return found[1] if found else None


def _members(parts: Sequence[str]) -> list[tuple[str | None, str]]:
    found = map(_MEMBER.fullmatch, parts)
    return [(each[1], each[2]) if each else (None, "") for each in found]


def _flat_object(parts: Sequence[str]) -> Iterator[Shape]:
    """Yield the object whose names and values take turns."""
    if len(parts) % 2 == 0:
        yield from _object([*zip(parts[::2], parts[1::2], strict=True)])


def _object(members: Sequence[tuple[str | None, str]]) -> Iterator[Shape]:
    """Yield the object with some members; none if one has no name, or the name of another."""
    made = {name: text for name, text in members if name}
    if made and len(made) == len(members):
        yield made
