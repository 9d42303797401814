"""An operation has a summary.

What it checks: Every operation under `paths`.

Why it matters: Tables of contents and command lines show the summary; without one they show the path.

Example: `get: {description: Lists every batch of the agent, newest first.}`.

Fix: Add a `summary` of a few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._operations import operations
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(level=Level.MAY, source="OpenAPI 3.1 section 4.8.10 (summary)", since="0.2.0")
_LONGEST = 80


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every operation under `paths`."""
    for operation, element in operations(evidence):
        if element.text("summary").strip():
            yield Conforming()
            continue
        first = re.split(r"[.\n]", element.text("description").strip())[0]
        fix = snippet({"summary": first if 0 < len(first) <= _LONGEST else "What the operation does, in a few words"})
        yield quirk(element, "no summary", f"{operation.id} has no summary", "a summary", "none", fix)
