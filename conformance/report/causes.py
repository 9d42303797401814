"""Deviations by cause: what breaks a requirement in the same way at many operations is one thing to mend."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from conformance.model import Disposition, Finding, Level, Subject, Verdict

Way: TypeAlias = tuple[str, str]
"""How a requirement is broken: its id, and the kind of the deviation."""
_One = TypeVar("_One")
_INLINE = re.compile("(schema:#/paths/)[^/]+/[^/]+(?=/)")


@dataclass(frozen=True)
class CauseExample:
    """One kind of deviation: a finding that shows it, and how often it was seen at how many operations."""

    finding: Finding
    count: int
    operations: int


def grouped(found: Iterable[_One], key: Callable[[_One], Hashable]) -> list[list[_One]]:
    """Return items in groups of one key, in their order."""
    groups: dict[Hashable, list[_One]] = {}
    for each in found:
        groups.setdefault(key(each), []).append(each)
    return list(groups.values())


def causes(verdicts: Iterable[Verdict]) -> list[list[Verdict]]:
    """Return deviations grouped by cause: first the API's, the most binding first, then the document's, then waived.

    A requirement on a schema that operations share has one id, and so has a rule; a waived deviation is another
    matter than one that is not.
    """
    found = grouped(verdicts, cause_of)
    return sorted(found, key=lambda each: _urgency(each[0]))


def _urgency(verdict: Verdict) -> tuple[bool, bool, int]:
    requirement = verdict.requirement
    is_waived = verdict.disposition is Disposition.WAIVED
    return is_waived, requirement.subject is not Subject.API, list(Level).index(requirement.level)


def cause_of(verdict: Verdict) -> tuple[str, str | None]:
    """Return what the verdicts of one cause have in common."""
    expected = [finding.expected for finding in verdict.findings]
    return _shared(verdict.requirement.id, expected), verdict.disposition


def cause_in(verdict: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return the same of a verdict in a report."""
    expected = [finding["expected"] for finding in verdict["findings"]]
    return _shared(verdict["requirement"], expected), verdict["disposition"]


def ways_of(verdict: Verdict) -> frozenset[Way]:
    """Return how a verdict's requirement is broken."""
    return frozenset((_shared(each.requirement, [each.expected]), each.kind) for each in verdict.findings)


def _shared(requirement: str, expected: Sequence[str]) -> str:
    """Return a requirement's id as operations share it: many have the same schema each in a place of its own.

    >>> _shared("schema:#/paths/~1things/get/responses/200/content/text~1csv/schema/type", ['type: "array"'])
    'schema:#/paths/*/*/responses/200/content/text~1csv/schema/type type: "array"'
    """
    inline = _INLINE.match(requirement)
    return f"{inline[1]}*/*{requirement[inline.end() :]} {''.join(expected[:1])}" if inline else requirement


def examples(verdicts: Sequence[Verdict]) -> Iterator[CauseExample]:
    """Yield an example of each kind of deviation of one cause."""
    found = [finding for verdict in verdicts for finding in verdict.findings]
    for same in grouped(found, lambda each: each.kind):
        yield CauseExample(same[0], sum(each.count for each in same), len({each.operation for each in same}))
