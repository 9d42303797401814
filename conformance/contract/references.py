"""`$ref` inside one document: followed to its end, and never out of the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from conformance.contract.document import Document, escape
from conformance.model import JsonValue

# Under these keywords lies data, in which "$ref" is a name like any other.
DATA_KEYWORDS = frozenset({"example", "examples", "default", "enum", "const", "value"})
# Under these keywords lies a map from names to schemas, so that a name is no keyword.
NAME_MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas"})


def resolve(document: Document, pointer: str) -> tuple[str, JsonValue]:
    """Follow the `$ref` at a pointer until something else stands there.

    Returns:
        The pointer at which it stands, and the node.

    Raises:
        InputError: A reference leads nowhere or round in a circle.
    """
    seen: list[str] = []
    while True:
        if pointer in seen:
            raise document.error("$ref leads round in a circle", seen[0])
        seen.append(pointer)
        try:
            node = document.at(pointer)
        except KeyError:
            raise document.error(f"$ref leads nowhere: {pointer}", seen[-2] if len(seen) > 1 else "#") from None
        if not isinstance(node, Mapping) or not isinstance(node.get("$ref"), str):
            return pointer, node
        pointer = local_pointer(node["$ref"])


def local_pointer(reference: str) -> str:
    """Return a reference within the document as a pointer; the fragment may be percent-encoded (RFC 6901 section 6)."""
    return unquote(reference) if "%" in reference else reference


def refuse_outside(document: Document) -> None:
    """Refuse references that leave the document: nothing is ever fetched for a contract.

    Raises:
        InputError: A `$ref` is not of the form `#…`.
    """
    for pointer, reference in _references(document.data, "#", names=False):
        if not reference.startswith("#"):
            message = f"$ref leaves the document ({reference}); bundle the contract into one file first"
            raise document.error(message, f"{pointer}/$ref")


def _references(node: JsonValue, pointer: str, *, names: bool) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _references(item, f"{pointer}/{index}", names=False)
    if not isinstance(node, Mapping):
        return
    if not names and isinstance(node.get("$ref"), str):
        yield pointer, node["$ref"]
    for key, value in node.items():
        if names or (key not in DATA_KEYWORDS and not key.startswith("x-")):
            yield from _references(value, f"{pointer}/{escape(key)}", names=not names and key in NAME_MAPS)
