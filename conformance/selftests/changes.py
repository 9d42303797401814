"""Two documents as texts, and the changes between them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from conformance.comparison.evidence import ChangeEvidence, Side
from conformance.comparison.observation import Impact
from conformance.contract.document import parse
from conformance.contract.load import SPEC
from conformance.contract.openapi import Contract, read_contract
from conformance.contract.schemas import Schemas
from conformance.model import Exchange
from conformance.rules.ledger import load_ledger
from conformance.rules.registry import change_rules
from conformance.verdict.change import Comparison, ReportedChange, compare

LEDGER = load_ledger(SPEC / "requirements")
RULES = change_rules()
VERSION = "version-follows-the-contract"


# Parsing and comparing are pure functions, and the tables of edits need the same pairs in many tests.
@lru_cache(maxsize=512)
def contract_of(text: str, file: str = "test.yaml") -> Contract:
    """Return a text as a contract."""
    return read_contract(parse(text, file))


def evidence_of(old: str, new: str) -> ChangeEvidence:
    """Return two texts as evidence for the rules on changes."""
    sides = (Side(each, Schemas(each)) for each in (contract_of(old, "old.yaml"), contract_of(new, "new.yaml")))
    return ChangeEvidence(*sides)


def compared(old: str, new: str, exchanges: Iterable[Exchange] = ()) -> Comparison:
    """Return the comparison of two texts; no rule may crash."""
    comparison = compare(contract_of(old, "old.yaml"), contract_of(new, "new.yaml"), LEDGER, RULES, exchanges)
    assert comparison.broken == {}
    return comparison


@lru_cache(maxsize=512)
def changes(old: str, new: str) -> tuple[ReportedChange, ...]:
    """Return the changes between two texts."""
    return compared(old, new).changes


def worst(old: str, new: str) -> str:
    """Return the worst impact of the changes between two texts."""
    found = changes(old, new)
    order = list(Impact)
    return min((each.impact for each in found), key=order.index).value if found else "no change"
