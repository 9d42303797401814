"""Where operations are asked: the base URL in either spelling, servers of single operations, and the last slash."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from conformance.contract.openapi import Contract, Operation
from conformance.contract.servers import base_path
from conformance.model import Case, Exchange, Intent, Response

_REDIRECTS = frozenset({301, 302, 307, 308})
_NOTHING_THERE = frozenset({404, 405})


@dataclass(frozen=True)
class Addresses:
    """The URLs of a run, as far as they are known; an answer may show another to be right."""

    base: str = ""
    other: str = ""
    """Another spelling of the base URL, which is tried once if the first known request finds nothing."""
    own: Mapping[str, str] = field(default_factory=dict)
    """The base URL of each operation that has servers of its own; empty where they are on another host."""
    respelled: frozenset[str] = frozenset()
    """The operations whose path is right with another last slash than the document has."""
    tried: frozenset[str] = frozenset()
    """The operations whose path was tried so."""

    def base_of(self, case: Case) -> str:
        """Return the base URL for a case."""
        return self.own.get(case.operation) or self.base

    def path_of(self, case: Case) -> str:
        """Return the path of a case below it."""
        return with_other_slash(case.path) if case.operation in self.respelled else case.path

    def is_elsewhere(self, case: Case) -> bool:
        """Return whether the document has the operation of a case on another host, which is never asked."""
        return self.own.get(case.operation) == ""

    def after(self, exchange: Exchange) -> Addresses:
        """Return the addresses to try once for the same case, in view of an answer; the same ones if there are none."""
        operation, response = exchange.case.operation, exchange.response
        if response is None:
            return self
        may_help = operation not in self.tried or bool(self.respelled - {operation})
        if may_help and operation not in self.respelled and is_moved_by_slash(exchange.request.url, response):
            return replace(self, respelled=self.respelled ^ {operation}, tried=self.tried | {operation})
        is_lost = exchange.case.intent is Intent.KNOWN and (response.status in _NOTHING_THERE or _is_page(response))
        return replace(self, base=self.other, other="") if self.other and is_lost else self

    def confirmed(self, exchange: Exchange) -> Addresses:
        """Return the addresses in view of an answer for something known: there is no reason to try another spelling."""
        return replace(self, other="") if self.other and is_found(exchange) else self

    def rejected(self, tried: Addresses) -> Addresses:
        """Return the addresses after others were tried in vain."""
        return replace(self, other=tried.other, tried=tried.tried)


def is_found(exchange: Exchange) -> bool:
    """Return whether an answer shows that its address is right: a success that is no web page."""
    response = exchange.response
    return response is not None and 200 <= response.status < 300 and not _is_page(response)


def is_better(after: Exchange, before: Exchange, others: Collection[str]) -> bool:
    """Return whether an answer at another address shows that this one is right, as the first one was not.

    Args:
        after: The exchange there.
        before: The first one.
        others: The operations that are known to be there with another last slash: one more may be, and be empty.
    """
    if after.response is None or before.response is None or after.trouble is not None:
        return False
    if not 300 <= before.response.status < 400:
        return is_found(after)
    code = after.response.status
    is_lost = after.case.intent is Intent.KNOWN and code in _NOTHING_THERE
    return not 300 <= code < 400 and (bool(others) or not is_lost)


def _is_page(response: Response) -> bool:
    return (response.header("content-type") or "").lower().startswith("text/html")


def addresses_of(base_url: str, contract: Contract) -> Addresses:
    """Return the addresses of a run: the base URL of the user, joined with the servers of the document.

    Where the user gives no more than the origin of a server, or the server is relative (OpenAPI 3.1 section 4.8.5), its
    path follows; else the URL is taken as given. The other spelling is the other of these two. A user's URL stands for
    all servers of the document, so the path of an operation's own server (section 4.8.10) replaces theirs.
    """
    servers = [url for url in contract.servers if "{" not in base_path(url)]
    here = urlsplit(base_url).netloc
    ours = next((url for url in servers if urlsplit(url).netloc in (here, "")), None)
    path = base_path(ours or next(iter(servers), ""))
    root = base_url.removesuffix(path)
    is_bare = not urlsplit(base_url).path
    if not path:
        base, other = base_url, ""
    elif root != base_url:
        base, other = base_url, root
    elif is_bare and ours is not None:
        base, other = f"{base_url}{path}", base_url
    else:
        base, other = base_url, f"{base_url}{path}"
    hosts = {here, "", *(urlsplit(url).netloc for url in servers)}
    own = {each.id: _own_base(each, root, hosts) for each in contract.operations if each.servers}
    return Addresses(base, other, own)


def _own_base(operation: Operation, root: str, hosts: set[str]) -> str:
    paths = [base_path(url) for url in operation.servers if "{" not in base_path(url) and urlsplit(url).netloc in hosts]
    return f"{root}{paths[0]}" if paths else ""


def is_moved_by_slash(url: str, response: Response) -> bool:
    """Return whether an answer redirects to its own URL with or without the last slash of the path, and nothing else.

    A redirect that forgets the query counts: the request is sent again as a whole.
    """
    location = response.header("location")
    if response.status not in _REDIRECTS or location is None:
        return False
    try:
        here, there = urlsplit(url), urlsplit(urljoin(url, location))
        is_same_host = (here.scheme, here.hostname, here.port) == (there.scheme, there.hostname, there.port)
    except ValueError:
        return False
    return is_same_host and there.path == with_other_slash(here.path) and there.query in ("", here.query)


def with_other_slash(path: str) -> str:
    """Return a path without its last slash, or with one if it has none.

    >>> with_other_slash("/users"), with_other_slash("/users/")
    ('/users/', '/users')
    """
    return path[:-1] if path.endswith("/") else f"{path}/"
