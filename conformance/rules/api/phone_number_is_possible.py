"""A telephone number has an existing country code and a length that is possible there.

What it checks: Every number in E.164 form in a property whose description says E.164. Whether it is assigned is not
asked: ranges open every week, and fictional ones are wanted in tests.

Why it matters: A number that was truncated or padded still looks like E.164 and reaches nobody.

Example: `"from_phone_number": "+1212555"`.

Fix: Validate numbers with a library such as libphonenumber when they are entered.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.api._described_texts import judge_texts, screen_texts
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.phones import fault_of, is_phone_number
from conformance.rules.properties import Property
from conformance.rules.prose import E164, is_e164
from conformance.rules.screening import Layout, Reads, Test

REQUIREMENT = Declaration(
    level=Level.MAY,
    source="common sense; ITU-T E.164 (national numbering plans change, so this is a hint)",
    since="0.3.0",
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at every text in E.164 form in a property whose description says so."""
    return judge_texts(evidence, is_e164, _wrong, "a number of its country", "no property is documented as E.164")


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the test that every number is written in E.164 and possible in its country."""
    return screen_texts(layout, is_e164, lambda _: is_phone_number)


def _wrong(one: Property, text: str) -> str | None:
    fault = fault_of(text) if E164.fullmatch(text) else None
    return f"{one.name} has {fault}" if fault else fault
