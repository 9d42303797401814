"""A JSON Content-Type names no charset other than UTF-8.

What it checks: The `charset` parameter of every response that is labelled as JSON.

Why it matters: JSON has no `charset` parameter (RFC 8259 section 11); one that names another encoding makes clients
decode the text wrongly.

Example: `Content-Type: application/json; charset=iso-8859-1`.

Fix: Send `Content-Type: application/json` without a `charset`.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message

from conformance.contract.media_types import is_json
from conformance.exchange.redaction import mask, scrub
from conformance.model import Aspect, Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, has_body, media_type
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(level=Level.SHOULD, source="RFC 8259 section 11", since="0.1.0", clause="RFC 8259 section 11")
NEEDS = (Aspect.HEADERS,)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at the charset of every answer that is labelled as JSON."""
    for exchange in evidence.answers:
        if not has_body(exchange) or not is_json(media_type(exchange)):
            continue
        charset = _charset((exchange.response and exchange.response.header("content-type")) or "")
        if charset.lower() in ("", "utf-8", "utf8"):
            yield Conforming(exchange)
        else:
            message = "JSON is labelled with another charset"
            actual = mask(scrub(charset, evidence.secrets))
            yield Deviation(exchange, "charset", message, "utf-8, or none", actual, "header Content-Type")


def _charset(content_type: str) -> str:
    message = Message()
    message["Content-Type"] = content_type.replace("\r", "").replace("\n", "")
    charset = message.get_param("charset", "")
    # A header that is sent twice is joined by commas; what it says of the charset is not wrong for that.
    return charset.partition(",")[0].strip('" ') if isinstance(charset, str) else ""
