"""Every field is defined by OpenAPI at its place, or is an extension.

What it checks: The names of all fields against the object that they are in.

Why it matters: No tool reads a field that OpenAPI does not define: a misspelt `descripton`, or an `in` beside `type:
http`.

Example: `info: {title: A, version: '1', licence: MIT}`.

Fix: Correct the name, move the field to the object that defines it, or make it an extension (`x-…`).
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.document import pointer_to
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._openapi_errors import status_fix
from conformance.rules.document._openapi_schema import errors, unexpected
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.9 and OpenAPI 3.0.3 section 4.8 (extensions start with x-)",
    since="0.3.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for fields that OpenAPI does not define for their object."""
    found = [(pointer_to(error.instance_path), name) for error in errors(evidence) for name in unexpected(error)]
    for owner, name in found:
        if owner == "#/paths":
            continue  # a path without its slash: `path-starts-with-a-slash`
        message = f"OpenAPI {evidence.contract.version} has no {name} here"
        fix = (owner.endswith("/responses") and status_fix(name)) or f"x-{name}: …"
        yield quirk(owner, f"unknown {name}", message, "a field of this object, or x-…", name, fix)
    if not found:
        yield Conforming()
