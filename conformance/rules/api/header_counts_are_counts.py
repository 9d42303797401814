"""A count in a header is a number of 0 or more.

What it checks: Headers that count something by their names, such as `X-Total-Count`: their values are not negative, and
not a word for no value. What is no plain number otherwise (`*`, `1,234`) is not judged.

Why it matters: A client computes the number of pages from it, and gets none, or an endless loop.

Example: `X-Total-Count: -1`, or `X-Total-Count: NaN`.

Fix: Send the number, or leave the header out where it is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Aspect, Exchange, Level
from conformance.rules.api._where_sent import where_sent
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation

REQUIREMENT = Declaration(level=Level.SHOULD, source="common sense", since="0.5.0", clause="{operation}")
NEEDS = (Aspect.HEADERS,)
_COUNTED = frozenset({"items", "pages", "records", "results", "rows"})
_NEGATIVE = re.compile(r"-\d+(?:\.\d+)?")
_NOTHING = frozenset({"", "nan", "null", "none", "nil", "undefined", "infinity", "-infinity", "inf"})


def check(evidence: Evidence) -> Iterator[Observation]:
    """Read every header whose name says that it counts."""
    return where_sent(evidence, _observed(evidence), "no header counts anything")


def _observed(evidence: Evidence) -> Iterator[Observation]:
    for exchange in filter(is_success, evidence.answers):
        assert exchange.response is not None
        for name, value in exchange.response.headers:
            if _counts(name):
                yield _judge(exchange, name, value.strip())


def _judge(exchange: Exchange, name: str, value: str) -> Observation:
    at = f"header {name.title()}"
    if value.isascii() and value.isdecimal():
        return Conforming(exchange)
    if _NEGATIVE.fullmatch(value) and value.strip("-0."):
        return Deviation(exchange, "negative", "a count in a header is negative", "0 or more", value, at)
    if value.lower() in _NOTHING:
        return Deviation(exchange, "no number", "a count in a header is no number", "0 or more", value or "nothing", at)
    return Inconclusive("a count in a header is no plain number")


def _counts(name: str) -> bool:
    words = set(name.lower().split("-"))
    return "count" in words or ("total" in words and bool(words & _COUNTED))
