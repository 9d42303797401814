"""Whatever is deprecated says what to use instead, or that there is no replacement.

What it checks: Description and extensions of everything deprecated.

Why it matters: A client's author learns that there is work to do, but not what.

Example: `deprecated: true` with `description: Deprecated.`

Fix: Name the replacement in the description, such as "Use `…` instead.", or say that there is none.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._deprecated import deprecations
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(level=Level.SHOULD, source="RFC 9745 section 3; common sense", since="0.2.0")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the description and the extensions of everything deprecated."""
    for each in deprecations(evidence):
        if each.names_replacement:
            yield Conforming()
            continue
        message = f"{each.called} is deprecated, and nothing says what to use instead"
        actual = each.text[:120] or "no description"
        fix = "description: Deprecated. Use `…` instead."
        yield quirk(each.text_at, "no replacement", message, "what to use instead, or that nothing is", actual, fix)
