"""A parameter that the contract does not allow is answered by a client error.

An API that takes anything for an id gives an empty list where the caller has a bug, and the bug lives on.
Spellings that many a sound parser accepts (an id without dashes, in braces) are not counted as malformed.

Fails: `/batches/undefined/all` is answered by 200 and `[]`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent
from conformance.rules.evidence import Evidence, is_client_error, is_success, status
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation
from conformance.rules.screening import Reads

READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Refuse every 2xx to a malformed parameter; whether a 4xx is documented, other rules say."""
    if not any(parameter.schema for parameter in evidence.operation.required_parameters):
        yield Inapplicable("the contract asks for no parameter that could be malformed")
        return
    for exchange in evidence.of(Intent.MALFORMED):
        if is_success(exchange):
            message = f"a malformed parameter ({exchange.case.id}) is accepted"
            yield Deviation(exchange, "accepted", message, "a documented client error", str(status(exchange)))
        elif is_client_error(exchange) and not evidence.key_is_refused(exchange):
            yield Conforming(exchange)
