"""The link to the next page in a body leads to another page, at the host of the API.

What it checks: `next`, `links.next`, `_links.next.href` and the like around the rows of every success: the host of the
request or of a server of the contract, no plain HTTP after HTTPS, and another page than the one that has the link.

Why it matters: A client that follows the link sends its key with it: to somebody else, readable, or forever.

Example: `"next": "http://10.0.0.7:8080/invoices?page=2"`, behind a proxy.

Fix: Write relative links, or take scheme and host from what the proxy forwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, urljoin, urlsplit

from conformance.exchange.attribution import host_of, servers_of
from conformance.exchange.page import next_link
from conformance.exchange.redaction import mask, scrub
from conformance.model import Exchange, Level
from conformance.rules.api._pages import listed
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="common sense (a link that sends the key elsewhere is unsafe; CWE-522)",
    since="0.5.0",
    clause="{operation}",
)


def check(evidence: Evidence) -> Iterator[Observation]:
    """Read the link to the next page in every list."""
    lists = [
        each for each in (listed(evidence, one) for one in evidence.answers if is_success(one)) if each is not None
    ]
    # The rule on the Link header judges that.
    linked = [each for each in lists if each.page.rows and each.page.link not in ("", next_link(each.exchange))]
    if lists and not linked:
        yield Inapplicable("no list has a link to a next page in its body")
    yield from (_judge(evidence, each.exchange, each.page.link) for each in linked)


def _judge(evidence: Evidence, exchange: Exchange, link: str) -> Observation:
    own = urlsplit(exchange.request.url)
    try:
        to = urlsplit(urljoin(exchange.request.url, link))
        hosts = {each for each in (host_of(exchange.request.url), *map(host_of, servers_of(evidence.contract))) if each}
        host = host_of(to.geturl())
    except ValueError:
        return _wrong(evidence, exchange, "unreadable", "is not a URL", "a URL", link)
    if not own.netloc:
        return Inconclusive("the record does not say at which host the API is")
    if host not in hosts:
        return _wrong(evidence, exchange, "host", "leads to another host", "the host of the API", host)
    if own.scheme == "https" and to.scheme == "http":
        return _wrong(evidence, exchange, "scheme", "leads to plain HTTP", "https", to.scheme)
    if _is_same(own, to):
        return _wrong(evidence, exchange, "itself", "leads to the page itself", "another page", "the same page")
    return Conforming(exchange)


def _is_same(own: SplitResult, to: SplitResult) -> bool:
    queries = [sorted(parse_qsl(each.query, keep_blank_values=True)) for each in (own, to)]
    return own.path == to.path and queries[0] == queries[1]


def _wrong(evidence: Evidence, exchange: Exchange, kind: str, how: str, expected: str, actual: str) -> Observation:
    shown = actual if kind in ("scheme", "itself") else mask(scrub(actual, evidence.secrets))
    return Deviation(exchange, kind, f"the link to the next page {how}", expected, shown, "body")
