"""The waivers of a run and what became of each: what excuses nobody any more comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from conformance.report.html.book import Book, Data
from conformance.report.html.card import waiver_facts
from conformance.report.html.element import Html, Node, tag
from conformance.report.html.frame import badge, fold, identifier, pairs, rest

_MEANINGS = {
    "stale": "what it excused no longer occurs: delete it",
    "expired": "it excuses nothing any more: look again, then renew it",
    "unused": "what it speaks of was not judged",
    "used": "it excuses a deviation",
    "elsewhere": "it holds for another target",
}
_MAX_LISTED = 500


def waiver_parts(book: Book) -> Iterator[Html]:
    """Yield each waiver, which opens to its reason, its owner and its end."""
    waivers = sorted(book.report["waivers"], key=lambda each: list(_MEANINGS).index(each["state"]))
    if not waivers:
        return
    counts = Counter(each["state"] for each in waivers)
    told = [tag("li", badge(state), f" {count}: {_MEANINGS[state]}") for state, count in counts.items()]
    yield tag("ul", told, class_="plain")
    for each in waivers[:_MAX_LISTED]:
        yield fold((badge(each["state"]), " ", tag("code", each["id"]), f" until {each['expires']}"), _body(each))
    yield from rest(waivers, _MAX_LISTED)


def _body(waiver: Data) -> Html:
    locations = [waiver["location"]] if isinstance(waiver["location"], str) else waiver["location"]
    facts: list[tuple[str, Node]] = [
        ("excuses", (identifier(waiver["requirement"]), " of ", identifier(waiver["operation"]))),
        ("at", [tag("code", each, class_="ln") for each in locations]),
        ("holds for", waiver["target"]),
        ("mended at", [tag("code", each, class_="ln") for each in waiver["gone"]] or None),
        *waiver_facts(waiver),
    ]
    return pairs(facts)
