"""Terminal output of a change: what changed, from what to what, which operations it breaks, and the proof."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.observation import Impact
from conformance.comparison.proving import shown
from conformance.exchange.redaction import safe_text
from conformance.model import Clause
from conformance.verdict.change import Comparison, ReportedChange, directions_of, operations_of
from conformance.verdict.traffic import Traffic

_MAX_OPERATIONS = 5


def change_line(comparison: Comparison) -> str:
    """Return what is compared with what."""
    old, new = comparison.old.document, comparison.new.document
    return f"change: {old.file} (sha256 {old.sha256[:12]}) -> {new.file}, operations in both: {comparison.operations}"


def impact_line(comparison: Comparison) -> str:
    """Return how many changes there are of each class."""
    counts = ", ".join(f"{count} {impact}" for impact, count in comparison.counts.items() if count)
    answers = f"; compared with {comparison.exchanges} recorded answers" if comparison.exchanges else ""
    return f"change: {counts or 'none'}{answers}"


def quirk_lines(comparison: Comparison) -> Iterator[str]:
    """Yield the quirks of the document that came and went with the change."""
    for word, found in (("fixed", comparison.corrections), ("new", comparison.quirks)):
        for each in found:
            yield f"quirk {word}: {each.requirement} {each.location}: {safe_text(each.message)}"


def change_fields(told: ReportedChange) -> Iterator[tuple[str, str]]:
    """Yield what is known of a change as names and texts; an empty name continues the one before."""
    change = told.change
    yield told.impact.value, safe_text(change.message)
    yield "old", _side(told.old, change.before)
    yield "new", _side(told.new, change.after)
    names = operations_of(change)
    is_on_operations = names != ("document",)
    verb = "in" if not is_on_operations else "breaks" if told.impact is Impact.BREAKING else "may break"
    for index, name in enumerate(names[:_MAX_OPERATIONS]):
        yield verb if index == 0 else "", f"{safe_text(name)}{_directions(told)}"
    if len(names) > _MAX_OPERATIONS:
        yield "", f"and {len(names) - _MAX_OPERATIONS} more operations: see report.json"
    for proof in change.proofs:
        yield "witness", f"{safe_text(shown(proof.instance))} is accepted by the {proof.accepted_by} document only"
        if proof.body and proof.body[0] != proof.instance:
            yield "", f"as in {safe_text(shown(proof.body[0]))}"
    if change.unproven:
        yield "witness", f"none: {change.unproven}"
    if told.traffic.seen:
        yield "recorded", _traffic(told.traffic)


def _side(clause: Clause | None, text: str) -> str:
    if clause is None:
        return "not there"
    line = f":{clause.position.line}:{clause.position.column}" if clause.position else ""
    return f"{clause.file}{line}" + (f": {safe_text(text)}" if text else "")


def _directions(told: ReportedChange) -> str:
    directions = directions_of(told.change)
    return f", {' and '.join(directions)}" if directions else ""


def _traffic(traffic: Traffic) -> str:
    counts = f"{traffic.only_old} match the old document only, {traffic.only_new} the new one only"
    return f"of {traffic.seen} recorded answers with it {counts}"
