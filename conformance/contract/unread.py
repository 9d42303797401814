"""The keywords of a contract that are not judged: malformed, unreadable, or without effect in its dialect."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping

from conformance.contract.document import unescape
from conformance.model import JsonValue

UNREAD = (
    "the contract's keyword is malformed or unknown to its version of OpenAPI, or its pattern is not an ECMA-262 "
    "expression or takes too long to match"
)
"""Why an assertion is not judged."""


class UnreadKeywords:
    """The keywords by their pointers, found without looking at all of them: a document may have thousands."""

    def __init__(self, values: Mapping[str, JsonValue]) -> None:
        self._values = values
        self._sorted = sorted(f"{at}/" for at in values)
        self._of: dict[str, dict[str, JsonValue]] = defaultdict(dict)
        for at, value in values.items():
            owner, _, keyword = at.rpartition("/")
            self._of[owner][unescape(keyword)] = value

    def __bool__(self) -> bool:
        return bool(self._values)

    def __contains__(self, pointer: str) -> bool:
        return pointer in self._values

    def of(self, schema: str) -> Mapping[str, JsonValue]:
        """Return those directly in the schema at a pointer, with their values."""
        return self._of.get(schema, {})

    def are_below(self, pointer: str) -> bool:
        """Return whether one of them is at a pointer or below it."""
        at = f"{pointer}/"
        place = bisect_left(self._sorted, at)
        return place < len(self._sorted) and self._sorted[place].startswith(at)
