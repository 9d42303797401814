"""The waivers of a run and what became of each: what excuses nobody any more comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.report.html.book import Book, Data
from conformance.report.html.render import Limited, limited

_MEANINGS = {
    "stale": "what it excused no longer occurs: delete it",
    "expired": "it excuses nothing any more: look again, then renew it",
    "unused": "what it speaks of was not judged",
    "used": "it excuses a deviation",
    "elsewhere": "it holds for another target",
}
_MAX_LISTED = 500


@dataclass(frozen=True)
class WaiversView:
    """The waivers of a run."""

    states: Sequence[tuple[str, str]]
    """Each with how many are in it and what that means."""
    waivers: Limited[Data]


def waivers_view(book: Book) -> WaiversView | None:
    """Return the waivers; None where there is none."""
    waivers = sorted(book.report["waivers"], key=lambda each: list(_MEANINGS).index(each["state"]))
    counts = Counter(each["state"] for each in waivers)
    states = [(state, f"{count}: {_MEANINGS[state]}") for state, count in counts.items()]
    return WaiversView(states, limited(waivers, _MAX_LISTED)) if waivers else None
