"""No two paths are the same but for the names of their parameters.

What it checks: Every pair of paths with a template, each parameter taken as a placeholder.

Why it matters: Both are the same URL: which of the two operations answers is left to chance, and so is which one a
generated client calls.

Example: `/things/{id}` beside `/things/{number}`.

Fix: Merge the two into one path, or give them different words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8.8 (identical templated paths MUST NOT exist)",
    since="0.5.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare the paths without the names of their parameters."""
    first: dict[str, Element] = {}
    for item in (each for each in evidence.of("path item") if each.keyword == "paths" and "{" in each.name):
        shape = re.sub(r"\{[^{}]*\}", "{}", item.name)
        if first.setdefault(shape, item) is item:
            yield Conforming()
            continue
        message = f"this path and {first[shape].name} are the same URL"
        fix = f"its operations under {first[shape].name}"
        yield quirk(item, "identical path", message, "a path that differs by more than names", item.name, fix)
