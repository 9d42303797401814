"""An id that belongs to another account never gets rows.

What it checks: The responses to another account's id. A refusal counts only where the key is accepted elsewhere.

Why it matters: Authenticating the caller is not authorising the access: an API that only does the first shows all data
to everybody with a key (OWASP API1:2023, broken object level authorization).

Example: The id of another account's agent is answered with that agent's batches.

Fix: Check on every request that the id belongs to the account of the key, and answer 404 or 403 otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent, Level
from conformance.rules.api._foreign import why_not_asked
from conformance.rules.api._owners import is_readable
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_client_error, is_empty, is_success
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.rows import rows_of
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="common sense (showing another account's rows is unsafe; OWASP API1:2023)",
    since="0.3.0",
    clause="{operation}",
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for rows in the answers to the foreign id; a refusal counts only where the key is accepted."""
    reason = why_not_asked(evidence)
    if reason is not None or evidence.operation.method == "HEAD":
        yield Inapplicable(reason or "answers to HEAD have no body")
        return
    for exchange in evidence.of(Intent.FOREIGN):
        if is_client_error(exchange):
            yield Conforming(exchange) if evidence.key_opens else Inconclusive("the key was not accepted for anything")
        elif is_success(exchange) and rows_of(evidence.value(exchange)):
            count = len(rows_of(evidence.value(exchange)))
            message = "rows that belong to somebody else are returned"
            yield Deviation(exchange, "foreign rows", message, "no row, or a refusal", f"{count} rows", "body")
        elif is_success(exchange) and (is_empty(exchange) or evidence.value(exchange) == []):
            yield Conforming(exchange)
        elif is_success(exchange):
            is_value = is_readable(evidence, exchange)
            yield Inconclusive(
                "a success without rows may still show something" if is_value else "the body cannot be parsed"
            )
