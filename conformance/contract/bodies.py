"""Request bodies, media types, response headers and parameters of operations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from conformance.contract.document import Document, escape
from conformance.contract.openapi import Operation, Parameter
from conformance.contract.schema_graph import resolve
from conformance.model import JsonValue


@dataclass(frozen=True)
class RequestBody:
    """A request body (OpenAPI 3.1 section 4.8.13)."""

    pointer: str
    required: bool
    media: Mapping[str, str] = field(default_factory=dict)
    """Media type to the pointer of its object."""


@dataclass(frozen=True)
class Header:
    """A header of a response (OpenAPI 3.1 section 4.8.21)."""

    name: str
    pointer: str
    required: bool


def request_body(document: Document, operation: Operation) -> RequestBody | None:
    """Return the request body of an operation; None without one."""
    at = f"{operation.pointer}/requestBody"
    if not document.has(at):
        return None
    pointer, node = resolve(document, at)
    required = isinstance(node, Mapping) and node.get("required") is True
    return RequestBody(pointer, required, media_types(document, pointer))


def media_types(document: Document, pointer: str) -> Mapping[str, str]:
    """Return the media types of a request body or a response, each with the pointer of its object."""
    content = f"{pointer}/content"
    return {_plain(name): f"{content}/{escape(name)}" for name in names_at(document, content)}


def covers(one: str, other: str) -> bool:
    """Return whether a media type or range covers another one (RFC 9110 section 12.5.1).

    >>> covers("image/*", "image/png"), covers("text/csv", "text/csv;header=present"), covers("image/png", "image/*")
    (True, True, False)
    """
    (kind, *parameters), (other_kind, *others) = (each.split(";") for each in (one, other))
    if not kind.endswith("/*") and _charsets(parameters) != _charsets(others):
        return False  # the same text in other bytes
    return set(parameters) <= set(others) and (
        kind in (other_kind, "*/*") or (kind.endswith("/*") and other_kind.startswith(kind[:-1]))
    )


def _charsets(parameters: Iterable[str]) -> set[str]:
    return {each for each in parameters if each.startswith("charset=")}


def _plain(media_type: str) -> str:
    """Return a media type in canonical form; UTF-8 is the default (RFC 8259 section 8.1)."""
    parts = (part.strip() for part in media_type.lower().split(";"))
    return ";".join(part for part in parts if part != "charset=utf-8")


def headers(document: Document, response: str) -> Iterator[Header]:
    """Yield the headers of a response but Content-Type, which its media types define."""
    for name in names_at(document, f"{response}/headers"):
        pointer, node = resolve(document, f"{response}/headers/{escape(name)}")
        if name.lower() != "content-type":
            yield Header(name.lower(), pointer, isinstance(node, Mapping) and node.get("required") is True)


def schemas_of(document: Document, pointer: str) -> Iterator[str]:
    """Yield the pointers of the schemas of a parameter, a header or a media type."""
    if document.has(f"{pointer}/schema"):
        yield f"{pointer}/schema"
    for at in media_types(document, pointer).values():
        yield from schemas_of(document, at)


def parameter_key(parameter: Parameter, path: str) -> str:
    """Return the name of a parameter on the wire: a path parameter by its position, a header in lower case.

    >>> parameter_key(Parameter("id", "path", True, "#", None), "/a/{id}")
    'path 0'
    """
    names = re.findall(r"\{([^{}]*)\}", path)
    if parameter.location == "path" and parameter.name in names:
        return f"path {names.index(parameter.name)}"
    return f"{parameter.location} {parameter.name.lower() if parameter.location == 'header' else parameter.name}"


def wire_path(path: str) -> str:
    """Return a path without the names of its parameters, which are not sent.

    >>> wire_path("/things/{id}/all")
    '/things/{}/all'
    """
    return re.sub(r"\{[^{}]*\}", "{}", path)


def names_at(document: Document, pointer: str) -> tuple[str, ...]:
    """Return the names in the map at a pointer; none without a map."""
    node: JsonValue = document.get(pointer)
    return tuple(node) if isinstance(node, Mapping) else ()
