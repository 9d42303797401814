"""The value of a header matches the schema that the contract gives it.

What it checks: Every declared header that is sent, read in the style `simple` or by its `content`: types, listed words,
patterns, formats, bounds, lists and objects. `Content-Type` is described elsewhere. A spelling that many readers take
for a sound value (`12.0` for an integer) is not judged.

Why it matters: A generated client parses the header by its type, and raises or gets another value.

Example: `X-Total-Count: many` where `type: integer` is declared.

Fix: Send what the schema says, or correct the schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from conformance.contract.openapi import Parameter
from conformance.contract.possible_types import possible_types
from conformance.exchange.parameter_values import validity
from conformance.exchange.redaction import mask, scrub
from conformance.exchange.values import Validity
from conformance.model import Aspect, Exchange, Level
from conformance.rules.api._declared_headers import NONE, declared_headers, declares_headers
from conformance.rules.api._header_syntax import http_date
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation

REQUIREMENT = Declaration(
    level=Level.MUST, source="OpenAPI 3.1 section 4.8.21 (Header Object)", since="0.5.0", clause="{operation}"
)
NEEDS = (Aspect.HEADERS,)
_DATES = frozenset({"date", "expires", "last-modified", "retry-after", "sunset"})
_QUOTED = re.compile(r'(?:W/)?"(.*)"')
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")
_MAX_SHOWN = 100


def check(evidence: Evidence) -> Iterator[Observation]:
    """Read every declared header that is sent."""
    if not declares_headers(evidence):
        yield Inapplicable(NONE)
        return
    for exchange, header in declared_headers(evidence):
        assert exchange.response is not None
        text = exchange.response.header(header.name)
        if text is not None and header.schema is not None:
            yield _judge(evidence, exchange, header, text.strip(" \t"))


def _judge(evidence: Evidence, exchange: Exchange, header: Parameter, text: str) -> Observation:
    assert header.schema is not None
    if header.name.lower() == "set-cookie":
        return Inconclusive("cookies are several headers of one name, which no schema describes")
    types = possible_types(header.schema, evidence.schemas)
    found = _validity(evidence, header, text)
    if found is Validity.VALID:
        return Conforming(exchange)
    if found is None or (found is Validity.LENIENT and types != {"string"}):
        return Inconclusive(f"how {header.name} is meant is not certain")
    quoted = _QUOTED.fullmatch(text)
    if quoted and _validity(evidence, header, quoted[1]) is Validity.VALID:
        return Inconclusive(f"the contract describes {header.name} without its quotes")
    if header.name.lower() in _DATES and http_date(text) is not None:
        return Inconclusive(f"the contract describes {header.name} otherwise than RFC 9110 section 5.6.7")
    is_number = bool(types & {"integer", "number"}) and _NUMBER.fullmatch(text)
    actual = text if is_number else mask(scrub(text, evidence.secrets))
    message = f"{header.name} does not match its schema"
    shown = json.dumps(evidence.schemas.value_at(header.schema))[:_MAX_SHOWN]
    return Deviation(exchange, "schema", message, shown, actual, f"header {header.name}")


def _validity(evidence: Evidence, header: Parameter, text: str) -> Validity | None:
    """Return whether a value is valid, with or without the blanks that HTTP allows after commas (RFC 9110 5.6.1)."""
    spellings = dict.fromkeys((text, re.sub(r"[ \t]*,[ \t]*", ",", text)))
    found = [validity(header, ((header.name, each),), evidence.schemas) for each in spellings]
    return Validity.VALID if Validity.VALID in found else found[-1]
