"""Shared by the rules on undocumented answers: which statuses an operation documents, and which it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from conformance.contract.dialect import uri_fragment
from conformance.contract.openapi import Operation, ResponseSpec
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

_SEVERAL, _MAX_LISTED = 3, 10
DESCRIPTIONS: Mapping[str, str] = {
    "400": "The request is malformed",
    "401": "The credentials are missing or wrong",
    "403": "The credentials do not allow this",
    "404": "Nothing has this identifier",
    "409": "The state of the resource does not allow this",
    "422": "The request is well-formed, but a value cannot be used",
    "429": "Too many requests; try again later",
    "5XX": "The server failed",
}
"""The description to suggest for a response, by status."""
_HEADERS: Mapping[str, Mapping[str, Any]] = {
    "401": {"WWW-Authenticate": {"description": "Which credentials are asked for", "schema": {"type": "string"}}},
    "429": {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer", "minimum": 0}}},
}


def undocumented(
    evidence: DocumentEvidence, status: str, why: str, applies: Callable[[Operation], bool]
) -> Iterator[Observation]:
    """Observe for each operation to which it applies whether a status is documented.

    Another rule reports operations without any response.

    Args:
        evidence: The document.
        status: A status such as `401`, or `5XX`; its range and `default` document it too.
        why: The reason for the status, as the end of a sentence.
        applies: Returns which operations can answer it.
    """
    known = [(operation, _schema_of_errors(evidence, operation)) for operation in evidence.contract.operations]
    usual = next((schema for _, schema in known if schema is not None), None)
    asked = [(operation, schema) for operation, schema in known if operation.responses and applies(operation)]
    expected = f"a response {status}, {status[0]}XX or default" if status != "5XX" else "a response 5XX, 500 or default"
    lacking = [(operation, schema) for operation, schema in asked if not documents(operation, status)]
    if is_of_all([operation for operation, _ in lacking], len(asked)):
        message = f"none of {len(asked)} operations documents a {status}, though {why}"
        yield quirk(
            "#/paths", status, message, expected, listed(operation for operation, _ in lacking), _fix(status, usual)
        )
        return
    for operation, schema in asked:
        if documents(operation, status):
            yield Conforming()
            continue
        yield quirk(
            f"{operation.pointer}/responses",
            status,
            f"{operation.id} documents no {status}, though {why}",
            expected,
            f"only {', '.join(operation.responses)}",
            _fix(status, schema or usual),
        )


def is_of_all(lacking: Sequence[Operation], asked: int) -> bool:
    """Return whether what operations lack is a habit of the document, to be reported once: all of several lack it."""
    return len(lacking) == asked >= _SEVERAL


def listed(operations: Iterable[Operation]) -> str:
    """Return the ids of operations as a list that stays readable."""
    ids = [operation.id for operation in operations]
    more = f" and {len(ids) - _MAX_LISTED} more" if len(ids) > _MAX_LISTED else ""
    return f"{', '.join(ids[:_MAX_LISTED])}{more}"


def documents(operation: Operation, status: str) -> bool:
    """Return whether an operation documents a status explicitly, by its range, or by `default`."""
    if status == "5XX":
        return "default" in operation.responses or any(each.startswith("5") for each in operation.responses)
    return operation.response(int(status)) is not None


def is_error(operation: Operation, response: ResponseSpec) -> bool:
    """Return whether a response describes a failure; `default` does where a success is documented too."""
    if response.status == "default":
        return any(each[0] in "23" for each in operation.responses)
    return response.is_error


def _schema_of_errors(evidence: DocumentEvidence, operation: Operation) -> tuple[str, str] | None:
    """Return the media type and the schema's reference of the first error that an operation documents."""
    for response in operation.responses.values():
        if not is_error(operation, response):
            continue
        for media, pointer in response.media.items():
            element = evidence.by_pointer.get(pointer or "")
            if element is not None:
                reference = element.node.get("$ref")
                return media, reference if isinstance(reference, str) else uri_fragment(element.pointer)
    return None


def _fix(status: str, schema: tuple[str, str] | None) -> str:
    response: dict[str, Any] = {"description": DESCRIPTIONS[status]}
    if status in _HEADERS:
        response["headers"] = _HEADERS[status]
    if schema is not None:
        media, reference = schema
        response["content"] = {media: {"schema": {"$ref": reference}}}
    return snippet({status: response})
