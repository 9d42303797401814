"""Shared by the rules on access to rows: which rows belong to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from conformance.exchange.values import TELLING_LENGTH
from conformance.model import Exchange, Intent
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.observation import Deviation, Inconclusive, Observation
from conformance.rules.rows import Row, identity, own_names, rows_of

_SAME_THING = (Intent.RESPELLED, Intent.LENIENT, Intent.LOWERCASE_SCHEME)
UNREADABLE = "a list that cannot be read as JSON cannot be compared"
NAMELESS = "nothing in the rows identifies them"
_SHARED = "two ids have rows in common, and the target file does not name their parameter under `owners:`"


def resource(evidence: Evidence, exchange: Exchange) -> str:
    """Return a normalised name of what was asked for, without case, dashes, braces and optional parameters."""
    # All cookies are in one header, and an object such as `color[R]=1` has its name before a bracket.
    required = evidence.operation.required_parameters
    names = {"Cookie" if parameter.location == "cookie" else parameter.name for parameter in required}
    sent = (*exchange.case.query, *exchange.case.headers)
    parts = [exchange.case.path, *(f"{name}={text}" for name, text in sent if name.partition("[")[0] in names)]
    return unquote("\n".join(parts)).lower().replace("urn:uuid:", "").translate(dict.fromkeys(map(ord, "-{} ")))


def rows_by_resource(evidence: Evidence) -> Mapping[str, list[tuple[Exchange, list[Row]]]]:
    """Return the rows of every list that answers a known request, in any spelling, by what was asked for."""
    found: dict[str, list[tuple[Exchange, list[Row]]]] = {}
    for exchange in (*evidence.of(Intent.KNOWN), *evidence.of(*_SAME_THING)):
        asked = resource(evidence, exchange)
        is_known = exchange.case.intent is Intent.KNOWN or asked in found
        if is_known and is_success(exchange) and is_readable(evidence, exchange):
            found.setdefault(asked, []).append((exchange, rows_of(evidence.value(exchange))))
    return found


def is_readable(evidence: Evidence, exchange: Exchange) -> bool:
    """Return whether the body of an answer is a JSON value."""
    text = evidence.instance(exchange)
    return text is not None and text.has_value


def row_name(evidence: Evidence, lists: Iterable[list[Row]]) -> str | None:
    """Return the property that identifies rows across lists: its values are too long to coincide by chance."""
    answers = [rows for rows in lists if rows]
    name = identity(evidence, answers)
    if name is None:
        return None
    is_unique = all(len(str(row[name])) >= TELLING_LENGTH for rows in answers for row in rows)
    return name if is_unique else None


def shares(evidence: Evidence, name: str, rows: Iterable[Row], others: Iterable[Row]) -> bool:
    """Return whether a row is in both lists: its id and most of it, since an id alone may be a placeholder.

    Where the contract does not say what identifies a row, the id may be that of their common source: then all must
    be equal except one property, such as a relative time.
    """
    by_id = {row[name]: row for row in others}
    common = [(row, by_id[row[name]]) for row in rows if row[name] in by_id]
    is_own = name in own_names(evidence).values()
    return any(_differing(row, other) <= (len(row) // 2 if is_own else 1) for row, other in common)


def _differing(row: Row, other: Row) -> int:
    return sum(name not in row or name not in other or row[name] != other[name] for name in row.keys() | other.keys())


def on_shared_row(evidence: Evidence, leak: Deviation) -> Deviation | Inconclusive:
    """Return the observation on a row in two lists: a leak, or inconclusive."""
    names = [parameter.name for parameter in evidence.operation.required_parameters]
    return leak if evidence.target.owners.intersection(names) else Inconclusive(_SHARED)


def settled(observations: Iterable[Observation]) -> Iterator[Observation]:
    """Yield observations; only inconclusive ones where a shared row could not be judged."""
    made = list(observations)
    open_ones = [each for each in made if each == Inconclusive(_SHARED)]
    yield from open_ones or made


def not_asked(evidence: Evidence) -> Iterator[str]:
    """Yield why no row can be compared here: there are none, or they are not asked for by an id."""
    if evidence.operation.method == "HEAD":
        yield "answers to HEAD have no body"
    elif not evidence.operation.required_parameters:
        yield "the contract has no required parameter here that rows could belong to"
