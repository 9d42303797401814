"""The document names a contact.

What it checks: `info.contact`, with a name, an address or an email in it.

Why it matters: Whoever finds a mistake in a contract needs somebody to report it to.

Example: `info: {title: Things, version: 1.0.0}`.

Fix: Add `info.contact` with a `url` or an `email`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(level=Level.MAY, source="OpenAPI 3.1 section 4.8.3", since="0.2.0")
_FIX = "contact:\n  name: API support\n  url: https://…"


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for a contact with anything in it."""
    for info in evidence.of("info"):
        contact = info.node.get("contact")
        if isinstance(contact, dict) and any(contact.get(keyword) for keyword in ("name", "url", "email")):
            yield Conforming()
        else:
            message, expected = "the document names no contact", "a contact with a url or an email"
            yield quirk(info, "no contact", message, expected, "none", _FIX)
