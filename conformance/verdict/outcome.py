"""From the observations of one rule to an outcome and its reason."""

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
    """What was observed for one requirement of one operation, in numbers: the basis of its outcome and reason."""

    witnesses: int = 0
    findings: tuple[Finding, ...] = ()
    unlisted: int = 0
    """Deviations that are in no finding."""
    disputed: Mapping[str, int] = field(default_factory=dict)
    """What the engines disagree about, each with its count."""
    said: Mapping[str, int] = field(default_factory=dict)
    inapplicable: str | None = None
    broke: str = ""
    """The name of the error that the rule broke with."""

    @property
    def outcome(self) -> Outcome:
        """The outcome; a rule that broke is an `error`, and a pass has a conforming observation and no dispute."""
        if self.broke:
            return Outcome.ERROR
        if self.inapplicable is not None:
            return Outcome.INAPPLICABLE
        if self.findings or self.unlisted:
            return Outcome.FAIL
        return Outcome.PASS if self.witnesses and not self.disputed else Outcome.INCONCLUSIVE

    @property
    def reason(self) -> str:
        """The reason for the outcome, or a remark on it."""
        if self.broke:
            return f"the rule broke: {self.broke}"
        if self.inapplicable is not None:
            return self.inapplicable
        counted = [*self.disputed.items(), *self.said.items()]
        said = [f"{text} ({count} times)" if count > 1 else text for text, count in counted]
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
    """Return everything that a rule observes, or the error that it raised, so that other rules go on."""
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
    """Return the verdict that follows from observations.

    Args:
        requirement: What was judged.
        operation: For which operation, or `document`.
        clause: Where the requirement comes from.
        observed: What its rule yielded.
        findings: Turns deviations into findings.
        silence: Returns the observation to add if there is none.
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
