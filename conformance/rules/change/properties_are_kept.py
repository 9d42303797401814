"""Every property that was described is still described.

What it checks: The properties of every object; whether they are required is for `required-properties-are-kept`.

Why it matters: Readers of a property that is removed from a response get nothing. One removed from a request is
ignored, or refused by a closed object. The document does not say which, so both warn (in oasdiff too).

Example: `properties: {id, name}` becomes `properties: {id}`.

Fix: Keep the property until its announced date, or remove it in a new version.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, change_of, judge
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="JSON Schema 2020-12 core section 10.3.2.1 (properties)", since="0.3.0"
)
_GONE = Policy(Impact.BREAKING, Impact.WARNING, Impact.WARNING, Impact.WARNING)
_NEW = Policy(Impact.SAFE, Impact.SAFE, Impact.SAFE, Impact.WARNING)
_ONLY_DESCRIBED = "no instance shows it: what is accepted does not depend on it"


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the properties that are described."""
    for each in evidence.schema_edits.get("property", ()):
        judged = judge(evidence, each)
        policy = _GONE if each.edit.old else _NEW
        impact = policy.impact(each, narrows=each.edit.effect.narrows, widens=each.edit.effect.widens)
        if impact is not Impact.SAFE and not (judged.proofs or judged.unproven):
            judged = replace(judged, unproven=_ONLY_DESCRIBED)
        yield change_of(evidence, each, impact, judged)
