"""From what one rule observed to an outcome and its reason, whatever was judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from conformance.model import Clause, Finding, Outcome, Requirement, Verdict
from conformance.rules.observation import Deviation, Inapplicable, Inconclusive, Observation
from conformance.verdict.tally import Tally

Observed = Tally | Exception
"""What a rule yielded, or the error that it broke with."""
_Evidence = TypeVar("_Evidence")


@dataclass(frozen=True)
class Totals:
    """What was observed for one requirement of one operation, in numbers: all that its outcome and reason rest on."""

    witnesses: int = 0
    findings: tuple[Finding, ...] = ()
    unlisted: int = 0
    """Deviations that no finding has."""
    disputed: Mapping[str, int] = field(default_factory=dict)
    """What engines say differently, each with how often."""
    said: Mapping[str, int] = field(default_factory=dict)
    inapplicable: str | None = None
    broke: str = ""
    """The name of the error that the rule broke with."""

    @property
    def outcome(self) -> Outcome:
        """The outcome; a rule that broke is an `error`, and a pass has a witness and nothing against it."""
        if self.broke:
            return Outcome.ERROR
        if self.inapplicable is not None:
            return Outcome.INAPPLICABLE
        if self.findings or self.unlisted:
            return Outcome.FAIL
        return Outcome.PASS if self.witnesses and not self.disputed else Outcome.INCONCLUSIVE

    @property
    def reason(self) -> str:
        """The reason for the outcome, or what has to be known beside it."""
        if self.broke:
            return f"the rule broke: {self.broke}"
        if self.inapplicable is not None:
            return self.inapplicable
        told = [*self.disputed.items(), *self.said.items()]
        said = [f"{text} ({count} times)" if count > 1 else text for text, count in told]
        if self.unlisted:
            said.append(f"{self.unlisted} more deviations of further kinds, not listed")
        return "; ".join(said)

    def verdict(self, requirement: Requirement, operation: str, clause: Clause) -> Verdict:
        """Return the verdict on a requirement for an operation."""
        said = tuple(self.said.items())
        return Verdict(
            requirement, operation, self.outcome, clause, self.witnesses, self.findings, self.reason, said=said
        )


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
    silence: Callable[[], Inconclusive | Inapplicable],
) -> Verdict:
    """Return the verdict that observations give.

    Args:
        requirement: What was judged.
        operation: For which operation, or `document`.
        clause: Where the requirement stands.
        observed: What its rule yielded.
        findings: Turns deviations into findings.
        silence: What is to be said where nothing was observed at all.
    """
    if isinstance(observed, Exception):
        return Totals(broke=type(observed).__name__).verdict(requirement, operation, clause)
    if observed.is_empty:
        observed.add(silence())
    totals = Totals(
        observed.witnesses,
        tuple(findings(observed)),
        observed.unlisted,
        observed.disputed,
        observed.said,
        observed.inapplicable,
    )
    return totals.verdict(requirement, operation, clause)
