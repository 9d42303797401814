"""Every value in the mapping of a discriminator leads to a schema.

What it checks: The references in `mapping`, and the names in it against the schemas of the document.

Why it matters: For that value no client can find the type to read the body as.

Example: `mapping: {cat: "#/components/schemas/Kat"}` in a document that has `Cat`.

Fix: Correct the reference, or add the schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.document import escape
from conformance.contract.schema_graph import local_pointer
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8.25 (mapping between payload values and schema names or references)",
    since="0.5.0",
)
_NAME = re.compile(r"[A-Za-z0-9_-]+")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look up every value of every mapping; what may be a URL of another document is not followed."""
    document = evidence.contract.document
    for schema in evidence.of("schema"):
        discriminator = schema.node.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        for value, target in mapping.items() if isinstance(mapping, dict) else ():
            if not isinstance(target, str) or "://" in target:
                continue
            is_pointer = target.startswith("#")
            if not is_pointer and not _NAME.fullmatch(target):
                continue  # a file that the document was not read with
            if document.has(local_pointer(target) if is_pointer else f"#/components/schemas/{target}"):
                yield Conforming()
                continue
            at = f"{schema.pointer}/discriminator/mapping/{escape(value)}"
            message = "a discriminator maps a value to a schema that does not exist"
            yield quirk(at, "leads nowhere", message, "a schema of the document", target)
