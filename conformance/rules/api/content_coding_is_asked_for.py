"""A body is compressed only in a way that the client accepts.

What it checks: The Content-Encoding of every response with a body, against the Accept-Encoding of its request.

Why it matters: A client that cannot unpack a coding gets nothing at all, and `curl` prints bytes.

Example: `Content-Encoding: br` in answer to `Accept-Encoding: gzip`.

Fix: Compress only after reading Accept-Encoding; no coding at all is always right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.exchange.redaction import mask, scrub
from conformance.model import Aspect, Exchange, Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, has_body
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="RFC 9110 section 12.5.3 (Accept-Encoding)",
    since="0.5.0",
    clause="RFC 9110 section 12.5.3",
)
NEEDS = (Aspect.HEADERS,)
READS = Reads(headers=frozenset({"content-encoding"}))
_REGISTERED = frozenset(
    {"aws-chunked", "br", "compress", "dcb", "dcz", "deflate", "exi", "gzip", "pack200-gzip", "zstd"}
)
_NEVER = re.compile(r"q\s*=\s*0(?:\.0*)?")


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the codings of every body with those that its request accepts."""
    if evidence.operation.method == "HEAD":
        yield Inapplicable("answers to HEAD have no body")
        return
    for exchange in filter(has_body, evidence.answers):
        assert exchange.response is not None
        used = set(_names(exchange.response.header("content-encoding") or "")) - {"identity"}
        accepted = _accepted(exchange)
        refused = sorted(used - accepted) if accepted is not None and "*" not in accepted else []
        if refused:
            shown = ", ".join(each if each in _REGISTERED else mask(scrub(each, evidence.secrets)) for each in refused)
            expected = ", ".join(sorted(accepted or ())) or "no coding"
            message = "the body is compressed in a way that the request does not accept"
            yield Deviation(exchange, "coding", message, expected, shown, "header Content-Encoding")
        elif used and accepted is None:
            yield Inconclusive("the request does not say which codings it accepts")
        else:
            yield Conforming(exchange)


def _accepted(exchange: Exchange) -> set[str] | None:
    """Return the codings that a request accepts; None where nothing says so."""
    values = [value for name, value in exchange.request.headers if name.lower() == "accept-encoding"]
    parts = [part.partition(";") for value in values for part in value.split(",")]
    return (
        {name for text, _, weight in parts for name in _names(text) if not _NEVER.fullmatch(weight.strip())}
        if values
        else None
    )


def _names(codings: str) -> Iterator[str]:
    for name in codings.lower().split(","):
        if name.strip():
            yield name.strip().removeprefix("x-")
