"""The rows of a list have ids of their own, each another.

A client that keeps rows by their id loses one of two that share it, and a page that shows both counts wrongly. A row
that stands twice in a list most often comes from a join, or from pages that overlap.

Fails: two rows of `GET /batches/{agent_id}/all` have the same `batch_id`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from conformance.exchange.redaction import show
from conformance.rules.api._described import in_each
from conformance.rules.evidence import DescribedObject, Evidence, ObjectKind
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.rows import own_names
from conformance.rules.screening import ListTest, Reads, Row, any_row

_HEXADECIMAL = re.compile(r"[0-9a-fA-F-]{16,}")
_NOTHING = "the contract has no list whose rows have an id of their own"
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the ids in the list that an answer is, or wraps; lists within rows may well repeat things."""
    lists: dict[object, dict[object, object]] = defaultdict(dict)
    names = own_names(evidence)

    def observe(row: DescribedObject) -> Iterator[Observation]:
        name, place = names.get(row.kind.schema), row.path[:-1]
        value = row.value.get(name) if name else None
        if name is None or not _is_id(value) or any(isinstance(token, int) for token in place):
            return
        seen = lists[row.exchange.sequence, place, name]
        first = seen.setdefault((type(value), _plain(value)), row.path)
        if first != row.path:
            message = f"two rows have the same {name}"
            yield Deviation(row.exchange, "duplicate", message, "another id", show(value), (*row.path, name))
        elif len(seen) > 1:
            yield Conforming(row.exchange)

    return in_each(evidence, lambda kind: names.get(kind.schema) is not None, _NOTHING, observe)


def screen_list(evidence: Evidence, kind: ObjectKind) -> ListTest:
    """Return the test by which no two ids of a list are equal, whatever their case."""
    name = own_names(evidence).get(kind.schema, "")
    types = kind.properties[name].types if name else frozenset[str]()

    def test(rows: Sequence[Row]) -> int | None:
        ids = [row[name] for row in rows if name in row] if name else []
        if not ids:
            return 0
        fits = {*map(type, ids)} == {str} and (not types or "string" in types)
        return len(ids) - 1 if fits and len({*map(str.lower, ids)}) == len(ids) else None

    return test


def _is_id(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _plain(value: object) -> object:
    """Return an id without what says nothing: hexadecimal digits mean the same in either case (RFC 9562 section 4)."""
    return value.lower() if isinstance(value, str) and _HEXADECIMAL.fullmatch(value) else value
