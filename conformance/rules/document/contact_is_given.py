"""The document says whom to ask.

Who finds a fault in a contract needs somebody to tell.

Fails: `info: {title: Things, version: 1.0.0}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

_FIX = "contact:\n  name: API support\n  url: https://…"


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for a contact with anything in it."""
    for info in evidence.of("info"):
        contact = info.node.get("contact")
        if isinstance(contact, dict) and any(contact.get(keyword) for keyword in ("name", "url", "email")):
            yield Conforming()
        else:
            message, expected = "the document says nothing of whom to ask", "a contact with a url or an email"
            yield quirk(info, "no contact", message, expected, "none", _FIX)
