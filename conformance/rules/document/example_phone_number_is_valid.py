"""A telephone number in an example is one that can exist.

Forms and clients that check numbers reject the example itself; one that is kept free for fiction harms nobody.

Fails: `example: '+19876543007'`: no area has the code 987.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.rules.document._quirk import quirk
from conformance.rules.document._values import held
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
# Kept free for fiction: by the North American numbering plan, by Ofcom, by ARCEP.
_FICTION = re.compile(r"\+1[2-9][0-9]{2}55501[0-9]{2}|\+44(?:7700900|1632960)[0-9]{3}|\+3363998[0-9]{4}")
_GOOD = "+14155550123"


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every text in an example that is written as E.164 wants it, each once in an example."""
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
        fix = f"a number that is kept free for fiction, such as '{_GOOD}'"
        message = f"the example {number} is written as E.164 wants it, but {wrong}"
        yield quirk(each.pointer, "invalid number", message, "a number of the numbering plan", number, fix)


def _wrong(number: str) -> str:
    """Return what is wrong with a number; empty where nothing is."""
    import phonenumbers  # noqa: PLC0415 - its tables take long to load, and few documents have a number

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return "no country has its code"
    if not phonenumbers.is_possible_number(parsed):
        return "its length is none of its country's"
    return "" if phonenumbers.is_valid_number(parsed) else "no range of its country's numbering plan holds it"
