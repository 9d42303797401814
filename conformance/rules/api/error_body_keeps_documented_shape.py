"""Every error has the body that the contract documents for errors, whatever its status.

A client has one way to read an error; a status that the contract forgot is no licence for another shape. Errors with
a documented status are judged by the assertions of their schema instead.

Fails: a 401 with `{"detail": "Not authenticated"}` where errors are documented as `{"error": …, "message": …}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.evidence import Evidence, body, has_body, is_json, status
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.screening import Reads

# A gateway before the API answers by these, and knows nothing of its errors (RFC 9110 section 15.6).
_GATEWAY = frozenset({502, 503, 504})
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Validate the errors of undocumented statuses against the schemas that the contract has for errors."""
    schemas = _error_schemas(evidence)
    if not schemas:
        yield Inapplicable("the contract documents no body for errors")
        return
    for exchange in evidence.answers:
        code = status(exchange)
        if code < 400 or code in _GATEWAY or evidence.documented(exchange) is not None or not has_body(exchange):
            continue
        labelled, text = evidence.json(exchange), evidence.instance(exchange)
        if labelled is not None and not labelled.has_value:
            yield Inconclusive("an error is labelled as JSON and cannot be read as such")
            continue
        if text is not None and any(evidence.schemas.accepts(at, text.value) for at in schemas):
            yield Conforming(exchange)
            continue
        actual = "another body" if text is not None else "no JSON" if body(exchange) else "an empty body"
        message = f"the body of a {code} has not the shape that the contract documents for errors"
        yield Deviation(exchange, f"shape of {code}", message, ", ".join(schemas), actual, "body")


def _error_schemas(evidence: Evidence) -> list[str]:
    return [
        schema
        for response in evidence.operation.responses.values()
        if response.is_error
        for media, schema in response.media.items()
        if schema is not None and is_json(media)
    ]
