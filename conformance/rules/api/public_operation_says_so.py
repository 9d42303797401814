"""An operation that is open to everybody by its nature says so.

What it checks: Operations without parameters that a global `security` covers, and that every server offers to anybody:
its health, its version, the document, the login. What returns rows, or anything of a user, is never taken for one.

Why it matters: Clients ask for a key that nobody needs, and monitoring that has none is thought not to work.

Example: `GET /health` inherits `security: [{bearerAuth: []}]` and answers 200 to a request without a key.

Fix: Write `security: []` at the operation (OpenAPI 3.1 section 4.8.10), or require the key there too.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level, Subject
from conformance.rules.api._public import is_public
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import REFUSED_ANYWAY, Evidence, is_client_error, is_success, status
from conformance.rules.expectations import DESCRIPTION
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.8.10 (an empty security removes the one at the top)",
    since="0.5.0",
    clause="{operation}",
    subject=Subject.DOCUMENT,
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for requests without the right key that an operation open by its nature accepts."""
    if not evidence.operation.needs_credentials:
        yield Inapplicable("the contract asks for no credentials here")
        return
    is_open = is_public(evidence)
    for exchange in evidence.of(*REFUSED_ANYWAY):
        if is_open and is_success(exchange):
            message = f"{DESCRIPTION[exchange.case.intent]} is accepted, as by its nature it may be"
            yield Deviation(exchange, "open", message, "security: []", str(status(exchange)), fix="security: []")
        elif is_client_error(exchange):
            yield Conforming(exchange)
