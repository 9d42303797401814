"""Every property that is required is declared.

What it checks: The names under `required` of each schema with properties of its own, against those and the properties
of the schemas that apply with it, by `allOf` and references.

Why it matters: A misspelt name makes every answer invalid, or requires what nobody describes.

Example: `required: [id, naem]` with the properties `id` and `name`.

Fix: Correct the name, or declare the property.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="common sense; JSON Schema 2020-12 validation section 6.5.3 (required)",
    since="0.5.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look up every required name where the schema declares properties itself."""
    for schema in evidence.of("schema"):
        required, properties = schema.node.get("required"), schema.node.get("properties")
        if not isinstance(required, list) or not isinstance(properties, dict) or _is_part(schema):
            continue
        declared = evidence.object_of(schema.pointer).keys() | properties.keys()
        is_open = bool(schema.node.keys() & {"patternProperties", "propertyNames"})
        missing = [name for name in required if isinstance(name, str) and name not in declared and not is_open]
        if not missing:
            yield Conforming()
        for name in missing:
            near = difflib.get_close_matches(name, declared, 1)
            message = f"the required property {name} is not declared"
            yield quirk(f"{schema.pointer}/required", f"undeclared {name}", message, "a declared property", name, *near)


def _is_part(schema: Element) -> bool:
    """Return whether a schema applies beside others, which may declare what it requires."""
    return schema.keyword in ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")
