"""What is known about an archive, or a part of one: counts with first examples, which merge in any order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeAlias

from conformance.model import Finding
from conformance.rules.presence import Presence

MAX_KINDS = 100
"""Texts, or kinds of deviations, that are counted separately: the first ones in sort order, so that any way of merging
keeps the same ones with complete counts."""
Order: TypeAlias = tuple[int, int]
"""Where an exchange is: the number of its source, and its position there."""
Key: TypeAlias = tuple[str, str]
"""A requirement's id and an operation's."""


def admits(kept: Iterable[str], key: str) -> bool:
    """Return whether there is room for a key among those that are kept, or it sorts before one of them."""
    names = kept if isinstance(kept, Mapping) else set(kept)
    return key in names or len(names) < MAX_KINDS or key < max(names)


@dataclass
class Counts:
    """How often each text occurred; if there are too many, only the first ones by name are counted separately."""

    kept: dict[str, int] = field(default_factory=dict)
    rest: int = 0

    def add(self, text: str, number: int = 1) -> None:
        """Count a text."""
        if not admits(self.kept, text):
            self.rest += number
            return
        self.kept[text] = self.kept.get(text, 0) + number
        if len(self.kept) > MAX_KINDS:
            self.rest += self.kept.pop(max(self.kept))

    def merge(self, other: Counts) -> None:
        """Add the counts of another one."""
        self.rest += other.rest
        for text, number in other.kept.items():
            self.add(text, number)


@dataclass(frozen=True)
class CountedFinding:
    """Deviations of one kind at one place: the first one, where it is, and how many there are."""

    finding: Finding
    place: str
    order: Order
    count: int

    def merged(self, other: CountedFinding) -> CountedFinding:
        """Return both as one."""
        first = min(self, other, key=lambda each: each.order)
        return replace(first, count=self.count + other.count)


_COUNTED = ("said", "disputed", "inapplicable", "broke")


@dataclass
class RequirementCounts:
    """What was observed for one requirement of one operation."""

    witnesses: int = 0
    found: dict[str, CountedFinding] = field(default_factory=dict)
    """By fingerprint."""
    unlisted: int = 0
    """Deviations that are in none of these."""
    said: Counts = field(default_factory=Counts)
    """Inconclusive observations and notes."""
    disputed: Counts = field(default_factory=Counts)
    """What the engines disagree about."""
    inapplicable: Counts = field(default_factory=Counts)
    broke: Counts = field(default_factory=Counts)
    """The errors that the rule broke with."""

    def add(self, key: str, found: CountedFinding) -> None:
        """Count deviations of a kind."""
        if not admits(self.found, key):
            self.unlisted += found.count
            return
        self.found[key] = self.found[key].merged(found) if key in self.found else found
        if len(self.found) > MAX_KINDS:
            self.unlisted += self.found.pop(max(self.found)).count

    def knows(self, key: str) -> bool:
        """Return whether the first example of a kind is known already, or none will be kept."""
        return key in self.found or not admits(self.found, key)

    def again(self, key: str, number: int) -> None:
        """Count more deviations of a kind that is known."""
        if key in self.found:
            self.found[key] = replace(self.found[key], count=self.found[key].count + number)
        else:
            self.unlisted += number

    def merge(self, other: RequirementCounts) -> None:
        """Add the counts of another account."""
        self.witnesses += other.witnesses
        self.unlisted += other.unlisted
        for key, found in other.found.items():
            self.add(key, found)
        for name in _COUNTED:
            getattr(self, name).merge(getattr(other, name))


@dataclass
class Summary:
    """What exchanges show, and what could not be read; summaries of parts merge into that of the whole."""

    exchanges: int = 0
    """Those that belong to an operation of the contract."""
    rows: int = 0
    accounts: dict[Key, RequirementCounts] = field(default_factory=dict)
    unmatched: Counts = field(default_factory=Counts)
    """Exchanges of no operation, by method and path template."""
    unusable: Counts = field(default_factory=Counts)
    """Lines or records that cannot be read, by the reason."""
    first_unusable: dict[str, tuple[Order, str]] = field(default_factory=dict)
    """Where the first of them is, by the reason."""
    hidden: set[str] = field(default_factory=set)
    """The requirements that redaction hides."""
    presence: dict[Key, Presence] = field(default_factory=dict)
    """By the pointer and the name of a property."""

    def account(self, requirement: str, operation: str) -> RequirementCounts:
        """Return the account of a requirement for an operation."""
        return self.accounts.setdefault((requirement, operation), RequirementCounts())

    def leave_out(self, reason: str, place: str, order: Order, number: int = 1) -> None:
        """Count records that cannot be read; `place` is where the first one is."""
        self.unusable.add(reason, number)
        first = min((order, place), self.first_unusable.get(reason, (order, place)))
        self.first_unusable[reason] = first
        for dropped in self.first_unusable.keys() - self.unusable.kept.keys():
            del self.first_unusable[dropped]

    def see(self, seen: Presence, times: int = 1) -> None:
        """Add the presence of a property."""
        key = (seen.pointer, seen.name)
        had = self.presence.get(key, Presence(*key, 0, 0, 0))
        self.presence[key] = replace(
            had,
            rows=had.rows + times * seen.rows,
            present=had.present + times * seen.present,
            null=had.null + times * seen.null,
        )

    def merge(self, other: Summary) -> Summary:
        """Add the counts of another summary, and return this one; neither order nor grouping makes a difference."""
        self.exchanges += other.exchanges
        self.rows += other.rows
        for key, account in other.accounts.items():
            self.account(*key).merge(account)
        self.unmatched.merge(other.unmatched)
        self.unusable.rest += other.unusable.rest
        for reason, number in other.unusable.kept.items():
            order, place = other.first_unusable[reason]
            self.leave_out(reason, place, order, number)
        self.hidden |= other.hidden
        for seen in other.presence.values():
            self.see(seen)
        return self


def to_json(summary: Summary) -> dict[str, Any]:
    """Return a summary as JSON data in a canonical order: equal summaries give equal data."""
    accounts = []
    for (requirement, operation), each in sorted(summary.accounts.items()):
        counts = {name: _sorted(getattr(each, name)) for name in _COUNTED}
        found = [
            {**_finding(one.finding), "place": one.place, "order": list(one.order), "count": one.count}
            for _, one in sorted(each.found.items())
        ]
        known = {"requirement": requirement, "operation": operation, "witnesses": each.witnesses}
        accounts.append({**known, "found": found, "unlisted": each.unlisted, **counts})
    return {
        "exchanges": summary.exchanges,
        "rows": summary.rows,
        "strangers": _sorted(summary.unmatched),
        "unusable": _sorted(summary.unusable),
        "first_unusable": {
            reason: {"place": place, "order": list(order)}
            for reason, (order, place) in sorted(summary.first_unusable.items())
        },
        "hidden": sorted(summary.hidden),
        "accounts": accounts,
        "presence": [asdict(each) for _, each in sorted(summary.presence.items())],
    }


def from_json(data: Mapping[str, Any]) -> Summary:
    """Return the summary that JSON data was made from."""
    summary = Summary(
        data["exchanges"], data["rows"], unmatched=Counts(**data["strangers"]), unusable=Counts(**data["unusable"])
    )
    summary.hidden = set(data["hidden"])
    summary.first_unusable = {
        reason: (tuple(each["order"]), each["place"]) for reason, each in data["first_unusable"].items()
    }
    for each in data["accounts"]:
        account = summary.account(each["requirement"], each["operation"])
        account.witnesses, account.unlisted = each["witnesses"], each["unlisted"]
        for name in _COUNTED:
            setattr(account, name, Counts(**each[name]))
        for one in each["found"]:
            known = {name: value for name, value in one.items() if name not in ("place", "order")}
            finding = Finding(each["requirement"], each["operation"], **known, exchange=None)
            account.found[finding.fingerprint] = CountedFinding(
                finding, one["place"], tuple(one["order"]), one["count"]
            )
    summary.presence = {(each["pointer"], each["name"]): Presence(**each) for each in data["presence"]}
    return summary


def _sorted(counts: Counts) -> dict[str, Any]:
    return {"kept": dict(sorted(counts.kept.items())), "rest": counts.rest}


def _finding(finding: Finding) -> dict[str, Any]:
    names = ("location", "pattern", "kind", "message", "expected", "actual", "fingerprint", "fix", "confirmation")
    return {name: getattr(finding, name) for name in names}
