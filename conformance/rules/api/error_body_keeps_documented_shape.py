"""Every error has the body that the contract documents for errors, whatever its status.

What it checks: Errors with an undocumented status, where the contract has a shape for more than one: that of `default`,
`4XX` or `5XX`, of 400 or 500, which stand for their class (RFC 9110 section 15), or one that two statuses share. That
of 422 alone says nothing of a 404. Documented statuses have a schema of their own, and 502 to 504 come from a gateway.

Why it matters: A client has one way to read errors; a status that the contract forgot is no reason for another shape.

Example: A 401 with `{"detail": "Not authenticated"}` where errors are documented as `{"error": …, "message": …}`.

Fix: Send every error through one handler that writes the documented shape, including those of the framework.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from conformance.contract.media_types import is_json
from conformance.contract.openapi import Operation
from conformance.contract.schema_graph import resolve
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, body, has_body, is_undecoded, status
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(level=Level.SHOULD, source="common sense", since="0.1.0", clause="{operation}/responses")
_GENERAL = frozenset({"default", "4XX", "5XX", "400", "500"})
# A gateway before the API answers with these, and knows nothing of its errors (RFC 9110 section 15.6).
_GATEWAY = frozenset({502, 503, 504})
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Validate the errors of undocumented statuses against the schemas that the contract has for errors."""
    schemas = _error_schemas(evidence)
    if not any(map(_is_general, schemas.values())):
        yield Inapplicable("the contract documents no body for errors of more than one status")
        return
    for exchange in evidence.answers:
        code = status(exchange)
        if code < 400 or code in _GATEWAY or evidence.documented(exchange) is not None or not has_body(exchange):
            continue
        labelled, text = evidence.json(exchange), evidence.instance(exchange)
        if is_undecoded(exchange) or (labelled is not None and not labelled.has_value):
            yield Inconclusive("an error cannot be unpacked, or is labelled as JSON and cannot be parsed")
            continue
        if text is not None and any(evidence.schemas.accepts(at, text.value) for at in schemas):
            yield Conforming(exchange)
            continue
        actual = "another body" if text is not None else "not JSON" if body(exchange) else "an empty body"
        message = f"the body of a {code} does not have the shape that the contract documents for errors"
        yield Deviation(exchange, f"shape of {code}", message, ", ".join(schemas), actual, "body")


def _error_schemas(evidence: Evidence) -> dict[str, set[str]]:
    """Return the schemas of an operation's errors, each with all statuses for which the contract has the same one."""
    document = evidence.contract.document
    shared: dict[str, set[str]] = defaultdict(set)
    for operation in evidence.contract.operations:
        for code, schema in _shapes(operation):
            shared[resolve(document, schema)[0]].add(code)
    return {schema: shared[resolve(document, schema)[0]] for _, schema in _shapes(evidence.operation)}


def _shapes(operation: Operation) -> Iterator[tuple[str, str]]:
    for response in operation.responses.values():
        for media, schema in response.media.items():
            if response.is_error and schema is not None and is_json(media):
                yield response.status, schema


def _is_general(statuses: Collection[str]) -> bool:
    return len(statuses) > 1 or any(code in _GENERAL for code in statuses)
