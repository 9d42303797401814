"""A contract that differs has another version.

Clients and caches go by the version; where it stays, only a comparison like this one shows that anything changed. That
only prose and examples differ is no reason for another one.

Fails: `info: {version: 1.0.0}` in two documents of which only the later has the property `from_numbers`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import change, node_at
from conformance.comparison.evidence import ChangeEvidence, Usage
from conformance.comparison.observation import Change, Impact
from conformance.rules import registry

_ID = "version-follows-the-contract"
_UNTOLD = frozenset({Impact.DOCUMENTATION, Impact.EQUIVALENT})
_AT = "#/info/version"


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the versions where anything else differs."""
    old, new = (node_at(side.document, "#/info").get("version") for side in (evidence.old, evidence.new))
    others = (rule for name, rule in registry.change_rules().items() if name != _ID)
    if old == new and any(each.impact not in _UNTOLD for rule in others for each in rule(evidence)):
        message = f"the contract changed, and its version is {new} still"
        yield change("version unchanged", Impact.WARNING, message, _AT, _AT, Usage("document"))
