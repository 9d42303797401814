"""The name of the authentication scheme is matched without regard to case.

What it checks: The response to the correct key with the scheme in lower case, beside that to the usual spelling.

Why it matters: The scheme is a case-insensitive token (RFC 9110 section 11.1), and some clients and proxies write
`bearer`.

Example: `Authorization: bearer <key>` is answered with 401.

Fix: Compare the scheme in lower case.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent, Level
from conformance.rules.api._refusal import names_a_scheme
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_client_error, is_success, status
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="RFC 9110 section 11.1", since="0.1.0", clause="RFC 9110 section 11.1"
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the answer to the scheme in lower case with the answer to the usual spelling."""
    if not names_a_scheme(evidence):
        yield Inapplicable("the contract names no HTTP authentication scheme")
        return
    for exchange in evidence.of(Intent.LOWERCASE_SCHEME):
        if is_success(exchange):
            yield Conforming(exchange)
        elif not evidence.key_opens_there(exchange):
            yield Inconclusive("the right key was not accepted in the usual spelling either")
        elif is_client_error(exchange):
            message = "the right key is refused when the scheme is written in lower case"
            yield Deviation(exchange, "refused", message, "2xx", str(status(exchange)))
