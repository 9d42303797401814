"""What to use in place of something deprecated is said where tools can read it.

Generated clients can then warn with the new name; prose is read by people only, and by few.

Fails: ``description: Use `from_phone_numbers` instead.`` without `x-replaced-by: from_phone_numbers`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._deprecated import deprecations
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet


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
