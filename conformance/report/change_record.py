"""A comparison of two documents as data: the canonical result, from which every other format is derived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from conformance import __version__
from conformance.contract.document import Document
from conformance.exchange.redaction import safe_text
from conformance.model import Clause, Finding
from conformance.verdict.affected_items import AffectedItems
from conformance.verdict.change import Comparison, ReportedChange, directions_of, operations_of
from conformance.verdict.traffic import Traffic

_NOTHING = AffectedItems()
TITLES = {
    "breaking": "Breaking",
    "warning": "May break",
    "correction": "Corrections: the document now says what the API was already sending",
    "safe": "Safe",
    "equivalent": "Equivalent: worded differently, with the same meaning",
    "documentation-only": "Documentation only",
}
"""The heading of each class of changes, the most urgent first."""
IN_FULL = ("breaking", "warning", "correction")
"""The classes whose changes are shown with all details."""
MANY = 5
"""Changes of the documentation of one kind at more places than this are shown as one, with so many places."""
QUIRKS = {"quirks_mended": "Quirks fixed", "quirks_new": "New quirks"}
"""The headings of the quirks that came and went."""


@dataclass(frozen=True)
class BriefChange:
    """A change in one line, or many alike."""

    message: str
    requirement: str
    places: Sequence[Mapping[str, Any]]
    """Where it is, in the newer document if it is there: one place for each change."""
    operations: Sequence[str]
    directions: Sequence[str]


def brief_changes(changes: Sequence[Mapping[str, Any]]) -> list[BriefChange]:
    """Return the changes of one class as they are shown in short; those of documentation of one kind are one."""
    grouped: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for each in changes:
        grouped[each["impact"], each["requirement"], each["kind"]].append(each)
    found = []
    for (impact, requirement, kind), alike in grouped.items():
        if impact == "documentation-only" and len(alike) > MANY:
            found.append(_brief(f"{kind} ({len(alike):,} times)", requirement, alike))
        else:
            found += [_brief(each["message"], requirement, [each]) for each in alike]
    return found


def _brief(message: str, requirement: str, alike: Sequence[Mapping[str, Any]]) -> BriefChange:
    places = [each["new"] or each["old"] for each in alike]
    operations, directions = (
        list(dict.fromkeys(name for each in alike for name in each[key])) for key in ("operations", "directions")
    )
    return BriefChange(message, requirement, places, operations, directions)


def record_of(comparison: Comparison, affected_items: Mapping[str, AffectedItems]) -> dict[str, Any]:
    """Return a comparison as JSON data."""
    return {
        "schema_version": 1,
        "header": {
            "suite": __version__,
            "old": document_data(comparison.old.document),
            "new": document_data(comparison.new.document),
            "answers": comparison.exchanges,
        },
        "counts": {impact.value: count for impact, count in comparison.counts.items()},
        "changes": [_change(each, affected_items.get(each.fingerprint, _NOTHING)) for each in comparison.changes],
        "quirks_mended": [_quirk(each) for each in comparison.corrections],
        "quirks_new": [_quirk(each) for each in comparison.quirks],
        "broken": dict(comparison.broken),
    }


def document_data(document: Document) -> dict[str, Any]:
    """Return a compared document as JSON data."""
    info = document.data.get("info") if isinstance(document.data, Mapping) else None
    version = info.get("version") if isinstance(info, Mapping) else None
    return {"file": document.file, "sha256": document.sha256, "version": safe_text(str(version))}


def change_data(told: ReportedChange) -> dict[str, Any]:
    """Return a change as JSON data: its class, both places, which operations it affects, and the proof."""
    change = told.change
    return {
        "impact": told.impact.value,
        "operations": [safe_text(each) for each in operations_of(change)],
        "directions": list(directions_of(change)),
        "old": place_of(told.old, change.before),
        "new": place_of(told.new, change.after),
        "witnesses": [
            {"instance": each.instance, "accepted_by": each.accepted_by, "body": next(iter(each.body), None)}
            for each in change.proofs
        ],
        "unproven": change.unproven,
        "traffic": _traffic(told.traffic),
    }


def _change(told: ReportedChange, affected: AffectedItems) -> dict[str, Any]:
    return {
        "requirement": told.requirement.id,
        "level": told.requirement.level.value,
        "kind": safe_text(told.change.kind),
        "message": told.change.message,
        **change_data(told),
        "touches": {key: list(names) for key, names in asdict(affected).items()},
        "fingerprint": told.fingerprint,
    }


def place_of(clause: Clause | None, text: str) -> dict[str, Any] | None:
    """Return a place in a document with its text; None where there is none."""
    if clause is None:
        return None
    line = clause.position.line if clause.position else None
    quote = None if clause.quote is None else safe_text(clause.quote)
    return {
        "pointer": safe_text(clause.pointer or ""),
        "file": clause.file,
        "line": line,
        "quote": quote,
        "text": text,
    }


def _traffic(traffic: Traffic) -> dict[str, int] | None:
    if not traffic.seen:
        return None
    return {"answers": traffic.seen, "keep_only_old": traffic.only_old, "keep_only_new": traffic.only_new}


def _quirk(finding: Finding) -> dict[str, Any]:
    return {
        "requirement": finding.requirement,
        "message": finding.message,
        "place": place_of(finding.clause, finding.actual),
        "fingerprint": finding.fingerprint,
    }
