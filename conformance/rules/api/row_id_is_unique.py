"""No two rows of a list have the same id.

What it checks: The ids of the rows in the list that is, or is wrapped by, the body; lists within rows may repeat
things.

Why it matters: A client that stores rows by id loses one of the two, and a page that shows both counts wrongly. Most
often a join or overlapping pages repeat the row.

Example: Two rows of `GET /batches/{agent_id}/all` have the same `batch_id`.

Fix: Select distinct rows, make the id a unique key, and page by a stable cursor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from conformance.exchange.redaction import show
from conformance.model import Level
from conformance.rules.api._described import in_each
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import DescribedObject, Evidence, ObjectKind
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.rows import is_id, own_names, plain_id
from conformance.rules.screening import ListTest, Reads, Row, any_row

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="common sense (a list in which two rows have one id contradicts itself)",
    since="0.3.0",
    clause="{operation}",
)
_NOTHING = "the contract has no list whose rows have an id of their own"
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the ids in the list that an answer is or wraps; lists within rows may well repeat things."""
    lists: dict[object, dict[object, object]] = defaultdict(dict)
    names = own_names(evidence)

    def observe(row: DescribedObject) -> Iterator[Observation]:
        name, place = names.get(row.kind.schema), row.path[:-1]
        value = row.value.get(name) if name else None
        if name is None or not is_id(value) or any(isinstance(token, int) for token in place):
            return
        seen = lists[row.exchange.sequence, place, name]
        first = seen.setdefault((type(value), plain_id(value)), row.path)
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
