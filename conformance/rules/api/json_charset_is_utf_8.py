"""A Content-Type of JSON names no other charset than UTF-8 (RFC 8259 sections 8.1 and 11).

JSON has no `charset` parameter; one that says otherwise makes clients decode the text wrongly.

Fails: `application/json; charset=iso-8859-1`.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message

from conformance.exchange.redaction import mask, scrub
from conformance.model import Aspect
from conformance.rules.evidence import Evidence, has_body, is_json, media_type
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads

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
