"""Where a document violates the schema of its OpenAPI version that the OpenAPI Initiative publishes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from conformance.rules.document_evidence import DocumentEvidence

# Where several forms are allowed, one whose marker is missing is not the intended one.
_MARKS = ("enum", "const")


def errors(evidence: DocumentEvidence) -> Iterator[Any]:
    """Yield every error of the document; of several forms, for the one that is probably intended."""
    for error in _validator(evidence.contract.version[:3]).iter_errors(evidence.contract.document.data):
        yield _nearest(error)


def unexpected(error: Any) -> list[str]:
    """Return the names that an error reports as unknown to OpenAPI at this place."""
    return [str(name) for name in getattr(error.kind, "unexpected", ())]


@cache
def _validator(version: str) -> jsonschema_rs.Validator:
    # Imported here: it is slow, and only this check needs it.
    from schemathesis.specs.openapi.definitions import OPENAPI_30, OPENAPI_31, OPENAPI_32  # noqa: PLC0415

    definitions: dict[str, Any] = {**OPENAPI_30["definitions"]}  # type: ignore[dict-item]  # it is typed as str
    # It admits `bearer` in lower case only, though scheme names are case-insensitive (RFC 9110 section 11.1).
    scheme = definitions["HTTPSecurityScheme"]
    definitions["HTTPSecurityScheme"] = {key: value for key, value in scheme.items() if key != "oneOf"}
    schemas = {"3.0": {**OPENAPI_30, "definitions": definitions}, "3.1": OPENAPI_31, "3.2": OPENAPI_32}
    schema = schemas[version]
    return jsonschema_rs.validator_for(schema, validate_formats=False, offline=True)


def _nearest(error: Any) -> Any:
    branches = [branch for branch in getattr(error.kind, "context", ()) if branch]
    return _nearest(min(branches, key=_distance)[0]) if branches else error


def _distance(branch: list[Any]) -> tuple[bool, bool, int]:
    is_reference = any(getattr(each.kind, "property", None) == "$ref" for each in branch)
    return is_reference, any(_nearest(each).kind.name in _MARKS for each in branch), len(branch)
