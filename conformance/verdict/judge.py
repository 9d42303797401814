"""Judges an operation: from the rules' observations of its exchanges to one verdict for each requirement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from conformance.contract.derived_requirements import assertion_requirement, clause_of, response_assertions
from conformance.contract.requirement_ids import fingerprint
from conformance.exchange.redaction import pattern_path, scrub, show_path
from conformance.exchange.trouble import UNRECORDED
from conformance.model import Finding, Requirement, Verdict
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Deviation, Inconclusive, Rule
from conformance.rules.schema_assertions import check_assertions
from conformance.verdict.complaints import Said, check_requirements, rules_of
from conformance.verdict.confirmation import Confirmation
from conformance.verdict.intermittence import intermittence
from conformance.verdict.outcome import Observed, observe, verdict_of
from conformance.verdict.tally import Tally

HIDDEN = "required data was redacted"


def requirements_of(
    evidence: Evidence, ledger: Mapping[str, Requirement], rules: Mapping[str, Rule]
) -> dict[str, Requirement]:
    """Return every requirement that applies to an operation: those with a rule, then the assertions."""
    assertions = response_assertions(evidence.operation, evidence.schemas)
    return {
        **{name: ledger[name] for name in rules if ledger[name].excluded is None},
        **{name: assertion_requirement(each, evidence.contract.document) for name, each in assertions.items()},
    }


def judge(
    evidence: Evidence,
    ledger: Mapping[str, Requirement],
    rules: Mapping[str, Rule],
    hidden: Collection[str] = (),
    said: Sequence[Said] | Exception | None = None,
) -> list[Verdict]:
    """Return a verdict for each requirement of an operation; a rule that breaks is an `error`, never a pass.

    Args:
        evidence: The exchanges of the operation.
        ledger: The requirements by id.
        rules: The rules by the id of their requirement.
        hidden: The ids of those that the exchanges no longer show, since they were redacted.
        said: What the stock checks say about the exchanges, or the error they raised; None if they are not run.
    """
    requirements = requirements_of(evidence, ledger, rules)
    place = partial(_pattern, evidence.contract.declared_names)
    confirmation = Confirmation()
    observed = dict(observe_all(evidence, requirements, rules, confirmation))
    for name, note in confirmation.notes():
        tally = observed[name]
        if isinstance(tally, Tally):
            tally.add(note)
    if said is not None:
        requirements |= check_requirements()
        observed |= _stock_checks(evidence, said, observed)
    observed |= {name: Tally(place).extend([Inconclusive(HIDDEN)]) for name in requirements.keys() & hidden}
    if evidence.astray:
        observed = {name: Tally(place).extend([Inconclusive(evidence.astray)]) for name in requirements}
    return [
        verdict_of(
            requirement,
            evidence.operation.id,
            clause_of(requirement, evidence.operation.pointer, evidence.contract.document),
            observed[name],
            partial(findings_of, name, evidence),
            partial(_why_nothing, evidence),
        )
        for name, requirement in requirements.items()
    ]


def _stock_checks(
    evidence: Evidence, said: Sequence[Said] | Exception, observed: Mapping[str, Observed]
) -> Mapping[str, Observed]:
    if isinstance(said, Exception):
        return dict.fromkeys(check_requirements(), said)
    place = partial(_pattern, evidence.contract.declared_names)
    return {name: observe(rule, evidence, place) for name, rule in rules_of(said, observed).items()}


def observe_all(
    evidence: Evidence, requirements: Iterable[str], rules: Mapping[str, Rule], confirmation: Confirmation
) -> Mapping[str, Observed]:
    """Return what is observed for each requirement: by its rule, or else as an assertion, by both engines."""
    names = set(requirements)
    place = partial(_pattern, evidence.contract.declared_names)
    by_rule = {name: observe(rules[name], evidence, place) for name in names & rules.keys()}
    return {**by_rule, **_assertions(evidence, names - rules.keys(), place, confirmation)}


def _assertions(
    evidence: Evidence, names: Iterable[str], place: Callable[[Deviation], str], confirmation: Confirmation
) -> Mapping[str, Observed]:
    """Return what was observed for each assertion; an error in one makes all of them an error."""
    observed = {name: Tally(place) for name in names}
    try:
        for name, observation in check_assertions(evidence):
            if isinstance(observation, Deviation):
                observed[name].add(confirmation.weigh(name, observation, evidence, place))
            else:
                observed[name].add(observation)
    except Exception as error:
        return dict.fromkeys(observed, error)
    return observed


def _pattern(declared: frozenset[str], deviation: Deviation) -> str:
    """Return where a deviation is, with every index as `[*]`."""
    at = deviation.location
    return (at if isinstance(at, str) else pattern_path(at, declared)) or "body"


def _why_nothing(evidence: Evidence) -> Inconclusive:
    """Return why a rule found no exchange to judge: none was answered, or none was of its kind."""
    if not evidence.exchanges:
        return Inconclusive(UNRECORDED.reason if evidence.unrecorded else "no request was sent")
    if evidence.locked_out_after is not None:
        return Inconclusive("the key given was no longer accepted by the end, as after too many wrong ones")
    if evidence.answers:
        return Inconclusive(UNRECORDED.reason if evidence.unrecorded else "no answer shows it")
    troubles = Counter(each.trouble.reason for each in evidence.exchanges if each.trouble is not None)
    return Inconclusive(f"no answer that can be judged: {troubles.most_common(1)[0][0]}")


def findings_of(requirement: str, evidence: Evidence, observed: Tally) -> Iterator[Finding]:
    """Yield a finding for each group of deviations of one kind at one place, with the first as the example."""
    declared, operation = evidence.contract.declared_names, evidence.operation.id
    broken, kept = observed.broken.values(), observed.kept.values()
    for (pattern, kind), alike in observed.groups.items():
        first = alike.first
        location = first.location if isinstance(first.location, str) else show_path(first.location, declared)
        times = intermittence(alike.exchanges.values(), broken, kept)
        remark = f" (intermittent: {times[0]} of {times[1]} answers to the same request)" if times else ""
        yield Finding(
            requirement=requirement,
            operation=operation,
            location=location or "body",
            pattern=pattern,
            kind=kind,
            message=first.message + remark,
            expected=first.expected,
            actual=scrub(first.actual, evidence.secrets),
            exchange=first.exchange.sequence if first.exchange else None,
            count=alike.count,
            fingerprint=fingerprint(requirement, operation, pattern, kind),
            fix=first.fix,
            confirmation=first.confirmation,
        )
