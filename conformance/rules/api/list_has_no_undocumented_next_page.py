"""A list that the contract gives as a whole has no next page.

What it checks: The `Link` header and the members around the rows of every success: a link or cursor to a next page, or
word that more follow, where the contract has no pages, and documents nothing of the kind.

Why it matters: A client that is written by the contract reads one page, and never learns that it lost the other rows.

Example: `Link: </batches?page=2>; rel="next"`, and the contract has no parameter `page`.

Fix: Answer with all rows, or document the pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit

from conformance.exchange.attribution import operation_of
from conformance.exchange.page import next_link
from conformance.exchange.paging import documented_members, is_divided, paging_of
from conformance.model import Exchange, Level
from conformance.rules.api._pages import Listed, listed
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="common sense (losing rows is unsafe, and no client by the contract can tell)",
    since="0.5.0",
    clause="{operation}",
)


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for a next page in every list."""
    if is_divided(evidence.operation) or paging_of(evidence.contract, evidence.operation) is not None:
        yield Inapplicable("the contract has pages here")
        return
    for exchange in filter(is_success, evidence.answers):
        found = listed(evidence, exchange)
        if found is None or not found.page.rows:
            continue
        if _is_linked(evidence, exchange):
            yield _deviation(exchange, "a link to the next page", "header Link")
        elif found.page.more and _is_new(evidence, found):
            yield _deviation(exchange, "the word that more rows follow", "body")
        else:
            yield Conforming(exchange)


def _deviation(exchange: Exchange, what: str, at: str) -> Observation:
    message = f"a list has {what}, and the contract has no pages"
    return Deviation(exchange, "next page", message, "all rows", "a part of them", at)


def _is_linked(evidence: Evidence, exchange: Exchange) -> bool:
    """Return whether an undocumented header links to another part of the list."""
    spec, link = evidence.documented(exchange), next_link(exchange)
    documented = evidence.contract.document.get(f"{spec.pointer}/headers") if spec is not None else None
    if not link or (isinstance(documented, Mapping) and "link" in map(str.lower, documented)):
        return False
    own, to = urlsplit(exchange.request.url), urlsplit(urljoin(exchange.request.url, link))
    is_list = to.path == own.path or operation_of("GET", to.path, evidence.contract) is not None
    return is_list and (to.path, to.query) != (own.path, own.query)


def _is_new(evidence: Evidence, found: Listed) -> bool:
    schema = evidence.schema(found.exchange)
    if schema is None or found.page.says == "Link":
        return False
    return found.page.says not in documented_members(evidence.contract, schema)
