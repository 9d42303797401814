"""Matches recorded exchanges with operations of the contract; unmatched ones are counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from conformance.contract.openapi import Contract, Operation
from conformance.contract.servers import base_path
from conformance.exchange.terms import is_term
from conformance.exchange.trouble import RATE_LIMITED
from conformance.model import Case, Exchange, Intent, Recorded, Request, Response

_WORD = re.compile("[a-z]{1,20}")
_USUAL = frozenset(("account", "all", "api", "calls", "docs", "health", "list", "login", "orders", "users"))
_VERSION = re.compile("v[0-9]{1,3}")
_USUAL_PORTS = (None, 80, 443)


@dataclass
class Attributed:
    """Exchanges of operations, and the number of unmatched ones by method and path template."""

    exchanges: list[Exchange] = field(default_factory=list)
    unmatched: Counter[str] = field(default_factory=Counter)
    hidden: frozenset[str] = frozenset()
    """The requirements that cannot be judged after redaction."""


def attribute(recorded: Iterable[Recorded], contract: Contract, hosts: frozenset[str] = frozenset()) -> Attributed:
    """Return the recorded exchanges of the contract's operations, in order, with new sequence numbers.

    Args:
        recorded: The recorded exchanges.
        contract: The contract with the operations.
        hosts: The hosts of the API; any host if empty.
    """
    found = Attributed()
    for each in recorded:
        operation = operation_of(each.method, urlsplit(each.url).path, contract)
        if operation is None or not _is_at(hosts, each.url):
            found.unmatched[_counted(each.method, each.url, contract, operation)] += 1
        else:
            found.exchanges.append(_exchange(len(found.exchanges), each, operation))
    return found


def unmatched_as(method: str, url: str, contract: Contract, hosts: frozenset[str] = frozenset()) -> str | None:
    """Return the anonymous label that an unmatched request is counted by; None for one that matches."""
    operation = operation_of(method, urlsplit(url).path, contract)
    return None if operation and _is_at(hosts, url) else _counted(method, url, contract, operation)


def _counted(method: str, url: str, contract: Contract, operation: Operation | None) -> str:
    place = f"{method} {path_template(urlsplit(url).path, _words(contract))}"
    return place if operation is None else f"{place} of another host"


def _is_at(hosts: frozenset[str], url: str) -> bool:
    """Return whether a URL is at one of these hosts, or names none."""
    return not hosts or url.startswith("/") or host_of(url) in {"", *hosts}


def hosts_of(requests: Iterable[tuple[str, str]], contract: Contract) -> frozenset[str]:
    """Return where the API is: at the contract's servers if any request went there, else where most of them went.

    Another application often has the same paths, and answers them with pages of its own.
    """
    seen = Counter(host_of(url) for method, url in requests if unmatched_as(method, url, contract) is None)
    del seen[""]
    named = [_pattern(host_of(url)) for url in servers_of(contract) if host_of(url).strip("{}")]
    found = frozenset(host for host in seen if any(each.fullmatch(host) for each in named))
    return found or frozenset(host for host, _ in seen.most_common(1))


def host_of(url: str) -> str:
    """Return the host that a URL names, with its port unless that is the usual one; an empty string for a path."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return host if port in _USUAL_PORTS else f"{host}:{port}"


def servers_of(contract: Contract) -> Sequence[str]:
    """Return the URLs of all servers, those of single operations included."""
    return tuple(dict.fromkeys((*contract.servers, *(url for each in contract.operations for url in each.servers))))


def bases_of(contract: Contract, operation: Operation) -> Sequence[str]:
    """Return the paths that requests may have before that of an operation, the longest first.

    One that a variable makes any path has a part such as `{tenant}`.
    """
    return _bases_of(contract.servers_of(operation))


@lru_cache(maxsize=1_024)
def _bases_of(servers: tuple[str, ...]) -> Sequence[str]:
    return sorted({"", *map(base_path, servers)}, key=len, reverse=True)


def _words(contract: Contract) -> frozenset[str]:
    paths = (*(each.path for each in contract.operations), *map(base_path, servers_of(contract)))
    return frozenset(segment for path in paths for segment in path.split("/") if "{" not in segment)


def operation_of(method: str, path: str, contract: Contract) -> Operation | None:
    """Return the operation that a request is for; of several, the one with the most specific path."""
    matching = [
        operation
        for operation in contract.operations
        if operation.method == method.upper()
        and any(_fits(f"{base}{operation.path}", path) for base in bases_of(contract, operation))
    ]
    return min(matching, key=_looseness, default=None)


def _looseness(operation: Operation) -> tuple[int, int]:
    return operation.path.count("{"), -len(operation.path)


def _fits(template: str, path: str) -> bool:
    parts, segments = template.split("/"), path.split("/")
    return len(parts) == len(segments) and all(map(is_for, parts, segments))


def is_for(part: str, segment: str) -> bool:
    """Return whether a segment matches a part of a template: a parameter is never empty (OpenAPI section 4.8.8)."""
    return _pattern(part).fullmatch(unquote(segment)) is not None


@lru_cache(maxsize=1_024)
def _pattern(part: str) -> re.Pattern[str]:
    return re.compile("(.+)".join(map(re.escape, re.split(r"\{[^{}]*\}", part))))


def path_template(path: str, words: frozenset[str] = frozenset()) -> str:
    """Return a path with `{}` for what may identify somebody: all but words of the contract and common words.

    >>> path_template("/v1/batches/4711/anna", frozenset({"batches"}))
    '/v1/batches/{}/{}'
    """
    return "/".join(segment if _is_plain(segment, words) else "{}" for segment in path.split("/"))


def _is_plain(segment: str, words: frozenset[str]) -> bool:
    if not segment or segment in words or segment in _USUAL or _VERSION.fullmatch(segment):
        return True
    return _WORD.fullmatch(segment) is not None and is_term(segment)


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
