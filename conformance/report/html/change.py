"""What changed between two documents: the same part of a run's report and of a comparison by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.comparison.proving import shown
from conformance.report.change_record import IN_FULL, QUIRKS, TITLES
from conformance.report.html.book import Data, Sources
from conformance.report.html.element import Html, Node, tag
from conformance.report.html.excerpt import excerpt
from conformance.report.html.frame import badge, counted, file_of, fold, identifier, kind_of, pairs, rest, table

_TITLES = {**TITLES, "breaking": "Breaks clients", "warning": "May break clients"}
_MAX_OPERATIONS = 5
_MAX_CHANGES = 500
_WHOLE = "the JSON form"


def change_parts(record: Data, sources: Sources) -> Iterator[Html]:
    """Yield a comparison: each class of changes, the most urgent first, then the quirks that came and went."""
    yield tag("p", change_line(record))
    if record["broken"]:
        told = [tag("li", tag("code", name), f": {reason}") for name, reason in record["broken"].items()]
        yield tag("div", tag("h3", "Could not be judged"), tag("ul", told))
    for impact, title in _TITLES.items():
        found = [each for each in record["changes"] if each["impact"] == impact]
        if found:
            head = tag("h3", f"{title} ({len(found):,})")
            yield from _in_full(head, sources, found) if impact in IN_FULL else _in_short(head, impact, found)
            yield from rest(found, _MAX_CHANGES, _WHOLE)
    for key, title in QUIRKS.items():
        if record[key]:
            yield table(
                f"{title} ({len(record[key]):,})",
                ("Quirk", "Requirement", "Line"),
                map(_quirk, record[key][:_MAX_CHANGES]),
            )
            yield from rest(record[key], _MAX_CHANGES, _WHOLE)


def change_line(record: Data) -> str:
    """Say in a sentence how many changes there are of each class.

    >>> change_line({"counts": {"breaking": 1, "safe": 0}, "header": {"answers": 2}})
    '1 breaking. Compared with 2 recorded answers.'
    """
    counts = ", ".join(f"{count:,} {impact}" for impact, count in record["counts"].items() if count)
    answers = record["header"]["answers"]
    told = f" Compared with {counted(answers, 'recorded answer')}." if answers else ""
    return f"{counts or 'No change'}.{told}"


def sides(sources: Sources, change: Data) -> Html:
    """Return what stood in the older document and what stands in the newer one, side by side where there is room."""
    return tag("div", [_side(sources, name, change[name]) for name in ("old", "new")], class_="sides")


def change_facts(change: Data) -> Iterator[tuple[str, Node]]:
    """Yield whom a change breaks, and what shows it."""
    names, directions = change["operations"], " and ".join(change["directions"])
    more = f" and {len(names) - _MAX_OPERATIONS} more" if len(names) > _MAX_OPERATIONS else ""
    touched = [(", " if index else "", tag("code", name)) for index, name in enumerate(names[:_MAX_OPERATIONS])]
    yield "concerns", (touched, more, f", {directions}" if directions else "")
    for proof in change["witnesses"]:
        is_part = proof["body"] not in (None, proof["instance"])
        whole = (", as in ", tag("code", shown(proof["body"]))) if is_part else None
        said = f" is accepted by the {proof['accepted_by']} document only"
        yield "witness", (tag("code", shown(proof["instance"])), said, whole)
    if change["unproven"]:
        yield "witness", f"none: {change['unproven']}"
    traffic = change["traffic"]
    if traffic is not None:
        alone = f"{traffic['keep_only_old']} keep the old document only, {traffic['keep_only_new']} the new one only"
        yield "recorded", f"of {traffic['answers']} recorded answers with it {alone}"


def _in_full(head: Html, sources: Sources, changes: Sequence[Data]) -> Iterator[Html]:
    yield head
    for each in changes[:_MAX_CHANGES]:
        title = (badge(each["impact"]), " ", tag("h4", each["message"]), " ", identifier(each["requirement"]))
        body = (sides(sources, each), pairs([*change_facts(each), *_touches(each)]))
        yield fold(tag("span", title), body, is_open=True, class_=f"card is-{kind_of(each['impact'])}")


def _in_short(head: Html, impact: str, changes: Sequence[Data]) -> Iterator[Html]:
    rows = [
        ((each["message"], tag("code", each["requirement"], class_="ln quiet")), _at(each["new"] or each["old"]))
        for each in changes[:_MAX_CHANGES]
    ]
    yield fold(head, table(f"Changes, {impact}", ("Change", "Line"), rows))


def _touches(each: Data) -> Iterator[tuple[str, Node]]:
    for kind, names in each["touches"].items():
        if names:
            yield f"touches {kind}", [tag("code", name, class_="ln") for name in names]


def _side(sources: Sources, name: str, place: Data | None) -> Html:
    lines = sources.get(place["file"], {}) if place is not None else {}
    is_said = place is None or place["text"] in lines.get(place["line"], place["quote"] or "")
    shown = excerpt(sources, place, [] if is_said or place is None else [place["text"]], name)
    return shown or tag("figure", tag("figcaption", f"{name}: {_at(place)}"), class_="excerpt")


def _quirk(quirk: Data) -> tuple[Node, Node, Node]:
    return quirk["message"], tag("code", quirk["requirement"]), _at(quirk["place"])


def _at(place: Data | None) -> str:
    if place is None or place["file"] is None:
        return "not there"
    line = f":{place['line']}" if place["line"] else ""
    return f"{file_of(place['file'])}{line}"
