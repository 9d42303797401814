"""A place in a document as it stands there, with line numbers and what was found beside its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.report.html.book import Data, Sources
from conformance.report.html.element import Html, Node, tag
from conformance.report.html.frame import identifier, place_of
from conformance.report.sources import AFTER, BEFORE


def excerpt(sources: Sources, place: Data | None, beside: Sequence[Node] = (), label: str = "") -> Html | None:
    """Return the lines around a place; None where it is nowhere in particular, or in no document.

    Args:
        sources: The lines that are known.
        place: A clause, or the place of a change.
        beside: What was found at the line.
        label: What to call the document.
    """
    if place is None or place["file"] is None or place["line"] is None or place["pointer"] in (None, "#"):
        return None
    lines = sources.get(place["file"], {})
    here = place["line"]
    near = range(max(here - BEFORE, 1), here + AFTER + 1)
    shown = [_line(number, lines[number], number == here, beside) for number in near if number in lines]
    caption = (label and f"{label} ", tag("strong", place_of(place)), " ", identifier(place["pointer"]))
    listed = tag("ol", shown or _line(here, place["quote"] or "", True, beside))
    return tag("figure", tag("figcaption", caption), listed, class_="excerpt")


def _line(number: int, text: str, is_hit: bool, beside: Sequence[Node]) -> Html:
    parts = (tag("span", number, class_="no"), tag("code", text))
    return tag("li", parts, _notes(beside), class_="hit") if is_hit else tag("li", parts)


def _notes(beside: Sequence[Node]) -> Iterator[Html]:
    for note in beside:
        yield tag("p", tag("span", "◂ ", aria_hidden="true"), note, class_="beside")
