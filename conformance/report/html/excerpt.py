"""An excerpt of a document: the lines around a place, with numbers and notes on what was found there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.report.html.book import Data, Sources
from conformance.report.sources import AFTER, BEFORE, WIDTH


@dataclass(frozen=True)
class LineView:
    """A line of a document."""

    number: int
    text: str
    is_hit: bool


@dataclass(frozen=True)
class ExcerptView:
    """The lines around a place."""

    place: Data
    lines: Sequence[LineView]
    notes: Sequence[str]
    """What was found at the target line."""
    label: str
    """The name of the document."""


def excerpt_view(
    sources: Sources, place: Data | None, notes: Sequence[str] = (), label: str = ""
) -> ExcerptView | None:
    """Return the lines around a place; None for the whole document, or for no document."""
    if place is None or place["file"] is None or place["line"] is None or place["pointer"] in (None, "#"):
        return None
    lines = sources.get(place["file"], {})
    here = place["line"]
    near = range(max(here - BEFORE, 1), here + AFTER + 1)
    # A line that is too long to be kept whole is quoted around the place.
    texts = {**lines, here: place["quote"] or ""} if len(lines.get(here, "")) == WIDTH else lines
    shown = [LineView(number, texts[number], number == here) for number in near if number in texts]
    return ExcerptView(place, shown or [LineView(here, place["quote"] or "", is_hit=True)], notes, label)
