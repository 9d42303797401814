"""The same request, repeated, returns the same list.

What it checks: The responses to each request that was sent several times. A row that appears, goes or moves on is no
deviation; what changes back is, and so is what cannot change.

Why it matters: A list whose rows come and go or change places cannot be paged, cached or compared.

Example: The rows are in another order, or a row is there, gone, and there again.

Fix: Sort by a unique column, and read from one replica or a consistent snapshot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from conformance.exchange.redaction import show_path
from conformance.model import Exchange, Intent, Level
from conformance.rules.api._changes import moved, wrongly_changing
from conformance.rules.api._moving_pages import other_rows, share_nothing
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.rows import identity, rows_of
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="common sense; RFC 9110 section 9.2.2 (idempotent methods)",
    since="0.1.0",
    clause="RFC 9110 section 9.2.2",
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the answers to each request that was sent more than once, in the order in which it was sent."""
    if evidence.operation.method == "HEAD":
        yield Inapplicable("answers to HEAD have no body")
        return
    repeated: dict[object, list[Exchange]] = defaultdict(list)
    for exchange in evidence.of(Intent.KNOWN):
        if is_success(exchange) and exchange.case.origin != "schemathesis":
            repeated[exchange.request.url].append(exchange)
    for exchanges in repeated.values():
        if len(exchanges) > 1:
            yield _compare(evidence, exchanges)


def _compare(evidence: Evidence, exchanges: Sequence[Exchange]) -> Observation:
    last = exchanges[-1]
    texts = (evidence.instance(exchange) for exchange in exchanges)
    values = [text.value for text in texts if text is not None and text.has_value]
    if len(values) < len(exchanges):
        return Inconclusive("an answer that cannot be read as JSON cannot be compared")
    if all(value == values[0] for value in values):
        return Conforming(last, len(exchanges))
    answers = [rows_of(value) for value in values]
    name = identity(evidence, answers)
    if name is None:
        return Inconclusive("the answers differ, and nothing in the rows identifies them")
    keyed = [{str(row[name]): row for row in answer} for answer in answers]
    if share_nothing(keyed):
        return other_rows(evidence, last, keyed)
    if moved(keyed):
        return Deviation(last, "order", "the rows change places", "one order", "another order", "body")
    if any(first.keys() & third.keys() - second.keys() for first, second, third in combinations(keyed, 3)):
        how = "a row is there, gone, and there again"
        return Deviation(last, "membership", how, "the same rows", "rows that come and go", "body")
    changing = wrongly_changing(evidence, keyed)
    if changing is not None:
        field = show_path([changing[0]], evidence.contract.declared_names)
        message = f"a value changes{changing[1]} at {field}"
        return Deviation(last, f"value of {field}", message, "the same values", "values that change", "body")
    return Conforming(last, len(exchanges))
