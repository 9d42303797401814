"""The name of the authentication scheme is read without regard to case.

RFC 9110 section 11.1: the scheme is a case-insensitive token; some clients and proxies write `bearer`.

Fails: `authorization: bearer <key>` is answered by 401.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent
from conformance.rules.api._refusal import names_a_scheme
from conformance.rules.evidence import Evidence, is_client_error, is_success, status
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.screening import Reads

READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the answer to the scheme in lower case with the answer to the usual spelling."""
    if not names_a_scheme(evidence):
        yield Inapplicable("the contract names no HTTP authentication scheme")
        return
    for exchange in evidence.of(Intent.LOWERCASE_SCHEME):
        if is_success(exchange):
            yield Conforming(exchange)
        elif not evidence.key_opens:
            yield Inconclusive("the right key was not seen to be accepted in the usual spelling either")
        elif is_client_error(exchange):
            message = "the right key is refused when the scheme is written in lower case"
            yield Deviation(exchange, "refused", message, "2xx", str(status(exchange)))
