"""The rows of a list have ids of their own, each another.

A client that keeps rows by their id loses one of two that share it, and a page that shows both counts wrongly. A row
that stands twice in a list most often comes from a join, or from pages that overlap.

Fails: two rows of `GET /batches/{agent_id}/all` have the same `batch_id`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from conformance.contract.document import tokens
from conformance.contract.references import resolve
from conformance.exchange.redaction import show
from conformance.model import InputError
from conformance.rules.api._described import in_each
from conformance.rules.evidence import Described, Evidence, Kind
from conformance.rules.identity import own_id
from conformance.rules.observation import Deviation, Observation, Witness

_NOTHING = "the contract has no list whose rows have an id of their own"


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the ids in the list that an answer is, or wraps; lists within rows may well repeat things."""
    lists: dict[object, dict[object, object]] = defaultdict(dict)
    names = {kind.schema: _own_id(evidence, kind) for kind in evidence.kinds if kind.schema.endswith("/items")}

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


def _own_id(evidence: Evidence, kind: Kind) -> str | None:
    """Return the property that names a row; what the path has as a parameter is the same in all of them."""
    path = evidence.operation.path
    names = [name for name in kind.properties if f"{{{name}}}" not in path]
    return own_id(names, _schema(evidence, kind), path)


def _schema(evidence: Evidence, kind: Kind) -> str:
    """Return the name of a schema; of one without a name, that of the list."""
    try:
        pointer, _ = resolve(evidence.contract.document, kind.schema)
    except InputError:
        pointer = kind.schema
    return next((token for token in reversed(tokens(pointer)) if token not in ("items", "schema")), "")
