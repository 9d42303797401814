"""The total of a list is the number of its rows.

What it checks: `total`, `X-Total-Count` and the like: never less than the rows of an answer, and equal where it has all
of them, as it says itself or the pages show. What is documented as an estimate or may be an amount is inconclusive.

Why it matters: A client computes the number of pages from it, and stops early or asks for pages that do not exist.

Example: `X-Total-Count: 12` with eleven rows, and no page after them.

Fix: Count with the same filter, and in the same transaction, as the rows are selected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from conformance.model import Intent, Level
from conformance.rules.api._pages import Listed, documented_around, listed, rows_at_least, rows_in_all
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.names import words_of
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="common sense (a list with another total contradicts itself)",
    since="0.5.0",
    clause="{operation}",
)
_MOST = 200  # from so many rows on, only the first ones are read
_VAGUE = re.compile(r"approx|estimat|at least|up to|capped|at most|may |(on|in) th(is|e current) page|amount|sum of")
_COUNTS = re.compile(r"number of|how many|count")
_MONEY = {"amount", "total", "price", "sum", "value", "cost", "balance", "subtotal"}


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the total of each answer from the start of a list."""
    found = [listed(evidence, each) for each in evidence.of(Intent.KNOWN, Intent.FIRST_PAGE) if is_success(each)]
    if any(found) and all(each is None or each.page.total is None for each in found):
        yield Inapplicable("no list has a total")
    for each in found:
        if each is not None and each.page.total is not None and len(each.page.rows) < _MOST:
            yield from _judge(evidence, each, each.page.total)


def _judge(evidence: Evidence, found: Listed, total: int) -> Iterator[Observation]:
    name, said = found.page.total_at, _said(evidence, found)
    count, known = rows_at_least(evidence, found), rows_in_all(evidence, found)
    at = f"header {name.title()}" if "-" in name else "body"
    if _VAGUE.search(said):
        yield Inconclusive(f"{name} is documented as something else than the number of rows")
    elif "-" in name and not _is_declared(evidence, found):
        yield Inconclusive(f"the contract does not declare {name}")
    elif name == "total" and not _COUNTS.search(said) and _may_be_money(found):
        yield Inconclusive("total may be an amount of money")
    elif total < count or known not in (total, None):
        message = f"{name} is not the number of rows of a list whose rows are all known"
        yield Deviation(found.exchange, "total", message, str(known or f"at least {count}"), str(total), at)
    elif known is None:
        yield Inconclusive("not all rows of the list were seen")
    else:
        yield Conforming(found.exchange)


def _said(evidence: Evidence, found: Listed) -> str:
    """Return what the contract says about the total in the body."""
    schema = evidence.schema(found.exchange)
    around = documented_around(evidence, schema) if schema is not None else {}
    return around[found.page.total_at].description if found.page.total_at in around else ""


def _is_declared(evidence: Evidence, found: Listed) -> bool:
    spec = evidence.documented(found.exchange)
    return spec is not None and found.page.total_at in {each.name.lower() for each in spec.headers}


def _may_be_money(found: Listed) -> bool:
    names = {word for row in found.page.rows[:1] if isinstance(row, Mapping) for name in row for word in words_of(name)}
    return not _MONEY.isdisjoint(names)
