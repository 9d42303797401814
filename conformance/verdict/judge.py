"""From what the rules observed to one verdict for each requirement and operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from conformance.contract.ledger import assertion_requirement, clause_of, response_assertions
from conformance.exchange.redaction import pattern_path, scrub, show_path
from conformance.model import Finding, Outcome, Requirement, Verdict, fingerprint
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Deviation, Doubt, Inapplicable, Note, Observation, Rule, Witness
from conformance.rules.schema_assertions import check_assertions


def requirements_of(
    evidence: Evidence, ledger: Mapping[str, Requirement], rules: Mapping[str, Rule]
) -> dict[str, Requirement]:
    """Return every requirement that an operation is judged by: those that have a rule, then the assertions."""
    assertions = response_assertions(evidence.operation, evidence.schemas)
    return {
        **{name: ledger[name] for name in rules if ledger[name].excluded is None},
        **{name: assertion_requirement(each, evidence.contract.document) for name, each in assertions.items()},
    }


def judge(evidence: Evidence, ledger: Mapping[str, Requirement], rules: Mapping[str, Rule]) -> list[Verdict]:
    """Return a verdict for each requirement of an operation; a rule that breaks is an `error`, never a pass."""
    requirements = requirements_of(evidence, ledger, rules)
    observed: dict[str, Sequence[Observation] | Exception] = {}
    for name in requirements.keys() & rules.keys():
        observed[name] = _observe(rules[name], evidence)
    try:
        observed |= check_assertions(evidence)
    except Exception as error:
        observed |= {name: error for name in requirements if name not in observed}
    return [_verdict(requirement, evidence, observed[name]) for name, requirement in requirements.items()]


def _observe(rule: Rule, evidence: Evidence) -> Sequence[Observation] | Exception:
    try:
        return list(rule(evidence))
    except Exception as error:
        return error


def _verdict(requirement: Requirement, evidence: Evidence, observed: Sequence[Observation] | Exception) -> Verdict:
    clause = clause_of(requirement, evidence.operation, evidence.contract.document)
    if isinstance(observed, Exception):
        reason = f"the rule broke: {type(observed).__name__}"
        return Verdict(requirement, evidence.operation.id, Outcome.ERROR, clause, reason=reason)
    findings = tuple(_findings(requirement, evidence, observed))
    witnesses = sum(each.count for each in observed if isinstance(each, Witness))
    outcome = _outcome(observed, witnesses)
    reason = _reason(outcome, evidence, observed)
    return Verdict(requirement, evidence.operation.id, outcome, clause, witnesses, findings, reason)


def _outcome(observed: Sequence[Observation], witnesses: int) -> Outcome:
    if any(isinstance(each, Inapplicable) for each in observed):
        return Outcome.INAPPLICABLE
    if any(isinstance(each, Deviation) for each in observed):
        return Outcome.FAIL
    return Outcome.PASS if witnesses else Outcome.INCONCLUSIVE


def _reason(outcome: Outcome, evidence: Evidence, observed: Sequence[Observation]) -> str:
    if outcome is Outcome.INAPPLICABLE:
        return next(each.reason for each in observed if isinstance(each, Inapplicable))
    said = Counter(
        each.text if isinstance(each, Note) else each.reason for each in observed if isinstance(each, Note | Doubt)
    )
    if outcome is Outcome.INCONCLUSIVE and not said:
        return _why_nothing(evidence)
    return "; ".join(f"{text} ({count} times)" if count > 1 else text for text, count in said.items())


def _why_nothing(evidence: Evidence) -> str:
    """Say why a rule found no exchange to look at: none was answered, or none was of its kind."""
    if not evidence.exchanges:
        return "no request was sent"
    if evidence.answers:
        return "no answer shows it"
    troubles = Counter(each.trouble.reason for each in evidence.exchanges if each.trouble is not None)
    return f"no answer that can be judged: {troubles.most_common(1)[0][0]}"


def _findings(requirement: Requirement, evidence: Evidence, observed: Sequence[Observation]) -> Iterator[Finding]:
    """Group the deviations that show the same thing at the same place, with the first as the example."""
    declared = evidence.contract.declared_names
    grouped: dict[tuple[str, str], list[Deviation]] = {}
    for each in observed:
        if isinstance(each, Deviation):
            pattern = each.location if isinstance(each.location, str) else pattern_path(each.location, declared)
            grouped.setdefault((pattern, each.kind), []).append(each)
    for (pattern, kind), deviations in grouped.items():
        first = deviations[0]
        location = first.location if isinstance(first.location, str) else show_path(first.location, declared)
        yield Finding(
            requirement=requirement.id,
            operation=evidence.operation.id,
            location=location or "body",
            pattern=pattern or "body",
            kind=kind,
            message=first.message,
            expected=first.expected,
            actual=scrub(first.actual, evidence.secrets),
            exchange=first.exchange.sequence,
            count=len(deviations),
            fingerprint=fingerprint(requirement.id, evidence.operation.id, pattern or "body", kind),
        )
