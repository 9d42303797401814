"""Which numbers are counts, which are never negative: by what their description or their name says."""

from __future__ import annotations

import re

from conformance.contract.elements import Element
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._descriptions import words
from conformance.rules.document_evidence import DocumentEvidence

# `number of` counts only after words such as these: neither a phone number of a user nor the number of an event does.
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
# What may well be below nothing, or stands for something else by a negative number.
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


def is_count(evidence: DocumentEvidence, site: Element) -> bool:
    """Tell whether a number counts something."""
    described, named = shapes.text(evidence, site), words(shapes.name(site))
    owner = shapes.name(site.owner) if site.is_property and site.owner is not None else ""
    around = {*named, *words(owner)}
    if _SIGNED.search(described) or around & _SIGNED_NAMES:
        return False
    if _SAYS_COUNT.search(described):
        return True
    if site.is_property or site.keyword == "schema":
        return _named_as_count(named, is_integer="integer" in shapes.types(evidence, site))
    if site.keyword == "additionalProperties" and site.owner is not None and not described:
        about = shapes.text(evidence, site.owner)
        return not _SIGNED.search(about) and bool(_SAYS_MAP.search(about) or named[-1:] == ["counts"])
    return False


def _named_as_count(named: list[str], *, is_integer: bool) -> bool:
    if not named or set(named) & _MONEY:
        return False
    first, last = named[0], named[-1]
    if last in ("count", "quantity", "qty") or (first == "num" and len(named) > 1) or named[:2] == ["number", "of"]:
        return True
    if not is_integer:
        return False
    if last == "size":
        return len(named) == 1 or bool(set(named) & _SIZE_OF)
    is_total = len(named) > 1 and first == "total" and last.endswith("s") and not last.endswith(("ss", "us"))
    return is_total and last != "ms"
