"""A parameter that the contract does not allow is answered with a client error.

What it checks: The responses to malformed parameters. Spellings that sound parsers accept, such as an id without dashes
or in braces, are not counted as malformed.

Why it matters: An API that accepts any text as an id returns an empty list where the caller has a bug, and the bug
stays.

Example: `/batches/undefined/all` is answered with 200 and `[]`.

Fix: Validate parameters against their schemas, and answer 400 or 422.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent, Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_client_error, is_success, status
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8.12 (schema); RFC 9110 section 15.5.1",
    since="0.1.0",
    clause="{operation}/parameters",
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Refuse every 2xx to a malformed parameter; whether a 4xx is documented is for other rules."""
    if not any(parameter.schema for parameter in evidence.operation.required_parameters):
        yield Inapplicable("the contract asks for no parameter that could be malformed")
        return
    for exchange in evidence.of(Intent.MALFORMED):
        if is_success(exchange):
            message = f"a malformed parameter ({exchange.case.id}) is accepted"
            yield Deviation(exchange, "accepted", message, "a documented client error", str(status(exchange)))
        elif is_client_error(exchange) and not evidence.key_is_refused(exchange):
            yield Conforming(exchange)
