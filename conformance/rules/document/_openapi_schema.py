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
        nearest = _nearest(error)
        if not _has_a_rule(nearest):
            yield nearest


def unexpected(error: Any) -> list[str]:
    """Return the names that an error reports as unknown to OpenAPI at this place."""
    return [str(name) for name in getattr(error.kind, "unexpected", ())]


def _has_a_rule(error: Any) -> bool:
    """Return whether a rule of its own reports the same: on parameters without a schema, and names of components."""
    names = {"schema", "content"} if isinstance(error.instance, dict) and "in" in error.instance else set()
    is_name = error.kind.name == "propertyNames" and error.instance_path[:1] == ["components"]
    return is_name or getattr(error.kind, "property", None) in names


@cache
def _validator(version: str) -> jsonschema_rs.Validator:
    # Imported here: it is slow, and only this check needs it.
    from schemathesis.specs.openapi.definitions import OPENAPI_30, OPENAPI_31, OPENAPI_32  # noqa: PLC0415

    definitions: dict[str, Any] = {**OPENAPI_30["definitions"]}  # type: ignore[dict-item]  # it is typed as str
    # It admits `bearer` in lower case only, though scheme names are case-insensitive (RFC 9110 section 11.1).
    scheme = definitions["HTTPSecurityScheme"]
    definitions["HTTPSecurityScheme"] = {key: value for key, value in scheme.items() if key != "oneOf"}
    schemas = {
        "3.0": {**OPENAPI_30, "definitions": definitions},
        "3.1": _with_extensible_callbacks(OPENAPI_31),
        "3.2": _with_extensible_callbacks(OPENAPI_32),
    }
    schema = schemas[version]
    return jsonschema_rs.validator_for(schema, validate_formats=False, offline=True)


def _with_extensible_callbacks(schema: Any) -> dict[str, Any]:
    """Return the schema with what it forgets: a Callback Object may be extended (OpenAPI 3.1 section 4.8.18)."""
    definitions = schema["$defs"]
    callbacks = {"patternProperties": {"^x-": True}, **definitions["callbacks"]}
    return {**schema, "$defs": {**definitions, "callbacks": callbacks}}


def _nearest(error: Any) -> Any:
    branches = [branch for branch in getattr(error.kind, "context", ()) if branch]
    return _nearest(min(branches, key=_distance)[0]) if branches else error


def _distance(branch: list[Any]) -> tuple[bool, bool, int]:
    is_reference = any(getattr(each.kind, "property", None) == "$ref" for each in branch)
    return is_reference, any(_nearest(each).kind.name in _MARKS for each in branch), len(branch)
