"""Where a document leaves the form of its version of OpenAPI, as the OpenAPI Initiative publishes it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from conformance.rules.document_evidence import DocumentEvidence

# Where one of several forms is allowed, a form whose mark is missing is not the one that was meant.
_MARKS = ("enum", "const")


def errors(evidence: DocumentEvidence) -> Iterator[Any]:
    """Yield every error of the document as a whole; of several forms, for the one that was probably meant."""
    for error in _validator(evidence.is_3_1).iter_errors(evidence.contract.document.data):
        yield _nearest(error)


def unexpected(error: Any) -> list[str]:
    """Return the names that an error complains of because no object of OpenAPI has them at this place."""
    return [str(name) for name in getattr(error.kind, "unexpected", ())]


@cache
def _validator(is_3_1: bool) -> jsonschema_rs.Validator:
    # Imported here: it takes a while, and only the form of a document needs it.
    from schemathesis.specs.openapi.definitions import OPENAPI_30, OPENAPI_31  # noqa: PLC0415

    definitions: dict[str, Any] = {**OPENAPI_30["definitions"]}  # type: ignore[dict-item]  # it is typed as str
    # It admits `bearer` in lower case only, though the names of schemes know no case (RFC 9110 section 11.1).
    scheme = definitions["HTTPSecurityScheme"]
    definitions["HTTPSecurityScheme"] = {key: value for key, value in scheme.items() if key != "oneOf"}
    schema = OPENAPI_31 if is_3_1 else {**OPENAPI_30, "definitions": definitions}
    return jsonschema_rs.validator_for(schema, validate_formats=False, offline=True)


def _nearest(error: Any) -> Any:
    branches = [branch for branch in getattr(error.kind, "context", ()) if branch]
    return _nearest(min(branches, key=_distance)[0]) if branches else error


def _distance(branch: list[Any]) -> tuple[bool, bool, int]:
    is_reference = any(getattr(each.kind, "property", None) == "$ref" for each in branch)
    return is_reference, any(_nearest(each).kind.name in _MARKS for each in branch), len(branch)
