"""A place in a document as it stands there, with line numbers and what was found beside its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.report.html.book import Data, Sources
from conformance.report.sources import AFTER, BEFORE


@dataclass(frozen=True)
class LineView:
    """A line of a document."""

    number: int
    text: str
    is_meant: bool


@dataclass(frozen=True)
class ExcerptView:
    """The lines around a place."""

    place: Data
    lines: Sequence[LineView]
    notes: Sequence[str]
    """What was found at the line that is meant."""
    label: str
    """What to call the document."""


def excerpt_view(
    sources: Sources, place: Data | None, notes: Sequence[str] = (), label: str = ""
) -> ExcerptView | None:
    """Return the lines around a place; None where it is nowhere in particular, or in no document."""
    if place is None or place["file"] is None or place["line"] is None or place["pointer"] in (None, "#"):
        return None
    lines = sources.get(place["file"], {})
    here = place["line"]
    near = range(max(here - BEFORE, 1), here + AFTER + 1)
    shown = [LineView(number, lines[number], number == here) for number in near if number in lines]
    return ExcerptView(place, shown or [LineView(here, place["quote"] or "", is_meant=True)], notes, label)
