"""Recordings of this suite, one exchange a line."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchange.recordings.entry import Entry, Unusable
from conformance.exchange.recordings.importer import Importer, Parts
from conformance.exchange.recordings.own import recorded_of
from conformance.model import InputError, JsonValue


def matches(value: JsonValue) -> bool:
    """Return whether a line is one of ours."""
    return isinstance(value, dict) and "_conformance" in value


def read(value: JsonValue, place: str) -> Iterator[Entry]:
    """Yield the exchange of a line, or why it cannot be used."""
    try:
        yield recorded_of(value, place)
    except InputError as error:
        yield Unusable(place, error.reason)


IMPORTER = Importer("recording of this suite", Parts.ANY_LINES, matches, read)
