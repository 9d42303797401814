"""Every field is one that OpenAPI has at its place, or an extension.

A field that no tool knows is a field that nobody reads: a misspelt `descripton`, a keyword of another version, an
`in` beside `type: http`.

Fails: `info: {title: A, version: '1', licence: MIT}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.document import pointer_to
from conformance.rules.document._openapi_schema import errors, unexpected
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for names that the object at their place does not have."""
    found = [(pointer_to(error.instance_path), name) for error in errors(evidence) for name in unexpected(error)]
    for owner, name in found:
        message = f"OpenAPI {evidence.contract.version} has no {name} here"
        yield quirk(owner, f"unknown {name}", message, "a field of this object, or x-…", name, f"x-{name}: …")
    if not found:
        yield Conforming()
