"""What a format of recordings declares about itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from conformance.exchange.recordings.entry import Entry
from conformance.model import JsonValue


class Parts(Enum):
    """Which parts of a file make sense on their own, and so can be read one by one."""

    WHOLE = auto()
    """Only the file as a whole: it is one JSON or YAML document."""
    LINES = auto()
    """Every line is a JSON document; the first one says which format all of them are in."""
    ANY_LINES = auto()
    """Every line is a JSON document that identifies itself, so that other lines may be in between."""


@dataclass(frozen=True)
class Importer:
    """A format: how it is recognised, in which parts it can be read, and how that is done."""

    name: str
    parts: Parts
    matches: Callable[[JsonValue], bool]
    """Return whether a document, or the first line of a file, is in this format; no other format may match it."""
    read: Callable[[JsonValue, str], Iterator[Entry]]
    """Yield the entries of a document or of a line, given its place."""
