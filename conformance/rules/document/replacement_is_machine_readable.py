"""The replacement of something deprecated is named in an extension, not in prose only.

What it checks: Everything deprecated whose description names a replacement.

Why it matters: Generated clients can warn with the new name; prose is read by people only, and by few.

Example: ``description: Use `from_phone_numbers` instead.`` without `x-replaced-by: from_phone_numbers`.

Fix: Add an extension such as `x-replaced-by` with the new name.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._deprecated import deprecations
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(level=Level.MAY, source="OpenAPI 3.1 section 4.9 (extensions); common sense", since="0.2.0")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for an extension beside everything deprecated whose description names a replacement."""
    for each in deprecations(evidence):
        if each.replacements:
            yield Conforming()
        elif (each.sent_to or each.quoted) and not each.has_none:
            name = (each.sent_to or each.quoted)[0]
            message = f"the replacement of {each.called} is named in prose only"
            fix = snippet({"x-replaced-by": name})
            yield quirk(each.text_at, "prose only", message, "an extension such as x-replaced-by", each.text[:120], fix)
