"""A document whose contract changed has another version.

What it checks: `info.version` of both documents if anything but prose and examples differs.

Why it matters: Clients and caches go by the version; if it stays, only a comparison like this one shows that anything
changed.

Example: `info: {version: 1.0.0}` in two documents of which only the later has the property `from_numbers`.

Fix: Raise `info.version` with every change of the contract.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import change, node_at
from conformance.comparison.evidence import ChangeEvidence, Usage
from conformance.comparison.observation import Change, Impact
from conformance.model import Level
from conformance.rules import registry
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.SHOULD, source="OpenAPI 3.1 section 4.8.2 (version); common sense", since="0.3.0")
_ID = "version-follows-the-contract"
_UNTOLD = frozenset({Impact.DOCUMENTATION, Impact.EQUIVALENT})
_AT = "#/info/version"


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the versions where anything but prose differs."""
    old, new = (node_at(side.document, "#/info").get("version") for side in (evidence.old, evidence.new))
    others = (rule for name, rule in registry.change_rules().items() if name != _ID)
    if old == new and any(each.impact not in _UNTOLD for rule in others for each in rule(evidence)):
        message = f"the contract changed, and its version is still {new}"
        yield change("version unchanged", Impact.WARNING, message, _AT, _AT, Usage("document"))
