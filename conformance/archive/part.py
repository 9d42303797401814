"""Exchanges judged by the rules themselves, as counts: what one adds to a summary can represent many like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from conformance.archive.summary import CountedFinding, Order, Summary
from conformance.contract.requirement_ids import fingerprint
from conformance.model import Exchange, Requirement
from conformance.rules.bodies import Bodies
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.observation import Rule
from conformance.rules.presence import Presence, presences
from conformance.rules.rows import rows_of
from conformance.verdict.confirmation import Confirmation
from conformance.verdict.judge import findings_of, observe_all
from conformance.verdict.outcome import Observed


@dataclass
class Part:
    """How much some exchanges add for one requirement."""

    witnesses: int = 0
    found: Counter[str] = field(default_factory=Counter)
    """Deviations by fingerprint."""
    said: Counter[str] = field(default_factory=Counter)
    disputed: Counter[str] = field(default_factory=Counter)
    inapplicable: Counter[str] = field(default_factory=Counter)

    def minus(self, other: Part, times: int) -> Part:
        """Return this part minus another one, taken a number of times."""
        names = ("found", "said", "disputed", "inapplicable")
        pairs = [(getattr(self, name), getattr(other, name)) for name in names]
        left = [
            Counter({key: left for key in mine | theirs if (left := mine[key] - times * theirs[key])})
            for mine, theirs in pairs
        ]
        return Part(self.witnesses - times * other.witnesses, *left)

    @property
    def is_empty(self) -> bool:
        """Whether it adds nothing."""
        return not (self.witnesses or self.found or self.said or self.disputed or self.inapplicable)


@dataclass(frozen=True)
class JudgedPart:
    """What the rules observe of some exchanges of one operation."""

    evidence: Evidence
    observed: Mapping[str, Observed]

    @property
    def is_countable(self) -> bool:
        """Whether counts say all that was observed: no rule broke, and every deviation is in a group."""
        return all(not isinstance(each, Exception) and not each.unlisted for each in self.observed.values())

    def is_sound(self, exchange: Exchange) -> bool:
        """Return whether the body of one of the exchanges is sound JSON, which the contract can judge."""
        text = self.evidence.instance(exchange)
        return text is not None and text.has_value and not text.defects

    @property
    def is_clear(self) -> bool:
        """Whether counts say all that was observed, and every body is sound."""
        return self.is_countable and all(map(self.is_sound, self.evidence.exchanges))

    @property
    def rows(self) -> int:
        """How many rows the answers contain."""
        answers = filter(is_success, self.evidence.answers)
        return sum(len(rows_of(self.evidence.value(each))) for each in answers)

    @property
    def presence(self) -> list[Presence]:
        """How often each property is present."""
        return presences([self.evidence])

    def parts(self) -> dict[str, Part]:
        """Return what is added for each requirement."""
        return {name: self._part(name, each) for name, each in self.observed.items()}

    def _part(self, name: str, observed: Observed) -> Part:
        assert not isinstance(observed, Exception)
        operation = self.evidence.operation.id
        found = {fingerprint(name, operation, *key): group.count for key, group in observed.groups.items()}
        inapplicable = Counter([observed.inapplicable] if observed.inapplicable is not None else [])
        return Part(
            observed.witnesses, Counter(found), Counter(observed.said), Counter(observed.disputed), inapplicable
        )

    def culprits(self, summary: Summary) -> Iterator[tuple[str, Exchange]]:
        """Yield each requirement with the first exchange of a kind of deviation that the summary has no example of."""
        operation = self.evidence.operation.id
        for name, each in self.observed.items():
            assert not isinstance(each, Exception)
            account = summary.account(name, operation)
            for key, group in each.groups.items():
                if not account.knows(fingerprint(name, operation, *key)) and group.first.exchange is not None:
                    yield name, group.first.exchange

    def show_in(self, summary: Summary, place: str, order: Order) -> None:
        """Add the examples that a summary lacks, without counting them; `place` is where the exchange is."""
        for name, observed in self.observed.items():
            assert not isinstance(observed, Exception)
            account = summary.account(name, self.evidence.operation.id)
            for finding in findings_of(name, self.evidence, observed):
                if not account.knows(finding.fingerprint):
                    account.add(finding.fingerprint, CountedFinding(replace(finding, exchange=None), place, order, 0))

    def add_to(self, summary: Summary, place: str, order: Order) -> None:
        """Add all that was observed to a summary, with deviations as examples; `place` is where the exchange is."""
        for name, observed in self.observed.items():
            account = summary.account(name, self.evidence.operation.id)
            if isinstance(observed, Exception):
                account.broke.add(type(observed).__name__)
                continue
            account.witnesses += observed.witnesses
            account.unlisted += observed.unlisted
            for text, number in observed.said.items():
                account.said.add(text, number)
            for text, number in observed.disputed.items():
                account.disputed.add(text, number)
            if observed.inapplicable is not None:
                account.inapplicable.add(observed.inapplicable)
            for finding in findings_of(name, self.evidence, observed):
                known = replace(finding, exchange=None)
                account.add(finding.fingerprint, CountedFinding(known, place, order, finding.count))

    def add_facts_to(self, summary: Summary) -> None:
        """Add to a summary how many rows there are, and how often each property is present."""
        for seen in self.presence:
            summary.see(seen)
        summary.rows += self.rows


@dataclass(frozen=True)
class OperationJudge:
    """The rules for one operation, and its contract."""

    evidence: Evidence
    """The operation, without any exchange."""
    requirements: Mapping[str, Requirement]
    rules: Mapping[str, Rule]
    confirmation: Confirmation = field(default_factory=Confirmation)
    """What a second engine says about their deviations."""

    def judge(self, *exchanges: Exchange) -> JudgedPart:
        """Apply the rules to exchanges with distinct sequence numbers."""
        evidence = replace(self.evidence, exchanges=exchanges, bodies=Bodies())
        return JudgedPart(evidence, observe_all(evidence, self.requirements, self.rules, self.confirmation))

    def only(self, names: Collection[str]) -> OperationJudge:
        """Return a judge of some of the requirements; assertions are judged all or none."""
        with_assertions = any(name not in self.rules for name in names)
        asked = {
            name: requirement
            for name, requirement in self.requirements.items()
            if name in names or (with_assertions and name not in self.rules)
        }
        return replace(self, requirements=asked)


def subtracted(parts: Mapping[str, Part], others: Mapping[str, Part], times: int = 1) -> dict[str, Part]:
    """Return the non-empty differences of parts and others, taken a number of times."""
    left = {name: parts.get(name, Part()).minus(others.get(name, Part()), times) for name in {**parts, **others}}
    return {name: part for name, part in left.items() if not part.is_empty}


def add_parts(summary: Summary, operation: str, parts: Mapping[str, Part], times: int = 1) -> None:
    """Add parts a number of times; the summary has the examples of their deviations."""
    for name, part in parts.items():
        account = summary.account(name, operation)
        account.witnesses += times * part.witnesses
        for key, number in part.found.items():
            account.again(key, times * number)
        for text, number in part.said.items():
            account.said.add(text, times * number)
        for text, number in part.disputed.items():
            account.disputed.add(text, times * number)
        for text, number in part.inapplicable.items():
            account.inapplicable.add(text, times * number)


def knows_all(summary: Summary, operation: str, parts: Mapping[str, Part]) -> bool:
    """Return whether the summary has an example of every deviation in some parts."""
    return all(summary.account(name, operation).knows(key) for name, part in parts.items() for key in part.found)
