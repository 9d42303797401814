"""The server URLs of an operation in canonical form, with their variables expanded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice, product

from conformance.contract.document import Document
from conformance.contract.effective_schema import list_of, mapping_of
from conformance.contract.openapi import Operation
from conformance.model import JsonValue

_VARIABLE = r"\{([^{}]*)\}"
_MAX_ADDRESSES = 200


def servers(document: Document, operation: Operation) -> Mapping[str, str]:
    """Return the server URLs of an operation with their pointers; under "" the pointer of the list."""
    at = next((each for each in _places(operation) if document.has(each)), "#")
    listed = list_of(document.at(at)) if at != "#" else []
    found = {_url(mapping_of(each)): f"{at}/{index}" for index, each in enumerate(listed)}
    return {"": at, **(found or {"/": at})}


def urls(document: Document, operation: Operation) -> frozenset[str]:
    """Return the URLs of an operation at all addresses of its servers, with the names of its path parameters."""
    found = servers(document, operation)
    bases = [addresses(mapping_of(document.get(at))) or (url,) for url, at in found.items() if url]
    return frozenset(f"{base.rstrip('/')}{operation.path}" for each in bases for base in each)


def variables(server: Mapping[str, JsonValue]) -> list[Mapping[str, JsonValue]]:
    """Return the objects of the variables of a server URL, in their order there."""
    named = mapping_of(server.get("variables"))
    return [mapping_of(named.get(name)) for name in re.findall(_VARIABLE, str(server.get("url", "")))]


def addresses(server: Mapping[str, JsonValue]) -> tuple[str, ...]:
    """Return the URLs of a server for the listed values of its variables, the defaults first.

    None if a variable has no default.
    """
    url, named = str(server.get("url", "")), mapping_of(server.get("variables"))
    names = list(dict.fromkeys(re.findall(_VARIABLE, url)))
    said = [mapping_of(named.get(name)) for name in names]
    if any("default" not in each for each in said):
        return ()
    values = [dict.fromkeys(map(str, (each["default"], *list_of(each.get("enum"))))) for each in said]
    chosen = (dict(zip(names, each, strict=True)) for each in islice(product(*values), _MAX_ADDRESSES))
    return tuple(_spelled(_filled(url, each)) for each in chosen)


def _filled(url: str, values: Mapping[str, str]) -> str:
    return re.sub(_VARIABLE, lambda name: values[name[1]], url)


def _places(operation: Operation) -> tuple[str, ...]:
    return f"{operation.pointer}/servers", f"{operation.pointer.rpartition('/')[0]}/servers", "#/servers"


def _url(server: Mapping[str, JsonValue]) -> str:
    """Return a server URL without the names of variables."""
    return _spelled(re.sub(_VARIABLE, "{}", str(server.get("url", ""))))


def _spelled(url: str) -> str:
    """Return a URL in canonical form: its host in lower case."""
    return re.sub(r"^[A-Za-z]+://[^/]*", lambda host: host.group().lower(), url.rstrip("/") or "/")
