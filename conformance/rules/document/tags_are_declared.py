"""Every tag of an operation is declared by the document.

What it checks: The tags of all operations, where the document declares any.

Why it matters: An undeclared tag has no description and no place in the order; a misspelt one is a group of its own.

Example: `tags: [thing]` in a document that declares `things`.

Fix: Correct the name, or add it under `tags` with a description.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.MAY,
    source="OpenAPI 3.1 section 4.8.1 (not all tags need be declared; the others may be in any order)",
    since="0.5.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look up the tags of every operation."""
    declared = [tag.text("name") for tag in evidence.of("tag")]
    seen: set[str] = set()
    for operation in evidence.of("operation") if declared else ():
        listed = operation.node.get("tags")
        for index, name in enumerate(listed if isinstance(listed, list) else ()):
            if not isinstance(name, str) or name in seen:
                continue
            seen.add(name)
            if name in declared:
                yield Conforming()
                continue
            near = difflib.get_close_matches(name, declared, 1)
            fix = near[0] if near else snippet({"tags": [{"name": name, "description": "…"}]})
            at = f"{operation.pointer}/tags/{index}"
            yield quirk(at, f"undeclared {name}", "a tag is not declared", "a declared tag", name, fix)
