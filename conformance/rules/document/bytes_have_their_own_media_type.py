"""Raw bytes have a media type of their own.

What it checks: Every JSON media type of a response: its schema describes a JSON value, not raw bytes.

Why it matters: Clients parse JSON. Frameworks document every file as `application/json`, and send it as what it is.

Example: `application/json` with `{type: string, format: binary}`, and `image/png` in the answer.

Fix: Name the type of the file under `content`, or `application/octet-stream` where it may be any.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.media_types import is_json
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.reading import is_binary

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.0.3 section 4.7.14.2, 3.1 section 4.8.14.1 (binary content); RFC 8259 section 8.1",
    since="0.5.0",
)
_FIX = "application/octet-stream: {}"


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the schema of every JSON media type of a response."""
    for media in evidence.of("media type"):
        schema = f"{media.pointer}/schema"
        of_response = media.owner is not None and media.owner.kind == "response"
        if not of_response or not is_json(media.name) or schema not in evidence.by_pointer:
            continue
        if is_binary(evidence.contract.document, schema):
            message = f"{media.name} cannot hold raw bytes, which its schema describes"
            yield quirk(media.pointer, "bytes as JSON", message, "a type of the bytes", media.name, _FIX)
        else:
            yield Conforming()
