"""What changed between two documents, as a part of a run's report or of a comparison on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.comparison.proving import shown
from conformance.report.change_record import IN_FULL, MANY, QUIRKS, TITLES, BriefChange, brief_changes
from conformance.report.html.book import Data, Sources
from conformance.report.html.excerpt import ExcerptView, excerpt_view
from conformance.report.html.render import Limited, limited
from conformance.report.html.words import counted

_TITLES = {**TITLES, "breaking": "Breaks clients", "warning": "May break clients"}
_MAX_OPERATIONS = 5
_MAX_CHANGES = 500


@dataclass(frozen=True)
class SideView:
    """The text in one of the documents."""

    name: str
    place: Data | None
    excerpt: ExcerptView | None


@dataclass(frozen=True)
class WitnessView:
    """A value that one document accepts and the other refuses."""

    instance: str
    accepted_by: str
    body: str | None
    """The body that it is a part of; None where it is the whole body."""


@dataclass(frozen=True)
class ChangeView:
    """A change with both places, the operations that it affects, and the proof."""

    data: Data
    sides: Sequence[SideView]
    operations: Limited[str]
    directions: str
    witnesses: Sequence[WitnessView]


@dataclass(frozen=True)
class BriefView:
    """A change in one line, or many alike: where they are."""

    message: str
    requirement: str
    places: Limited[Data]


@dataclass(frozen=True)
class GroupView:
    """The changes of a class, either in full or in short."""

    title: str
    impact: str
    count: int
    """How many changes there are; many may be shown as one."""
    in_full: Limited[ChangeView] | None
    in_short: Limited[BriefView] | None


@dataclass(frozen=True)
class ComparisonView:
    """A comparison: each class of changes, the most urgent first, then the quirks that came and went."""

    line: str
    broken: Data
    groups: Sequence[GroupView]
    quirks: Mapping[str, Limited[Data]]
    """By their titles."""


def comparison_view(record: Data, sources: Sources) -> ComparisonView:
    """Return a comparison as a page shows it."""
    by_impact = {impact: [each for each in record["changes"] if each["impact"] == impact] for impact in _TITLES}
    return ComparisonView(
        change_line(record),
        record["broken"],
        [_group_view(impact, found, sources) for impact, found in by_impact.items() if found],
        {title: limited(record[key], _MAX_CHANGES) for key, title in QUIRKS.items() if record[key]},
    )


def change_line(record: Data) -> str:
    """Return a sentence with the number of changes of each class.

    >>> change_line({"counts": {"breaking": 1, "safe": 0}, "header": {"answers": 2}})
    '1 breaking. Compared with 2 recorded answers.'
    """
    counts = ", ".join(f"{count:,} {impact}" for impact, count in record["counts"].items() if count)
    answers = record["header"]["answers"]
    compared = f" Compared with {counted(answers, 'recorded answer')}." if answers else ""
    return f"{counts or 'No change'}.{compared}"


def change_view(sources: Sources, change: Data) -> ChangeView:
    """Return a change as a page shows it."""
    return ChangeView(
        change,
        [_side_view(sources, name, change[name]) for name in ("old", "new")],
        limited(change["operations"], _MAX_OPERATIONS),
        " and ".join(change["directions"]),
        [_witness_view(each) for each in change["witnesses"]],
    )


def _group_view(impact: str, found: Sequence[Data], sources: Sources) -> GroupView:
    if impact in IN_FULL:
        first = limited(found, _MAX_CHANGES).map(lambda each: change_view(sources, each))
        return GroupView(_TITLES[impact], impact, len(found), first, None)
    brief = limited(brief_changes(found), _MAX_CHANGES).map(_brief_view)
    return GroupView(_TITLES[impact], impact, len(found), None, brief)


def _brief_view(each: BriefChange) -> BriefView:
    return BriefView(each.message, each.requirement, limited(each.places, MANY))


def _witness_view(proof: Data) -> WitnessView:
    is_part = proof["body"] not in (None, proof["instance"])
    return WitnessView(shown(proof["instance"]), proof["accepted_by"], shown(proof["body"]) if is_part else None)


def _side_view(sources: Sources, name: str, place: Data | None) -> SideView:
    lines = sources.get(place["file"], {}) if place is not None else {}
    is_quoted = place is None or place["text"] in lines.get(place["line"], place["quote"] or "")
    notes = [] if is_quoted or place is None else [place["text"]]
    return SideView(name, place, excerpt_view(sources, place, notes, name))
