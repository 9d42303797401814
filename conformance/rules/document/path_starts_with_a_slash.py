"""Every path starts with a slash.

What it checks: The names under `paths`.

Why it matters: The path is appended to the URL of the server: without the slash it becomes a part of the host or of the
last word.

Example: `paths: {things: {get: …}}`.

Fix: Write `/things`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.document import escape
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8.8 (the field name MUST begin with a forward slash)",
    since="0.5.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every path."""
    paths = evidence.contract.document.get("#/paths")
    for path in paths if isinstance(paths, dict) else ():
        if path.startswith("/"):
            yield Conforming()
        elif not path.startswith("x-"):
            at = f"#/paths/{escape(path)}"
            yield quirk(at, "no slash", "a path does not start with a slash", "/…", path, f"/{path}:")
