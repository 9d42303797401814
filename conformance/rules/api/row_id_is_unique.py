"""The rows of a list have ids of their own, each another.

A client that keeps rows by their id loses one of two that share it, and a page that shows both counts wrongly. A row
that stands twice in a list most often comes from a join, or from pages that overlap.

Fails: two rows of `GET /batches/{agent_id}/all` have the same `batch_id`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from conformance.exchange.redaction import show
from conformance.rules.api._described import in_each
from conformance.rules.evidence import Described, Evidence
from conformance.rules.identity import id_of
from conformance.rules.observation import Deviation, Observation, Witness

_NOTHING = "the contract has no list whose rows have an id of their own"


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the ids in the list that an answer is, or wraps; lists within rows may well repeat things."""
    lists: dict[object, dict[object, object]] = defaultdict(dict)
    names = {kind.schema: id_of(evidence, kind) for kind in evidence.kinds if kind.schema.endswith("/items")}

    def observe(row: Described) -> Iterator[Observation]:
        name, place = names.get(row.kind.schema), row.path[:-1]
        value = row.value.get(name) if name else None
        if name is None or not _is_id(value) or any(isinstance(token, int) for token in place):
            return
        seen = lists[row.exchange.sequence, place, name]
        first = seen.setdefault((type(value), value), row.path)
        if first != row.path:
            message = f"two rows have the same {name}"
            yield Deviation(row.exchange, "duplicate", message, "another id", show(value), (*row.path, name))
        elif len(seen) > 1:
            yield Witness(row.exchange)

    return in_each(evidence, lambda kind: names.get(kind.schema) is not None, _NOTHING, observe)


def _is_id(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)
