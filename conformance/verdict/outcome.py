"""From what one rule observed to an outcome and its reason, whatever was judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from conformance.model import Clause, Finding, Outcome, Requirement, Verdict
from conformance.rules.observation import Deviation, Doubt, Inapplicable, Note, Observation, Witness

Observed = Sequence[Observation] | Exception
"""What a rule yielded, or the error that it broke with."""
_Evidence = TypeVar("_Evidence")


def observe(rule: Callable[[_Evidence], Iterator[Observation]], evidence: _Evidence) -> Observed:
    """Return everything that a rule observes; a rule that breaks takes no other rule with it."""
    try:
        return list(rule(evidence))
    except Exception as error:
        return error


def verdict_of(
    requirement: Requirement,
    operation: str,
    clause: Clause,
    observed: Observed,
    findings: Callable[[Sequence[Deviation]], Iterator[Finding]],
    silence: Callable[[], Doubt | Inapplicable],
) -> Verdict:
    """Return the verdict that observations give; a rule that broke is an `error`, never a pass.

    Args:
        requirement: What was judged.
        operation: For which operation, or `document`.
        clause: Where the requirement stands.
        observed: What its rule yielded.
        findings: Turns deviations into findings.
        silence: What is to be said where nothing was observed at all.
    """
    if isinstance(observed, Exception):
        reason = f"the rule broke: {type(observed).__name__}"
        return Verdict(requirement, operation, Outcome.ERROR, clause, reason=reason)
    observed = [each for each in observed if not (isinstance(each, Witness) and each.count == 0)] or [silence()]
    witnesses = sum(each.count for each in observed if isinstance(each, Witness))
    outcome = _outcome(observed, witnesses)
    found = tuple(findings([each for each in observed if isinstance(each, Deviation)]))
    return Verdict(requirement, operation, outcome, clause, witnesses, found, _reason(outcome, observed))


def _outcome(observed: Sequence[Observation], witnesses: int) -> Outcome:
    if any(isinstance(each, Inapplicable) for each in observed):
        return Outcome.INAPPLICABLE
    if any(isinstance(each, Deviation) for each in observed):
        return Outcome.FAIL
    return Outcome.PASS if witnesses else Outcome.INCONCLUSIVE


def _reason(outcome: Outcome, observed: Sequence[Observation]) -> str:
    if outcome is Outcome.INAPPLICABLE:
        return next(each.reason for each in observed if isinstance(each, Inapplicable))
    said = Counter(
        each.text if isinstance(each, Note) else each.reason for each in observed if isinstance(each, Note | Doubt)
    )
    return "; ".join(f"{text} ({count} times)" if count > 1 else text for text, count in said.items())
