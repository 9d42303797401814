"""Every keyword of a schema has a value that its dialect allows.

What it checks: Every schema of OpenAPI 3.1 and later against the meta-schema of JSON Schema 2020-12. Schemas of
OpenAPI 3.0 are a part of what `document-keeps-the-openapi-schema` checks.

Why it matters: Validators refuse such a schema, and generators guess what it means.

Example: `type: int`, `required: true` in a property, `examples` as a map, or `minimum: "0"`.

Fix: Write the value in the form that JSON Schema has for the keyword.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from conformance.contract.dialect import malformed
from conformance.contract.document import escape
from conformance.model import JsonValue, Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._keywords import is_of_another_dialect
from conformance.rules.document._quirk import quirk
from conformance.rules.document._type_names import type_fix
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Inapplicable, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8.24 (Schema Object); JSON Schema 2020-12 core section 8.1.1 (meta-schemas)",
    since="0.5.0",
)
_FORMS = {
    "type": "a type of JSON Schema, or a list of them",
    "required": "a list of names",
    "enum": "a list of values",
    "examples": "a list of values",
    "properties": "a map of schemas by name",
}


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Validate every schema, its keywords one by one."""
    if not evidence.is_3_1:
        yield Inapplicable("the schema of OpenAPI 3.0 covers its Schema Objects")
        return
    for schema in evidence.of("schema"):
        found = [] if is_of_another_dialect(evidence, schema) else malformed(schema.node)
        for keyword in found:
            value = schema.node[keyword]
            expected = _FORMS.get(keyword, f"a value that JSON Schema allows for `{keyword}`")
            message = f"the value of `{keyword}` is malformed"
            actual = json.dumps(value, ensure_ascii=False)[:120]
            at = f"{schema.pointer}/{escape(keyword)}"
            yield quirk(at, f"malformed {keyword}", message, expected, f"{keyword}: {actual}", _fix(keyword, value))
        if not found:
            yield Conforming()


def _fix(keyword: str, value: JsonValue) -> str:
    if keyword == "type" and isinstance(value, str):
        return type_fix(value)
    if keyword == "examples" and isinstance(value, dict):
        return f"examples: {json.dumps(list(value.values()), ensure_ascii=False)}"[:200]
    if isinstance(value, str) and not malformed({keyword: _number(value)}):
        return f"{keyword}: {value.strip()}"
    return ""


def _number(text: str) -> JsonValue:
    try:
        return float(text)
    except ValueError:
        return text
