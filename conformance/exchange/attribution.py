"""Recorded exchanges find the operation of the contract that they belong to; the rest is counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from conformance.contract.openapi import Contract, Operation
from conformance.exchange.trouble import RATE_LIMITED
from conformance.model import Case, Exchange, Intent, Recorded, Request, Response

_VARIABLE = re.compile(r"[0-9]+|[0-9a-fA-F-]{16,}|(?=.*[0-9]).{12,}|.{40,}")


@dataclass
class Attributed:
    """Exchanges by the operation that each belongs to, and how many there are of none, by method and path template."""

    exchanges: list[Exchange] = field(default_factory=list)
    strangers: Counter[str] = field(default_factory=Counter)
    hidden: frozenset[str] = frozenset()
    """The requirements that redaction hides."""


def attribute(recorded: Iterable[Recorded], contract: Contract) -> Attributed:
    """Return what was recorded of the contract's operations, in order; sequence numbers are new."""
    found = Attributed()
    bases = sorted({"", *(urlsplit(url).path.rstrip("/") for url in contract.servers)}, key=len, reverse=True)
    for each in recorded:
        path = urlsplit(each.url).path
        operation = operation_of(each.method, path, contract.operations, bases)
        if operation is None:
            found.strangers[f"{each.method} {path_template(path)}"] += 1
        else:
            found.exchanges.append(_exchange(len(found.exchanges), each, operation))
    return found


def operation_of(method: str, path: str, operations: Sequence[Operation], bases: Sequence[str]) -> Operation | None:
    """Return the operation that a request is for; the one whose path says most."""
    matching = [
        operation
        for operation in operations
        for base in bases
        if operation.method == method.upper() and path.startswith(base) and _fits(operation.path, path[len(base) :])
    ]
    return min(matching, key=_looseness, default=None)


def _looseness(operation: Operation) -> tuple[int, int]:
    return operation.path.count("{"), -len(operation.path)


def _fits(template: str, path: str) -> bool:
    parts, segments = template.split("/"), path.split("/")
    return len(parts) == len(segments) and all(map(_is_for, parts, segments))


def _is_for(part: str, segment: str) -> bool:
    """Tell whether a segment can stand for a part of a template: a parameter is never empty (OpenAPI section 4.8.8)."""
    return _pattern(part).fullmatch(unquote(segment)) is not None


@lru_cache(maxsize=1_024)
def _pattern(part: str) -> re.Pattern[str]:
    return re.compile("(.+)".join(map(re.escape, re.split(r"\{[^{}]*\}", part))))


def path_template(path: str) -> str:
    """Return a path with what looks like an id as `{}`, by which requests to one place are counted as one.

    >>> path_template("/users/4711/calls/0b7e4a52-6c1d-4f3b-9a58-2e1f7c90d4a6")
    '/users/{}/calls/{}'
    """
    return "/".join("{}" if _VARIABLE.fullmatch(segment) else segment for segment in path.split("/"))


def _exchange(sequence: int, recorded: Recorded, operation: Operation) -> Exchange:
    parts = urlsplit(recorded.url)
    case = Case(
        id=recorded.place,
        operation=operation.id,
        intent=Intent.OBSERVED,
        method=recorded.method.upper(),
        path=parts.path,
        query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        origin="recording",
    )
    request = Request(case.method, recorded.url, recorded.request_headers)
    response = Response(
        recorded.status, recorded.headers, recorded.body, elapsed=recorded.elapsed, received=recorded.received
    )
    trouble = RATE_LIMITED if recorded.status == 429 else None
    return Exchange(sequence, case, request, response, trouble, recorded.shows)
