"""Recognises numbers that are counts, hence never negative, by their description or their name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

# `number of` means a count only after words such as these: not in `phone number of a user`.
_BEFORE = (
    r"(?:(?:the|an?|this|its|total|overall|current|currently|maximum|max|minimum|approximate|estimated|exact|actual|expected"
    r"|remaining|average|daily|monthly|combined|cumulative|running|unique|distinct|provides|returns|shows|holds|contains"
    r"|indicates|is|represents|specifies)\s+)*"
)
_SAYS_COUNT = re.compile(
    rf"(?i)^\W*{_BEFORE}(?:(?:[a-z-]+ )?counts?\b(?!\s*(?:down|as|towards|against)\b)|quantit(?:y|ies) of\b|how many\b"
    r"|numbers? of (?!the\b|an?\b|this\b|that\b|its\b|your\b|each\b|every\b)|size in (?:[kmg]i?)?b(?:ytes)?\b"
    r"|(?:the )?size of [^.]* in (?:[kmg]i?)?b(?:ytes)?\b)"
)
_SAYS_MAP = re.compile(
    r"(?i)\b(?:count(?:s|-wise)?|number) (?:of\b|by\b|per\b|for\b|breakdown\b)|\bcounts\b|\bhow many\b"
)
# What may be negative, or uses a negative number as a special value.
_SIGNED = re.compile(
    r"(?i)(?<![\w.])-\s?1\b|\bnegative\b|\bminus\b|\bunlimited\b|\bdifference|\bdelta\b|\bchanges?\b|\bnet\b|\bbalance|\badjust"
    r"|\bincrease|\bdecrease|\bgrowth\b|\bgains?\b|\bloss(?:es)?\b|\bcompared\b|\brelative\b|\bsigned\b|\bdeviation|\bshort\b"
)
_SIGNED_NAMES = frozenset(
    {"delta", "diff", "difference", "change", "changes", "net", "balance", "adjustment", "adjusted", "growth", "offset"}
    | {"variance", "deviation", "gain", "loss", "vote", "votes", "karma", "score", "position", "movement", "ledger"}
    | {"holding", "trade", "refund", "stock", "inventory", "discount"}
)
_MONEY = frozenset(
    {"price", "amount", "cost", "costs", "cents", "credit", "credits", "sales", "earnings", "taxes", "fees", "savings"}
    | {"profits", "losses", "expenses", "returns", "funds", "assets", "points", "charges", "discounts", "earnings"}
    | {"dollars", "euros", "gains", "adjustments", "refunds", "balances"}
)
_SIZE_OF = frozenset({"file", "page", "content", "total", "bytes", "body", "payload", "disk", "image", "media"})


def says_count(described: str, named: Sequence[str], around: Collection[str]) -> bool | None:
    """Return whether a number counts, by its description and the words in its name and its owner's; None if unknown.

    >>> says_count("Count of all users", ["users"], ()), says_count("net change", ["users"], ())
    (True, False)
    """
    if _SIGNED.search(described) or not _SIGNED_NAMES.isdisjoint((*named, *around)):
        return False
    return True if _SAYS_COUNT.search(described) else None


def maps_counts(about: str, named: Sequence[str]) -> bool:
    """Return whether a map counts something by its keys, by its description and the words in its name."""
    return not _SIGNED.search(about) and bool(_SAYS_MAP.search(about) or tuple(named[-1:]) == ("counts",))


def named_as_count(named: Sequence[str], *, is_integer: bool) -> bool:
    """Return whether a number counts something, by the words in its name alone."""
    if not named or set(named) & _MONEY:
        return False
    first, last = named[0], named[-1]
    if (
        last in ("count", "quantity", "qty")
        or (first == "num" and len(named) > 1)
        or tuple(named[:2]) == ("number", "of")
    ):
        return True
    if not is_integer:
        return False
    if last == "size":
        return len(named) == 1 or bool(set(named) & _SIZE_OF)
    is_total = len(named) > 1 and first == "total" and last.endswith("s") and not last.endswith(("ss", "us"))
    return is_total and last != "ms"
