"""What changed between two documents: every rule's changes with their places, and what real traffic shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain

from conformance.comparison.evidence import ChangeEvidence, Side
from conformance.comparison.intent import as_meant
from conformance.comparison.observation import Change, ChangeRule, Impact
from conformance.contract.document import pointer_to, tokens
from conformance.contract.openapi import Contract
from conformance.contract.requirement_ids import fingerprint
from conformance.contract.schemas import Schemas
from conformance.model import Clause, Exchange, Finding, InputError, Requirement
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import DocumentRule
from conformance.rules.registry import change_rules, document_rules
from conformance.verdict.judge_document import judge_document
from conformance.verdict.traffic import Traffic, Traffics

NOTHING_SEEN = Traffic()


@dataclass(frozen=True)
class ReportedChange:
    """A change as reports show it."""

    requirement: Requirement
    change: Change
    old: Clause | None
    new: Clause | None
    fingerprint: str
    traffic: Traffic = NOTHING_SEEN

    @property
    def impact(self) -> Impact:
        """What it means; recorded traffic takes precedence over what the keywords say."""
        is_worse = self.change.impact in (Impact.BREAKING, Impact.WARNING)
        return Impact.CORRECTION if is_worse and self.traffic.is_correction else self.change.impact


@dataclass(frozen=True)
class Comparison:
    """All that changed between two documents, the worst first."""

    old: Contract
    new: Contract
    changes: tuple[ReportedChange, ...]
    corrections: tuple[Finding, ...] = ()
    """Quirks of the older document that the newer one does not have."""
    quirks: tuple[Finding, ...] = ()
    """Quirks that only the newer one has."""
    operations: int = 0
    """How many operations both documents have."""
    exchanges: int = 0
    """How many recorded exchanges were looked at."""
    broken: Mapping[str, str] = field(default_factory=dict)
    """The rules that broke, and how: their changes are missing."""

    @property
    def counts(self) -> Mapping[Impact, int]:
        """How many changes there are of each impact."""
        counted = Counter(each.impact for each in self.changes)
        return {impact: counted[impact] for impact in Impact}

    def fails(self, threshold: Impact) -> bool:
        """Return whether a change reaches the threshold, or a rule broke."""
        return bool(self.broken) or any(each.impact.reaches(threshold) for each in self.changes)


def compare(
    old: Contract,
    new: Contract,
    ledger: Mapping[str, Requirement],
    rules: Mapping[str, ChangeRule],
    exchanges: Iterable[Exchange] = (),
) -> Comparison:
    """Return all that changed between two contracts.

    Args:
        old: The contract that clients were written for.
        new: The contract that is offered now.
        ledger: The requirements by id.
        rules: The rules on changes by the id of their requirement.
        exchanges: Recorded traffic of the API; it shows which changes only document what the API already does.

    Raises:
        InputError: A schema cannot be used; says file and line.
    """
    sides = (Side(each, Schemas(each)) for each in map(as_meant, (old, new)))
    evidence = ChangeEvidence(*sides)
    found: list[tuple[str, Change]] = []
    broken: dict[str, str] = {}
    for name, rule in rules.items():
        try:
            found += [(name, change) for change in rule(evidence)]
        except InputError:
            raise
        except Exception as error:
            broken[name] = f"the rule broke: {type(error).__name__}"
    traffics = Traffics(evidence, exchanges)
    changes = [_told(evidence, ledger[name], change, traffics.of(change)) for name, change in _merged(found)]
    order = list(Impact)
    changes.sort(key=lambda each: (order.index(each.impact), each.requirement.id, str(each.new or each.old)))
    return Comparison(old, new, tuple(changes), (), (), len(evidence.operations), traffics.count, broken)


def compared_contracts(
    old: Contract, new: Contract, ledger: Mapping[str, Requirement], exchanges: Iterable[Exchange] = ()
) -> Comparison:
    """Return all that changed between two contracts by every rule, quirks included.

    Raises:
        InputError: A schema cannot be used; says file and line.
    """
    return _with_quirks(compare(old, new, ledger, change_rules(), exchanges), ledger, document_rules())


def _with_quirks(
    comparison: Comparison, ledger: Mapping[str, Requirement], rules: Mapping[str, DocumentRule]
) -> Comparison:
    """Return a comparison with the quirks that appear and disappear where something changed.

    What is only moved or reordered takes its quirks along, sometimes to the other one of two properties.
    """
    if not comparison.changes:
        return comparison
    before, after = (_quirks(each, ledger, rules) for each in (comparison.old, comparison.new))
    gone = _Near(each.change.old for each in comparison.changes if each.change.old is not None)
    come = _Near(each.change.new for each in comparison.changes if each.change.new is not None)
    corrections = (
        each
        for each in _without(before, after)
        if gone.has(each.location) and not _is_of_removed(each.location, comparison.new)
    )
    quirks = (each for each in _without(after, before) if come.has(each.location))
    return replace(comparison, corrections=tuple(corrections), quirks=tuple(quirks))


def _quirks(contract: Contract, ledger: Mapping[str, Requirement], rules: Mapping[str, DocumentRule]) -> list[Finding]:
    verdicts = judge_document(DocumentEvidence(contract, Schemas(contract)), (), ledger, rules)
    return [finding for verdict in verdicts for finding in verdict.findings]


def _is_of_removed(location: str, new: Contract) -> bool:
    """Return whether the whole operation is gone: then its quirks were not fixed."""
    names = tokens(location)
    return names[:1] == ("paths",) and len(names) > 2 and not new.document.has(pointer_to(names[:3]))


class _Near:
    """The places at some changes, above or below them, or at another property of the same object."""

    def __init__(self, places: Iterable[str]) -> None:
        self._places = frozenset(places)
        self._around = frozenset(chain.from_iterable(map(above, self._places)))
        self._objects = frozenset(
            f"{place.rpartition('/properties/')[0]}/properties" for place in self._places if "/properties/" in place
        )

    def has(self, location: str) -> bool:
        """Return whether a location is one of these places."""
        return location in self._around or any(at in self._places or at in self._objects for at in above(location))


def above(pointer: str) -> list[str]:
    """Return a pointer and those of all its parents.

    >>> above("#/a/b")
    ['#', '#/a', '#/a/b']
    """
    return list(accumulate(pointer.split("/"), "{}/{}".format))


def _without(findings: Iterable[Finding], others: Iterable[Finding]) -> Iterator[Finding]:
    known, alike = set(), set()
    for each in others:
        known.add(each.fingerprint)
        alike.add(_likeness(each))
    return (each for each in findings if each.fingerprint not in known and _likeness(each) not in alike)


def _likeness(finding: Finding) -> tuple[str, ...]:
    """Return what remains the same of a quirk when it is moved with its schema."""
    return finding.requirement, finding.kind, finding.actual, finding.location.rpartition("/")[2]


def _merged(found: Iterable[tuple[str, Change]]) -> Iterator[tuple[str, Change]]:
    """Yield one change for all operations that meet the same one at the same place."""
    merged: dict[tuple[str | None, ...], Change] = {}
    for name, change in found:
        key = (name, change.kind, change.old, change.new, change.message)
        known = merged.get(key)
        merged[key] = change if known is None else replace(known, uses=known.uses | change.uses)
    return ((str(key[0]), change) for key, change in merged.items())


def _told(evidence: ChangeEvidence, requirement: Requirement, change: Change, traffic: Traffic) -> ReportedChange:
    old, new = (
        side.document.clause(at, side.document.file) if at is not None else None
        for side, at in ((evidence.old, change.old), (evidence.new, change.new))
    )
    identity = fingerprint(requirement.id, "change", change.new or change.old or "", change.kind)
    return ReportedChange(requirement, change, old, new, identity, traffic)


def operations_of(change: Change) -> tuple[str, ...]:
    """Return the operations that meet a change, in order."""
    return tuple(sorted({use.operation for use in change.uses}))


def directions_of(change: Change) -> tuple[str, ...]:
    """Return where a change is met: `request`, `response`, or both."""
    return tuple(sorted({use.direction for use in change.uses if use.direction}))
