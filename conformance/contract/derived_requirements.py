"""The requirements derived from the assertions of the contract, and the clauses of requirements."""

from __future__ import annotations

import json
from collections.abc import Iterator

from conformance.contract.assertions import Assertion
from conformance.contract.document import Document, unescape
from conformance.contract.openapi import Operation
from conformance.contract.schemas import Schemas
from conformance.model import Clause, Level, Requirement, Subject


def response_assertions(operation: Operation, schemas: Schemas) -> dict[str, Assertion]:
    """Return the assertions that apply to the responses of an operation, by requirement id."""
    return {
        assertion.id: assertion
        for response in operation.responses.values()
        for schema in response.schemas
        for assertion in schemas.assertions(schema)
    }


def assertion_requirement(assertion: Assertion, document: Document) -> Requirement:
    """Return the requirement derived from an assertion: a contract's keyword is a MUST."""
    return Requirement(
        id=assertion.id,
        level=Level.MUST,
        text=f"{name_of(_parent(assertion.pointer))} matches `{_keyword(assertion, document)}`.",
        clause=assertion.pointer,
        subject=Subject.API,
        since="contract",
        source="JSON Schema 2020-12",
    )


def clause_of(requirement: Requirement, operation: str, document: Document) -> Clause:
    """Return the clause of a requirement, with its position if it is in the contract.

    Args:
        requirement: The requirement.
        operation: The pointer of the judged operation.
        document: The contract.
    """
    pointer = requirement.clause.replace("{operation}", operation)
    if pointer.startswith("#"):
        return document.clause(pointer, requirement.source)
    return Clause(requirement.clause)


def _keyword(assertion: Assertion, document: Document) -> str:
    try:
        value = json.dumps(document.at(assertion.pointer), ensure_ascii=True)
    except (KeyError, ValueError):
        return assertion.keyword
    return f"{assertion.keyword}: {value if len(value) <= 80 else value[:77] + '...'}"


def _parent(pointer: str) -> str:
    return pointer.rpartition("/")[0]


def name_of(pointer: str) -> str:
    """Return a readable name for what the schema at a pointer describes.

    >>> name_of("#/components/schemas/Batch/properties/batch_id")
    'Batch.batch_id'
    """
    names = list(_names(pointer.removeprefix("#/").split("/")))
    return "".join(names).lstrip(".") or "The body"


def _names(path: list[str]) -> Iterator[str]:
    if path[:2] == ["components", "schemas"] and len(path) > 2:
        yield unescape(path[2])
        path = path[3:]
    elif "schema" in path:
        path = path[path.index("schema") + 1 :]
        yield "The body"
    while path:
        keyword, *path = path
        if keyword == "properties" and path:
            yield f".{unescape(path[0])}"
            path = path[1:]
        elif keyword in ("items", "prefixItems"):
            yield "[*]"
        elif keyword in ("additionalProperties", "patternProperties"):
            yield ".*"
