"""No tag is defined twice.

What it checks: The names under `tags` of the document.

Why it matters: The descriptions contradict each other, and pages show a group twice.

Example: `tags: [{name: things}, {name: things}]`.

Fix: Merge the two.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8.1 (each tag name in the list MUST be unique)",
    since="0.5.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare the names of the tags."""
    seen: set[str] = set()
    for tag in evidence.of("tag"):
        name = tag.text("name")
        if name in seen:
            yield quirk(tag, f"repeated {name}", f"the tag {name} is defined twice", "one tag of this name", name)
        else:
            yield Conforming()
        seen.add(name)
