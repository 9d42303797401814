"""A UUID in upper case means the same as in lower case.

What it checks: The response to a known id in the other case, against those to its usual spelling.

Why it matters: UUIDs are written in lower case and read in either (RFC 9562 section 4); tools and databases that print
them in upper case find nothing.

Example: The known id in upper case is answered with 404 or an empty list.

Fix: Parse the id as a UUID, or convert it to lower case before looking it up.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Exchange, Intent, Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_client_error, is_success, status
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.rows import row_ids
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="RFC 9562 section 4", since="0.1.0", clause="{operation}/parameters"
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the answer to the respelled id with the answers to the known one."""
    if not _has_uuid(evidence):
        yield Inapplicable("the contract has no parameter here that is a UUID")
        return
    known = [exchange for exchange in evidence.of(Intent.KNOWN) if is_success(exchange)]
    for exchange in evidence.of(Intent.RESPELLED):
        twins = [each for each in known if each.case.known == exchange.case.known]
        if not twins:
            yield Inconclusive("the known id itself has no answer to compare with")
        elif is_client_error(exchange):
            message = "a known id in the other case is refused"
            yield Deviation(exchange, "refused", message, str(status(twins[0])), str(status(exchange)))
        elif is_success(exchange):
            values = [evidence.value(each) for each in (exchange, *twins)]
            yield _compare(exchange, *map(set, row_ids(evidence, values)))


def _compare(exchange: Exchange, ids: set[str], *known: set[str]) -> Observation:
    lasting, ever = set.intersection(*known), set.union(*known)
    kept = len(ids & lasting)
    # A row may have come or gone in between, but not most of them.
    if 2 * kept >= len(lasting) and (lasting or not ids | ever):
        return Conforming(exchange)
    if not lasting or len(known[-1]) < len(known[0]):
        return Inconclusive("the known id itself is answered with other rows each time")
    message = f"a known id in the other case is answered with {kept or 'none'} of its rows"
    return Deviation(exchange, "no-rows", message, f"{len(lasting)} rows", f"{kept} rows", "body")


def _has_uuid(evidence: Evidence) -> bool:
    schemas = [parameter.schema for parameter in evidence.operation.required_parameters]
    return any(evidence.schemas.keyword(schema, "format") == "uuid" for schema in schemas if schema is not None)
