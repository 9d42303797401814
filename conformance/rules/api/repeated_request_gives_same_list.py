"""The same request, repeated, gives the same list.

A list whose rows come and go, or change places, cannot be paged, cached or compared. A batch that is created, ends
or moves on between two requests is no deviation: only what changes and changes back is, or what cannot be change.

Fails: the rows come in another order; a row is there, gone, and there again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, combinations

from conformance.exchange.redaction import show_path
from conformance.model import Exchange, Intent
from conformance.rules.api._changes import flickering, recreated
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.relations import is_creation
from conformance.rules.rows import Row, identity, rows_of
from conformance.rules.screening import Reads

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
    texts = [evidence.instance(exchange) for exchange in exchanges]
    values = [text.value for text in texts if text is not None and text.has_value]
    if len(values) < len(exchanges):
        return Inconclusive("an answer that cannot be read as JSON cannot be compared")
    if all(value == values[0] for value in values):
        return Conforming(last, len(exchanges))
    answers = [rows_of(value) for value in values]
    name = identity(evidence, answers)
    if name is None:
        return Inconclusive("the answers differ, and nothing in the rows tells which row is which")
    keyed = [{str(row[name]): row for row in answer} for answer in answers]
    # The only row may well have been deleted and made anew.
    if any(len(one) > 1 < len(other) and not one.keys() & other.keys() for one, other in combinations(keyed, 2)):
        return Deviation(last, "rows", "two answers have no row in common", "the same rows", "other rows", "body")
    if any(_order(one, other) != _order(other, one) for one, other in combinations(keyed, 2)):
        return Deviation(last, "order", "the rows change places", "one order", "another order", "body")
    if any(first.keys() & third.keys() - second.keys() for first, second, third in combinations(keyed, 3)):
        message = "a row is there, gone, and there again"
        return Deviation(last, "membership", message, "the same rows", "rows that come and go", "body")
    created = {name for kind in evidence.kinds for name, each in kind.properties.items() if is_creation(each)}
    changing = next(chain(flickering(keyed), recreated(keyed, created)), None)
    if changing is not None:
        name, how = changing
        field = show_path([name], evidence.contract.declared_names)
        message = f"a value changes{how} at {field}"
        return Deviation(last, f"value of {field}", message, "the same values", "values that change", "body")
    return Conforming(last, len(exchanges))


def _order(rows: dict[str, Row], others: dict[str, Row]) -> list[str]:
    """Return the rows that both answers hold unchanged: one that moved on may well have moved in the list."""
    return [key for key, row in rows.items() if others.get(key) == row]
