"""Puts what carries parameters into the path, the query and the headers of a request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from conformance.contract.openapi import Operation, Parameter
from conformance.exchange.parameters import Pairs
from conformance.exchange.values import is_sendable

# RFC 6265 section 4.1.1, with the comma that joins the items of a list, and without the percent sign: whether it
# encodes anything in a cookie is undefined.
_COOKIE = re.compile(r"[!#$&'()*+,\-./0-9:<=>?@A-Z\[\]^_`a-z{|}~]+\Z")


@dataclass(frozen=True)
class Placed:
    """The parts of a request that carry its parameters; the path is percent-encoded."""

    path: str
    query: Pairs
    headers: Pairs


def placed(operation: Operation, carried: Mapping[Parameter, Pairs | None]) -> Placed | None:
    """Return what carries the parameters of an operation in its place.

    What cannot be sent is left out; where a required parameter cannot be sent, or the path has one that is not
    declared, there is no request.
    """
    written = {each: pairs for each, pairs in carried.items() if pairs is not None}
    sent = {each: pairs for each, pairs in written.items() if _is_sendable(each, pairs, operation)}
    if any(each.required and each not in sent for each in carried):
        return None
    path, pairs = operation.path, dict[str, list[tuple[str, str]]]()
    for parameter, each in sent.items():
        pairs.setdefault(parameter.location, []).extend(each)
        if parameter.location == "path":
            path = path.replace(f"{{{parameter.name}}}", each[0][1])
    if "{" in path:
        return None
    cookies = "; ".join(f"{name}={text}" for name, text in pairs.get("cookie", ()))
    headers = [*pairs.get("header", ()), *([("Cookie", cookies)] if cookies else [])]
    return Placed(path, tuple(pairs.get("query", ())), tuple(headers))


def _is_sendable(parameter: Parameter, pairs: Pairs, operation: Operation) -> bool:
    """Return whether a request can carry what is written without becoming another one."""
    if parameter.location == "path":
        return all(is_sendable(unquote(text)) for _, text in pairs)
    if parameter.location == "query":
        # The properties of an object may have the names of other parameters.
        others = {each.name for each in operation.parameters if each.location == "query"} - {parameter.name}
        return others.isdisjoint(name for name, _ in pairs)
    if parameter.location == "cookie":
        return all(_COOKIE.match(name) and _COOKIE.match(text) for name, text in pairs)
    return all(f"{name}{text}".isascii() and text.isprintable() and text == text.strip() for name, text in pairs)
