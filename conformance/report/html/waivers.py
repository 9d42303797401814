"""The waivers of a run and the state of each: those that no longer excuse anything come first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.report.html.book import Book, Data
from conformance.report.html.render import Limited, limited

_MEANINGS = {
    "stale": "what it excused no longer occurs: delete it",
    "expired": "it no longer excuses anything: look again, then renew it",
    "unused": "what it covers was not judged",
    "used": "it excuses a deviation",
    "elsewhere": "it applies to another target",
}
_MAX_LISTED = 500


@dataclass(frozen=True)
class WaiversView:
    """The waivers of a run."""

    states: Sequence[tuple[str, str]]
    """Each with the number of waivers and its meaning."""
    waivers: Limited[Data]


def waivers_view(book: Book) -> WaiversView | None:
    """Return the waivers; None where there is none."""
    waivers = sorted(book.report["waivers"], key=lambda each: list(_MEANINGS).index(each["state"]))
    counts = Counter(each["state"] for each in waivers)
    states = [(state, f"{count}: {_MEANINGS[state]}") for state, count in counts.items()]
    return WaiversView(states, limited(waivers, _MAX_LISTED)) if waivers else None
