"""Lines on the terminal beside the deviations: what the run saw, how strict the document is, what was not judged."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from conformance.contract.derived_requirements import name_of
from conformance.exchange.redaction import safe_text
from conformance.model import Exchange, Outcome, Verdict
from conformance.report.record import Run
from conformance.rules.presence import Presence
from conformance.verdict.complaints import PREFIX

MAX_LISTED = 6
"""How many names a line lists."""
_TIMES = re.compile(r" \([0-9]+ times\)$")


def checks_lines(verdicts: Sequence[Verdict], *, in_full: bool) -> Iterator[str]:
    """Yield the results of the stock checks: what they alone report, and in detail why the rest does not count."""
    checks = [each for each in verdicts if each.requirement.id.startswith(PREFIX)]
    judged = [each for each in checks if each.outcome in (Outcome.PASS, Outcome.FAIL)]
    if not judged:
        return
    alone = sum(each.outcome is Outcome.FAIL for each in judged)
    hint = "" if in_full else " (-v shows the rest)"
    yield f"stock checks of schemathesis: {len(judged)} judged, {alone} of them report what no requirement does{hint}"
    for each in judged if in_full else ():
        if each.reason:
            yield f"  {each.requirement.id.removeprefix(PREFIX)}: {each.reason}"


def unanswered_lines(exchanges: Sequence[Exchange]) -> Iterator[str]:
    """Yield how many requests have no answer that can be judged, by reason."""
    reasons = Counter(each.trouble.reason for each in exchanges if each.trouble is not None)
    if reasons:
        yield "no answer that can be judged:"
    for reason, count in reasons.items():
        yield f"  {count} of {len(exchanges)} requests: {reason}"


def strength_lines(run: Run, *, in_full: bool) -> Iterator[str]:
    """Yield how many corruptions of an answer the document's own schemas reject, in detail by property."""
    total = sum(each.total for each in run.strengths)
    if not total:
        return
    rejected = sum(each.rejected for each in run.strengths)
    score = f"{rejected} of {total} corruptions of single fields ({rejected / total:.0%})"
    yield f"strictness: the contract's own schemas reject {score}" + ("" if in_full else "; -v shows each property")
    for each in run.strengths if in_full else ():
        accepted = ", ".join(each.accepted[:MAX_LISTED]) + (" …" if len(each.accepted) > MAX_LISTED else "")
        name = safe_text(name_of(each.pointer))
        yield f"  {name:32} {each.rejected:2} of {each.total:2}" + (f"  accepts: {accepted}" if accepted else "")


def presence_lines(presences: Sequence[Presence], *, in_full: bool) -> Iterator[str]:
    """Yield which documented properties were seen, in detail in how many rows."""
    if not presences:
        return
    never = ", ".join(safe_text(each.name) for each in presences if not each.present)
    sometimes = sum(0 < each.present < each.rows for each in presences)
    yield f"properties: {len(presences)} documented, {sometimes} seen in some rows only; never seen: {never or 'none'}"
    for each in presences if in_full else ():
        yield f"  {safe_text(name_of(each.pointer)):32} in {each.present} of {each.rows} rows, null in {each.null}"


def unseen_lines(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield what could not be judged, by reason; a requirement of several operations is named once."""
    by_reason: dict[str, Counter[str]] = defaultdict(Counter)
    for verdict in verdicts:
        if verdict.outcome is Outcome.INCONCLUSIVE:
            by_reason[_TIMES.sub("", verdict.reason)][verdict.requirement.id] += 1
    if by_reason:
        yield "not exercised:"
    for reason, counts in by_reason.items():
        names = [name if count == 1 else f"{name} ({count} operations)" for name, count in counts.items()]
        yield f"  {counts.total()} because {reason}: {listed(names)}"


def listed(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return f"{', '.join(names[:MAX_LISTED])}{more}"
