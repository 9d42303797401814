"""Every security scheme that an operation asks for is defined.

What it checks: The names under `security` of the document and of each operation against
`components/securitySchemes`.

Why it matters: No tool can send a credential whose place and kind nobody says.

Example: `security: [{apiKey: []}]` in a document that defines `ApiKey`.

Fix: Correct the name, or define the scheme.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from conformance.contract.document import escape
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8.30 (each name MUST correspond to a security scheme)",
    since="0.5.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look up every name under `security`."""
    document = evidence.contract.document
    schemes = document.get("#/components/securitySchemes")
    defined = schemes if isinstance(schemes, dict) else {}
    for owner in ("#", *(each.pointer for each in evidence.of("operation"))):
        listed = document.get(f"{owner}/security")
        for index, alternative in enumerate(listed if isinstance(listed, list) else ()):
            for name in alternative if isinstance(alternative, dict) else ():
                if name in defined:
                    yield Conforming()
                    continue
                near = difflib.get_close_matches(name, defined, 1, cutoff=0.5)
                at = f"{owner}/security/{index}/{escape(name)}"
                message = "the document defines no security scheme of this name"
                yield quirk(
                    at, "undefined", message, ", ".join(defined) or "a scheme", name, *(f"{each}: []" for each in near)
                )
