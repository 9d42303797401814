"""A link to another page leads to the API, and to what its contract has.

What it checks: The `Link` header of every success: `next`, `prev`, `first` and `last` lead to the host of the request
or of a server of the contract, and to an operation.

Why it matters: A client that follows the link sends its key with it, and where it leads elsewhere it gets no rows or
somebody else gets the key.

Example: `Link: <http://localhost:3000/batches?page=2>; rel="next"`, behind a proxy.

Fix: Write relative links, or take scheme and host from what the proxy forwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from conformance.exchange.attribution import host_of, operation_of, servers_of
from conformance.exchange.redaction import mask, scrub
from conformance.model import Aspect, Exchange, Level
from conformance.rules.api._header_syntax import links
from conformance.rules.api._where_sent import where_sent
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation

REQUIREMENT = Declaration(level=Level.SHOULD, source="RFC 8288 section 3", since="0.5.0", clause="RFC 8288 section 3")
NEEDS = (Aspect.HEADERS,)
_PAGES = frozenset({"next", "prev", "previous", "first", "last"})
_AT = "header Link"


def check(evidence: Evidence) -> Iterator[Observation]:
    """Follow each link to a page, without sending anything."""
    return where_sent(evidence, _observed(evidence), "no answer links to pages")


def _observed(evidence: Evidence) -> Iterator[Observation]:
    for exchange in filter(is_success, evidence.answers):
        assert exchange.response is not None
        for link in links(exchange.response.header("link") or "") or ():
            if link.relations & _PAGES:
                yield _judge(evidence, exchange, link.target)


def _judge(evidence: Evidence, exchange: Exchange, target: str) -> Observation:
    try:
        url = urljoin(exchange.request.url, target)
        host, path = host_of(url), urlsplit(url).path
    except ValueError:
        return Deviation(exchange, "unreadable", "a link to a page is not a URL", "a URL", mask(target), _AT)
    here = host_of(exchange.request.url)
    if not here:
        return Inconclusive("the record does not say at which host the API is")
    if host not in {here, *map(host_of, servers_of(evidence.contract))}:
        actual = mask(scrub(host, evidence.secrets))
        return Deviation(exchange, "host", "a link to a page leads to another host", "the host of the API", actual, _AT)
    if operation_of(exchange.request.method, path, evidence.contract) is None and path != _path(exchange):
        message = "a link to a page leads to a path that the contract does not have"
        return Deviation(
            exchange, "path", message, "the path of an operation", mask(scrub(path, evidence.secrets)), _AT
        )
    return Conforming(exchange)


def _path(exchange: Exchange) -> str:
    return urlsplit(exchange.request.url).path
