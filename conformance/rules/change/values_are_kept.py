"""Every listed value can still be sent, and responses contain no value that was not listed.

What it checks: `enum` and `const` of every schema. A value less in a response is safe for readers.

Why it matters: A removed value breaks clients that send it. A new one in a response breaks clients that handle each
value and nothing else; where the older document says that others may come it is a warning (oasdiff is silent or reports
an error, by version).

Example: `enum: [queued, done]` becomes `enum: [queued, done, paused]` in a response.

Fix: Keep accepting old values, and announce that clients have to expect new ones.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence, SchemaEdit
from conformance.comparison.observation import Change, Impact
from conformance.comparison.openness import says_it_is_open
from conformance.comparison.policy import Policy, schema_change
from conformance.contract.effective_schema import list_of
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="JSON Schema 2020-12 validation section 6.1.2 (enum) and 6.1.3 (const)", since="0.3.0"
)
_WARNED = Policy(answered_widened=Impact.WARNING)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the values that are listed."""
    for each in evidence.schema_edits.get("enum", ()):
        if each.uses:
            is_warned = says_it_is_open(evidence.old, each) and not _are_disjoint(each)
            yield schema_change(evidence, each, _WARNED if is_warned else Policy())


def _are_disjoint(each: SchemaEdit) -> bool:
    """Return whether no value stayed."""
    old, new = ([value for said in side for value in list_of(said.value)] for side in (each.edit.old, each.edit.new))
    return bool(old) and bool(new) and not any(value in new for value in old)
