"""The servers of a document: their URLs with the variables filled in (OpenAPI 3.1 sections 4.8.5 and 4.8.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from urllib.parse import urljoin, urlsplit

from conformance.contract.document import Document
from conformance.model import JsonValue

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_MOST = 64
"""How many URLs one server stands for at most: its variables multiply."""


def server_urls(document: Document, owner: str) -> tuple[str, ...]:
    """Return the URLs under `servers` of the document, a path or an operation, each server's default first.

    A variable without `enum` takes any value: beside the default it stays in the URL, as `{name}`. A URL without a
    host is relative to wherever the document is served, so it is given as an absolute path.

    Args:
        document: The document.
        owner: The pointer of what has `servers`.
    """
    node = document.at(owner)
    servers = node.get("servers") if isinstance(node, Mapping) else None
    listed = servers if isinstance(servers, list) else []
    return tuple(dict.fromkeys(url for server in listed for url in islice(_urls(server), _MOST)))


def _urls(server: JsonValue) -> Iterator[str]:
    url = server.get("url") if isinstance(server, Mapping) else None
    if not isinstance(server, Mapping) or not isinstance(url, str):
        return
    variables = server.get("variables")
    known = variables if isinstance(variables, Mapping) else {}
    names = list(dict.fromkeys(_VARIABLE.findall(url)))
    for values in product(*(_choices(name, known.get(name)) for name in names)):
        filled = dict(zip(names, values, strict=True))
        yield _absolute(_VARIABLE.sub(lambda match: filled[match[1]], url))  # noqa: B023 - called before the next turn


def _choices(name: str, variable: JsonValue) -> Sequence[str]:
    """Return the values of a variable, its default first; a template where it may be anything."""
    known = variable if isinstance(variable, Mapping) else {}
    default, allowed = known.get("default"), known.get("enum")
    first = [str(default)] if isinstance(default, str | int | float) else []
    more = [str(each) for each in allowed] if isinstance(allowed, list) and allowed else [f"{{{name}}}"]
    return [*dict.fromkeys((*first, *more))]


def _absolute(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return url if parts.scheme or parts.netloc or url.startswith("{") else urljoin("/", url)


def base_path(url: str) -> str:
    """Return the path of a server's URL without its final slash; empty for one that is no URL.

    >>> base_path("https://api.example.com/v1/"), base_path("/"), base_path("https://{host}/v1")
    ('/v1', '', '/v1')
    """
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
