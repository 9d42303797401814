"""Every schema keyword has an effect in this OpenAPI version and on the stated type.

What it checks: Every keyword of every schema in the usual dialect.

Why it matters: Its author believes that something is checked; nothing is, and no tool has to say so.

Example: `nullable: true` in OpenAPI 3.1, `const: a` in OpenAPI 3.0, or `{type: integer, minLength: 1}` in both.

Fix: Replace the keyword with one that this version and type know, or remove it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.contract.document import escape
from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._keywords import without_effect
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.8.24; OpenAPI 3.0.3 sections 4.7.23 and 4.7.24; JSON Schema 2020-12 section 6",
    since="0.2.0",
)
_USUAL = ("https://spec.openapis.org/oas/3.1/dialect", "https://json-schema.org/draft/2020-12/schema")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every keyword of every schema that is of the usual dialect."""
    data = evidence.contract.document.data
    dialect = data.get("jsonSchemaDialect") if isinstance(data, Mapping) else None
    is_usual = not isinstance(dialect, str) or dialect.startswith(_USUAL)
    for schema in evidence.of("schema") if is_usual else ():
        if _has_own_dialect(schema) and evidence.is_3_1:
            continue
        found = list(without_effect(schema, is_3_1=evidence.is_3_1))
        if not found:
            yield Conforming()
        for keyword, why, fix in found:
            at = f"{schema.pointer}/{escape(keyword)}"
            message = f"`{keyword}` has no effect: {why}"
            shown = f"{keyword}: {schema.node[keyword]}"[:120]
            yield quirk(at, f"no effect of {keyword}", message, "a keyword that is evaluated", shown, fix)


def _has_own_dialect(schema: Element) -> bool:
    owner: Element | None = schema
    while owner is not None and owner.kind == "schema":
        dialect = owner.node.get("$schema")
        if isinstance(dialect, str) and not dialect.startswith(_USUAL):
            return True
        owner = owner.owner
    return False
