"""From what one rule observed to an outcome and its reason, whatever was judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from conformance.model import Clause, Finding, Outcome, Requirement, Verdict
from conformance.rules.observation import Deviation, Doubt, Inapplicable, Observation
from conformance.verdict.tally import Tally

Observed = Tally | Exception
"""What a rule yielded, or the error that it broke with."""
_Evidence = TypeVar("_Evidence")


def observe(
    rule: Callable[[_Evidence], Iterator[Observation]], evidence: _Evidence, place: Callable[[Deviation], str]
) -> Observed:
    """Return everything that a rule observes; a rule that breaks takes no other rule with it."""
    try:
        return Tally(place).extend(rule(evidence))
    except Exception as error:
        return error


def verdict_of(
    requirement: Requirement,
    operation: str,
    clause: Clause,
    observed: Observed,
    findings: Callable[[Tally], Iterator[Finding]],
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
    if observed.is_empty:
        observed.add(silence())
    found = tuple(findings(observed))
    outcome, reason, said = _outcome(observed), _reason(observed), tuple(observed.said.items())
    return Verdict(requirement, operation, outcome, clause, observed.witnesses, found, reason, said=said)


def _outcome(observed: Tally) -> Outcome:
    if observed.inapplicable is not None:
        return Outcome.INAPPLICABLE
    if observed.groups:
        return Outcome.FAIL
    return Outcome.PASS if observed.witnesses and not observed.disputed else Outcome.INCONCLUSIVE


def _reason(observed: Tally) -> str:
    if observed.inapplicable is not None:
        return observed.inapplicable
    told = [*observed.disputed.items(), *observed.said.items()]
    said = [f"{text} ({count} times)" if count > 1 else text for text, count in told]
    if observed.unlisted:
        said.append(f"{observed.unlisted} more deviations of further kinds, not listed")
    return "; ".join(said)
