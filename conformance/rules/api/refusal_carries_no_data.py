"""A refusal carries nothing of what it refuses.

A status alone protects nobody: the body has to be free of the data too.

Fails: a wrong key is answered by 403, with the batches in the body.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent, JsonValue
from conformance.rules.evidence import REFUSED_ANYWAY, Evidence, body, is_client_error, is_success
from conformance.rules.expectations import DESCRIPTION
from conformance.rules.observation import Deviation, Doubt, Inapplicable, Observation, Witness

# Shorter texts, such as a status or a file's ending, may well stand in an error message by chance.
_TELLING_LENGTH = 16


def check(evidence: Evidence) -> Iterator[Observation]:
    """Search every refusal for texts that stand in the data of the known request."""
    if not evidence.operation.needs_credentials:
        yield Inapplicable("the contract asks for no credentials here")
    data = _data(evidence)
    for exchange in evidence.of(*REFUSED_ANYWAY):
        if not is_client_error(exchange):
            continue
        if any(text in body(exchange) for text in data):
            message = f"{DESCRIPTION[exchange.case.intent]} is refused, and answered with data all the same"
            yield Deviation(exchange, "data", message, "no data", "data", "body")
        elif data or not body(exchange):
            yield Witness(exchange)
        else:
            yield Doubt("the known request gave no data that could be searched for")


def _data(evidence: Evidence) -> set[bytes]:
    requested = " ".join(exchange.request.url.lower() for exchange in evidence.of(Intent.KNOWN))
    return {
        text.encode()
        for exchange in evidence.of(Intent.KNOWN)
        if is_success(exchange)
        for text in _texts(evidence.value(exchange))
        if len(text) >= _TELLING_LENGTH and text.lower() not in requested
    }


def _texts(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
