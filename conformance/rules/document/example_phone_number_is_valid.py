"""A telephone number in an example is in its country's numbering plan, or reserved for fiction.

What it checks: Every text in E.164 form in an example, once per example.

Why it matters: Forms and clients that validate numbers reject the example itself; a number reserved for fiction reaches
nobody.

Example: `example: '+19876543007'`: 987 is not an area code.

Fix: Use a number that is reserved for fiction, such as `+14155550123`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document._values import held
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(level=Level.MAY, source="ITU-T E.164 section 6; common sense", since="0.2.0")
_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
# Reserved for fiction: by the North American numbering plan, by Ofcom, by ARCEP.
_FICTION = re.compile(r"\+1[2-9][0-9]{2}55501[0-9]{2}|\+44(?:7700900|1632960)[0-9]{3}|\+3363998[0-9]{4}")
_GOOD = "+14155550123"


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every text in E.164 form in an example, once per example."""
    seen: set[tuple[str, str]] = set()
    for each in held(evidence):
        number = each.value
        if not isinstance(number, str) or not _E164.fullmatch(number) or (each.example.pointer, number) in seen:
            continue
        seen.add((each.example.pointer, number))
        wrong = "" if _FICTION.fullmatch(number) else _wrong(number)
        if not wrong:
            yield Conforming()
            continue
        fix = f"a number that is reserved for fiction, such as '{_GOOD}'"
        message = f"the example {number} is in E.164 form, but {wrong}"
        yield quirk(each.pointer, "invalid number", message, "a number of the numbering plan", number, fix)


def _wrong(number: str) -> str:
    """Return what is wrong with a number; empty where nothing is."""
    import phonenumbers  # noqa: PLC0415 - its tables take long to load, and few documents have a number

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return "no country has its code"
    if not phonenumbers.is_possible_number(parsed):
        return "its length is not possible in its country"
    return "" if phonenumbers.is_valid_number(parsed) else "its country's numbering plan has no such range"
