"""Every schema keyword has an effect in this OpenAPI version and on the stated type.

What it checks: Every keyword of every schema in the usual dialect.

Why it matters: Its author believes that something is checked; nothing is, and no tool has to say so.

Example: `nullable: true` in OpenAPI 3.1, `const: a` in OpenAPI 3.0, or `{type: integer, minLength: 1}` in both.

Fix: Replace the keyword with one that this version and type know, or remove it.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.document import escape
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._keywords import is_of_another_dialect, without_effect
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.8.24; OpenAPI 3.0.3 sections 4.7.23 and 4.7.24; JSON Schema 2020-12 section 6",
    since="0.2.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every keyword of every schema that is of the usual dialect."""
    for schema in evidence.of("schema"):
        if is_of_another_dialect(evidence, schema):
            continue
        found = list(without_effect(schema, is_3_1=evidence.is_3_1))
        if not found:
            yield Conforming()
        for keyword, why, fix in found:
            at = f"{schema.pointer}/{escape(keyword)}"
            message = f"`{keyword}` has no effect: {why}"
            shown = f"{keyword}: {schema.node[keyword]}"[:120]
            yield quirk(at, f"no effect of {keyword}", message, "a keyword that is evaluated", shown, fix)
