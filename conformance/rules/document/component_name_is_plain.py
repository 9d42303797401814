"""The name of a component consists of letters, digits, dots, dashes and underscores.

What it checks: Every name in the sections of `components`.

Why it matters: The name is a part of references and of the names of generated types; with other characters these break.

Example: `components: {schemas: {"My Thing": …}}`.

Fix: Rename the component, and the references to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.document import escape
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8.7 (all keys MUST match ^[a-zA-Z0-9.\\-_]+$)",
    since="0.5.0",
)
_NAME = re.compile(r"[a-zA-Z0-9._-]+")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the names of all components."""
    components = evidence.contract.document.get("#/components")
    for section, named in components.items() if isinstance(components, dict) else ():
        for name in named if isinstance(named, dict) and not section.startswith("x-") else ():
            if _NAME.fullmatch(name):
                yield Conforming()
                continue
            plain = re.sub("[^a-zA-Z0-9._-]+", "_", name).strip("_")
            at = f"#/components/{escape(section)}/{escape(name)}"
            expected = "letters, digits, dots, dashes and underscores"
            yield quirk(
                at, "name", "a component's name has other characters", expected, name, f"{plain}:" if plain else ""
            )
