"""A UUID in upper case means the same as in lower case.

RFC 9562 section 4: UUIDs are written in lower case and read in either.

Fails: the known id in upper case is answered by 404, or by an empty list.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent
from conformance.rules.api._rows import row_ids
from conformance.rules.evidence import Evidence, is_client_error, is_success, status
from conformance.rules.observation import Deviation, Doubt, Inapplicable, Observation, Witness


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the answer to the respelled id with the answers to the known one."""
    if not _has_uuid(evidence):
        yield Inapplicable("the contract has no parameter here that is a UUID")
        return
    known = [exchange for exchange in evidence.of(Intent.KNOWN) if is_success(exchange)]
    for exchange in evidence.of(Intent.RESPELLED):
        twins = [each for each in known if each.case.known == exchange.case.known]
        if not twins:
            yield Doubt("the known id itself has no answer to compare with")
        elif is_client_error(exchange):
            message = "a known id in the other case is refused"
            yield Deviation(exchange, "refused", message, str(status(twins[0])), str(status(exchange)))
        elif is_success(exchange):
            ids, *known_ids = row_ids([evidence.value(each) for each in (exchange, *twins)])
            # A row may have come or gone in between, but not all of them.
            if set(ids).intersection(*known_ids) or not (ids or any(known_ids)):
                yield Witness(exchange)
            elif any(known_ids) and not set(known_ids[0]).intersection(*known_ids):
                yield Doubt("the known id itself is answered by other rows each time")
            else:
                message = "a known id in the other case is answered by none of its rows"
                yield Deviation(exchange, "no-rows", message, f"{len(known_ids[0])} rows", "0 rows", "body")


def _has_uuid(evidence: Evidence) -> bool:
    schemas = [parameter.schema for parameter in evidence.operation.required_parameters]
    return any(evidence.schemas.keyword(schema, "format") == "uuid" for schema in schemas if schema is not None)
