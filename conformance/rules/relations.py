"""Finds what must hold between the properties of one row, from their names, types and enumerations alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations

from conformance.rules.names import singular, words_of
from conformance.rules.properties import Property
from conformance.rules.relation_kinds import (
    FINISHED,
    PLANNED,
    STARTED,
    CountsOfTotal,
    Order,
    PartOfTotal,
    Relation,
    RelativeTime,
    Schedule,
    StatusOfCounts,
    plain,
)
from conformance.rules.sums import computed, counts_of_lists

_Times = Mapping[str, tuple[str, tuple[str, ...]]]
"""The time stamps by name: the stage that each belongs to, and the other words of its name."""

_TIME_WORDS = frozenset({"at", "on", "time", "date", "datetime", "timestamp", "ts", "utc", "when"})
_STAGES = {
    **dict.fromkeys(("created", "creation"), "created"),
    **dict.fromkeys(("updated", "modified", "changed", "edited", "update", "modification", "change"), "updated"),
    **dict.fromkeys(("started", "start", "starts", "began", "begin", "begins"), "started"),
    **dict.fromkeys(("ended", "end", "ends", "finished", "finish", "completed", "completion"), "ended"),
}
_HAPPENED = frozenset(
    {"created", "creation", "updated", "modified", "changed", "edited", "started", "began", "ended", "finished"}
    | {"completed"}
)
_PLANNED = frozenset(
    {"next", "estimated", "expected", "planned", "scheduled", "projected", "predicted", "eta", "target", "due"}
    | {"will", "until", "future", "deadline", "upcoming"}
)
_ORDERS = frozenset({("created", "updated"), ("started", "ended")})
# A file can be modified before its upload, and a repeated run still has the end of the last one.
_REPEATED = frozenset({"modified", "modification", "started", "began", "ended", "finished", "completed", "completion"})
_TOTAL = frozenset({"total", "all", "overall"})
_PART = frozenset(
    {"valid", "invalid", "successful", "succeeded", "failed", "completed", "pending", "processed", "remaining"}
    | {"delivered", "skipped", "rejected", "accepted", "passed", "finished", "unique", "matched", "missing"}
)
_COUNTING = frozenset({"count", "counts", "breakdown", "number", "numbers", "tally"})
_PARTITION = frozenset({"status", "statuses", "state", "states", "outcome", "outcomes", "breakdown"})
_REPEATS = frozenset({"retry", "retries", "retried", "attempt", "attempts", "exceed", "exceeds", "repeated"})
_RELATIVE = frozenset({"humanized", "humanised", "human", "readable", "relative", "friendly", "ago", "pretty"})
_AGAIN = frozenset({"last", "latest", "next", "previous"})


def relations(properties: Mapping[str, Property]) -> tuple[Relation, ...]:
    """Return what must hold between the properties of an object, given by name."""
    if len(properties) < 2:
        return ()
    times = {name: words for name, each in properties.items() if (words := _time(each)) is not None}
    past = tuple(name for name, (stage, rest) in times.items() if stage in ("created", "updated") and not rest)
    return (
        *_orders(times),
        *_parts(properties),
        *_sums(properties),
        *_statuses(properties),
        *_schedules(properties, past),
        *_texts(properties, times, past),
        *counts_of_lists(properties),
        *computed(properties),
    )


def is_past(each: Property) -> bool:
    """Return whether a time stamp is of something that has happened, not planned."""
    words = words_of(each.name)
    happened = [word for word in words if word in _HAPPENED]
    if not happened or _time(each) is None or not _PLANNED.isdisjoint(words):
        return False
    # Only a description distinguishes a future end from a past one; a creation is always past.
    is_sure = any(_STAGES[word] in ("created", "updated") for word in happened)
    return is_sure or _PLANNED.isdisjoint(words_of(each.description))


def is_creation(each: Property) -> bool:
    """Return whether a time stamp is that of the creation of the thing itself."""
    return _time(each) == ("created", ())


def _time(each: Property) -> tuple[str, tuple[str, ...]] | None:
    """Return the stage of a time stamp and the other words of its name; None for anything else."""
    words = words_of(each.name)
    rest = tuple(word for word in words if word not in _TIME_WORDS and word != "last")
    stage = next((word for word in rest if word in _STAGES), None)
    # `completed_by` is a deadline.
    if stage is None or words[-1] == "by":
        return None
    is_text = each.types == {"string"} and (each.format in ("date-time", "date") or (not each.format and rest != words))
    is_number = bool(each.types) and each.types <= {"integer", "number"}
    is_named = rest != words or _STAGES[stage] in ("created", "updated")
    if not (is_text or (is_number and is_named)):
        return None
    # If something repeats, its last end may be before its last start.
    if not _AGAIN.isdisjoint(words) and _STAGES[stage] != "updated":
        return None
    return _STAGES[stage], tuple(word for word in rest if word != stage)


def _orders(times: _Times) -> Iterator[Relation]:
    for earlier, later in permutations(times, 2):
        (first, of_first), (second, of_second) = times[earlier], times[later]
        is_paired = (first, second) in _ORDERS and of_first == of_second
        if is_paired and _REPEATED.isdisjoint((*words_of(earlier), *words_of(later))):
            yield Order(earlier, later)


def _parts(properties: Mapping[str, Property]) -> Iterator[Relation]:
    totals = {noun: name for name, each in properties.items() if (noun := _noun(each, _TOTAL))}
    for name, each in properties.items() if totals else ():
        total = totals.get(_noun(each, _PART))
        if total is not None and total != name:
            yield PartOfTotal(name, total)


def _noun(each: Property, marks: frozenset[str]) -> tuple[str, ...]:
    """Return what an integer counts, if exactly one word of its name marks it as a part or as the total."""
    words = words_of(each.name)
    if marks.isdisjoint(words):
        return ()
    words = tuple(word for word in words if word not in ("count", "number", "num", "of"))
    rest = tuple(singular(word) for word in words if word not in marks)
    return rest if len(rest) == len(words) - 1 and each.types == {"integer"} else ()


def _sums(properties: Mapping[str, Property]) -> Iterator[Relation]:
    totals = [each for each in properties.values() if _noun(each, _TOTAL)]
    counts = _breakdowns(properties) if totals else []
    if len(counts) == len(totals) == 1:
        said = words_of(f"{counts[0].description} {totals[0].description}")
        if _REPEATS.isdisjoint(said) and "page" not in totals[0].name.lower():
            yield CountsOfTotal(counts[0].name, totals[0].name)


def _breakdowns(properties: Mapping[str, Property]) -> list[Property]:
    """Return the maps that count things by their status or outcome."""
    found = [each for each in properties.values() if each.is_map_of_integers]
    return [each for each in found if _says(each, _COUNTING) and _says(each, _PARTITION)]


def _says(each: Property, words: frozenset[str]) -> bool:
    return not words.isdisjoint(words_of(each.name)) or not words.isdisjoint(words_of(each.description))


def _statuses(properties: Mapping[str, Property]) -> Iterator[Relation]:
    for status in _status_properties(properties):
        counts = _breakdowns(properties)
        later = [each for each in status.members if plain(each) in FINISHED]
        later += [each for each in status.members if plain(each) in STARTED]
        if later and len(counts) == 1:
            yield StatusOfCounts(status.name, counts[0].name, later[0])


def _status_properties(properties: Mapping[str, Property]) -> list[Property]:
    """Return the property that is the status of the row itself."""
    return [each for name, each in properties.items() if name.lower() in ("status", "state") and each.members]


def _schedules(properties: Mapping[str, Property], past: tuple[str, ...]) -> Iterator[Relation]:
    for status in _status_properties(properties):
        for member in status.members:
            for name, each in properties.items():
                words = tuple(word for word in words_of(name) if word not in _TIME_WORDS | {"for"})
                is_time = each.format in ("date-time", "date")
                if plain(member) in PLANNED and words == (member.lower(),) and is_time and past:
                    yield Schedule(status.name, member, name, past)


def _texts(properties: Mapping[str, Property], times: _Times, past: tuple[str, ...]) -> Iterator[Relation]:
    for name, each in properties.items():
        words = words_of(name)
        if _RELATIVE.isdisjoint(words) or each.types != {"string"} or each.format:
            continue
        said = tuple(word for word in words if word not in _RELATIVE | _TIME_WORDS | {"last"})
        for since, (stage, rest) in times.items():
            besides = tuple(word for word in said if _STAGES.get(word) != stage)
            if since != name and besides == rest and len(besides) < len(said):
                yield RelativeTime(name, since, past)
