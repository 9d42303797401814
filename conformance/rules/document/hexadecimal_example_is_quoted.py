"""An example that is text, but could load as a number or a time, is quoted.

What it checks: The source of every text that is an example, a default or a member of an enum.

Why it matters: An id of hexadecimal digits is text until one has decimal digits only: unquoted, YAML reads that one as
a number.

Example: `{type: string, pattern: '^[0-9a-f]{32}$', example: 3c90c3cc0d444b5088888dd25736052a}`.

Fix: Put the value in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.document import tokens
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._absurd import accepts
from conformance.rules.document._examples import texts
from conformance.rules.document._quirk import quirk
from conformance.rules.document._source import is_plain
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MAY, source="YAML 1.2 section 10.3.2 (tag resolution); YAML 1.1 types int and float", since="0.2.0"
)
# What YAML 1.1, which many tools still read, loads as a number: groups of digits, and base 60.
_NUMBER = re.compile(r"[0-9][0-9]*_[0-9_]*|[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
# Forms of text, each with a change that turns some into numbers.
_FORMS = (
    (re.compile(r"(?=.*[0-9])(?=.*[a-f])[0-9a-f]{6,}|(?=.*[0-9])(?=.*[A-F])[0-9A-F]{6,}"), "[a-fA-F]", "1"),
    (re.compile(r"(?=.*[0-9])[0-9a-fA-F]{12,}"), "[a-fA-F]", "1"),
    (re.compile(r"[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}"), "[0-9a-fA-F]{2}", "12"),
    (re.compile(r"0[0-9](?::[0-5][0-9]){1,2}"), "^0", "1"),
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the source of every text that is an example, a default or a member of an enum."""
    for pointer, schema, value, is_drawn in texts(evidence):
        target = evidence.by_pointer.get(schema)
        if target is None or evidence.types(target) - {"null"} != {"string"}:
            continue
        risk = _risk(evidence, schema, value, is_drawn)
        if not risk or not is_plain(evidence.contract.document, pointer, value):
            yield Conforming()
            continue
        message = f"the example is unquoted, and another of its form loads as a number: {risk}"
        quoted = f"'{value}'"
        keyword = "- " if tokens(pointer)[-1].isdigit() else f"{tokens(pointer)[-1]}: "
        yield quirk(pointer, "unquoted", message, quoted, f"{value} without quotes", keyword + quoted)


def _risk(evidence: DocumentEvidence, schema: str, value: str, is_drawn: bool) -> str:
    """Return a text of the same form that loads as a number; empty where there is none that the schema accepts."""
    if _NUMBER.fullmatch(value):
        return value
    for form, part, digits in _FORMS if is_drawn else ():
        other = re.sub(part, digits, value)
        if form.fullmatch(value) and accepts(evidence, schema, other):
            return other
    return ""
