"""`$ref` inside one document: followed to its end, and never out of the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NoReturn
from urllib.parse import unquote

from conformance.contract.document import Document, escape
from conformance.model import InputError, JsonValue

# Under these keywords lies data, in which "$ref" is a name like any other.
DATA_KEYWORDS = frozenset({"example", "examples", "default", "enum", "const", "value"})
# Under these keywords lies a map from names, so that a name is no keyword: `default` under `responses` is a response.
NAME_MAPS = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"}
    | {"schemas", "responses", "parameters", "examples", "requestBodies", "headers", "securitySchemes", "links"}
    | {"callbacks", "pathItems", "webhooks", "content", "encoding"}
)
REFERENCES = ("$ref", "$dynamicRef")


def resolve(document: Document, pointer: str) -> tuple[str, JsonValue]:
    """Follow the `$ref` at a pointer until something else stands there.

    Returns:
        The pointer at which it stands, and the node.

    Raises:
        InputError: A reference leads nowhere or round in a circle.
    """
    first = previous = pointer
    seen: set[str] = set()
    while pointer not in seen:
        seen.add(pointer)
        try:
            node = document.at(pointer)
        except KeyError:
            raise document.error(f"$ref leads nowhere: {pointer}", f"{previous}/$ref") from None
        if not isinstance(node, Mapping) or not isinstance(node.get("$ref"), str):
            return pointer, node
        previous, pointer = pointer, local_pointer(node["$ref"])
    raise document.error("$ref leads round in a circle", first)


def local_pointer(reference: str) -> str:
    """Return a reference within the document as a pointer; the fragment may be percent-encoded (RFC 6901 section 6)."""
    return unquote(reference) if "%" in reference else reference


def references_in(node: JsonValue) -> Iterator[str]:
    """Yield every reference below a node; what is data holds none."""
    yield from (reference for _, reference in _references(node, "#", names=False))


def leads_nowhere(document: Document, target: str) -> InputError:
    """Return the error that shows the place of the first reference to what is not there."""
    places = (place for place, to in _references(document.data, "#", names=False) if local_pointer(to) == target)
    return document.error(f"$ref leads nowhere: {target}", next(places, target))


def refuse_dangling(document: Document, told: str) -> None:
    """Refuse the reference that leads nowhere of which another library's error tells, by its place.

    Raises:
        InputError: The error names what a reference leads to, and it is not there.
    """
    for _, reference in _references(document.data, "#", names=False):
        target = local_pointer(reference)
        if target.removeprefix("#") in told and not document.has(target):
            raise leads_nowhere(document, target)


def refuse_outside(document: Document) -> None:
    """Refuse references that leave the document: nothing is ever fetched for a contract.

    Raises:
        InputError: A `$ref` or `$dynamicRef` is not of the form `#…`.
    """
    for pointer, reference in _references(document.data, "#", names=False):
        if not reference.startswith("#"):
            message = f"$ref leaves the document ({reference}); bundle the contract into one file first"
            raise document.error(message, pointer)


def retrieve_nothing(uri: str) -> NoReturn:
    """Refuse to look anywhere else for what a reference leads to: an engine that is asked to calls this.

    Raises:
        PermissionError: Always; engines report it as a reference that cannot be followed.
    """
    raise PermissionError(f"nothing is fetched for a contract: {uri}")


def _references(node: JsonValue, pointer: str, *, names: bool) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _references(item, f"{pointer}/{index}", names=False)
    if not isinstance(node, Mapping):
        return
    for key, value in node.items():
        place = f"{pointer}/{escape(key)}"
        opens_names = not names and key in NAME_MAPS and isinstance(value, Mapping)
        if key in REFERENCES and isinstance(value, str):
            yield place, value
        elif names or opens_names or (key not in DATA_KEYWORDS and not key.startswith("x-")):
            yield from _references(value, place, names=opens_names)
