"""A list states the order of its rows.

What it checks: Every GET that returns a list of objects; the document may state one order for all its lists.

Why it matters: Without an order pages overlap or leave rows out, and two responses with the same rows cannot be
compared.

Example: `GET /batches` returns an array of objects, without words such as `newest first`.

Fix: State the order in the description, or offer a `sort` parameter with a documented default.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._lists import Listing, listings
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import words_of
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(level=Level.SHOULD, source="common sense", since="0.2.0")
# `orders` may be what is listed: only what can be nothing but an order counts.
_SAID = re.compile(
    r"\bsort(?:s|ed|ing|able)?\b|\border(?:ed)? (?:by|from|in|as)\b|\bordering\b|\bunordered\b|, ordered\b"
    r"|\bin (?:[\w-]+ ){0,3}order\b|\border (?:of|is)\b|\b(?:are|is|be|rows|items|list) ordered\b"
    r"|\b(?:any|no|random|undefined|unspecified|fixed|same|natural|reverse|insertion|creation|date|time) order\b"
    r"|\b(?:latest|earliest|recent|highest|lowest|largest|smallest|best|closest|nearest) (?:[\w-]+ )?(?:first|to)\b"
    r"|\bmost recent|\bmost relevant|\bnewest\b|\boldest\b|\bchronological|\balphabetical|\blexicographic|\branked\b"
    r"|\bascending\b|\bdescending\b|\basc\b|\bdesc\b"
)
_ORDERS = frozenset({"sort", "sorting", "sorted", "ordering", "orderby", "sortby"})
_ORDER_BESIDE = frozenset({"order", "by", "dir", "direction", "desc", "asc", "field", "list"})
_FIX = "description: The rows, newest first"


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every GET that returns a list of objects; the document may state one order for all its lists."""
    is_said_of_all = any(_SAID.search(each.text("description").lower()) for each in evidence.of("info"))
    for each in listings(evidence, "GET"):
        if not each.holds_objects(evidence):
            continue
        if is_said_of_all or _can_be_chosen(each) or _SAID.search(each.texts(evidence)) or _is_single(each.array):
            yield Conforming()
            continue
        message = f"nothing says in which order {each.operation.id} lists its rows"
        expected = "a sentence on it, or a parameter such as sort"
        yield quirk(each.array, "no order", message, expected, "no word on the order", _FIX)


def _can_be_chosen(listing: Listing) -> bool:
    """Return whether a parameter sets the order; an `order_id` does not."""
    return any(
        named & _ORDERS or ("order" in named and named <= _ORDER_BESIDE)
        for named in (set(words_of(each.name)) for each in listing.operation.parameters)
    )


def _is_single(array: Element) -> bool:
    return array.node.get("maxItems") in (0, 1)
