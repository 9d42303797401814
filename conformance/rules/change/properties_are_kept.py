"""The properties that are described are those that were described.

A property that is gone from an answer leaves who reads it with nothing; one that is gone from what is sent is no longer
heard, or refused where the object is closed. Neither can be told from the document, so both warn (as in oasdiff); that
it had to be there is judged by itself. One more in an answer stops only who refuses what it does not know.

Fails: `properties: {id, name}` that becomes `properties: {id}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, change_of, judge

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
