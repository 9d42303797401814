"""Shared by the rules on refused credentials: each judges one way to present them."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent
from conformance.rules.api._public import PUBLIC, is_public
from conformance.rules.evidence import Evidence, is_client_error, is_success, status
from conformance.rules.expectations import DESCRIPTION
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation


def refused(evidence: Evidence, intent: Intent) -> Iterator[Observation]:
    """Judge whether credentials are refused; a refusal counts only where the right ones are accepted."""
    if not evidence.operation.needs_credentials:
        yield Inapplicable("the contract asks for no credentials here")
        return
    if is_public(evidence):
        yield Inapplicable(PUBLIC)
        return
    is_open = intent is not Intent.NO_KEY and any(map(is_success, evidence.of(Intent.NO_KEY)))
    for exchange in evidence.of(intent):
        if is_success(exchange) and is_open:
            yield Inconclusive("no credentials are needed at all (missing-key-is-refused), so none are refused")
        elif is_success(exchange):
            message = f"{DESCRIPTION[intent]} is accepted"
            yield Deviation(exchange, "accepted", message, "a refusal (401, 403 …)", str(status(exchange)))
        elif not evidence.key_opens_there(exchange):
            yield Inconclusive("the right key was not accepted, so a refusal proves nothing")
        elif is_client_error(exchange):
            yield Conforming(exchange)


def names_a_scheme(evidence: Evidence) -> bool:
    """Return whether a credential of the operation follows a scheme's name in the header Authorization."""
    return any(scheme.kind != "apiKey" for alternative in evidence.operation.security for scheme in alternative)
