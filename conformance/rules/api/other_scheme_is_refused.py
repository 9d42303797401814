"""The right key under another authentication scheme is refused.

An API that takes the last word of the header for the key does not know what it is given (RFC 9110 section 11.6.2).

Fails: `Authorization: Basic <bearer token>` is answered by 200.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent
from conformance.rules.api._refusal import names_a_scheme, refused
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Inapplicable, Observation
from conformance.rules.screening import Reads

READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Judge the answers to the known request with the right key under a scheme that the contract does not name."""
    if not names_a_scheme(evidence):
        yield Inapplicable("the contract names no HTTP authentication scheme")
        return
    yield from refused(evidence, Intent.OTHER_SCHEME)
