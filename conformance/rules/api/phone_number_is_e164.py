"""A telephone number that is documented as E.164 is written in E.164.

What it checks: Every text in a property whose description says E.164.

Why it matters: Only this form can be dialled from everywhere; without its country code a number reaches somebody else.

Example: `"from_phone_number": "(212) 555-0142"` where the description says E.164.

Fix: Normalise numbers to `+`, country code and number when they are stored.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.api._described_texts import judge_texts, screen_texts
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.phones import is_phone_number
from conformance.rules.properties import Property
from conformance.rules.prose import E164, is_e164
from conformance.rules.screening import Layout, Reads, Test

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="the contract's descriptions; ITU-T E.164 section 6", since="0.3.0"
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at every text in a property whose description says E.164."""
    return judge_texts(evidence, is_e164, _wrong, "+ and 2 to 15 digits", "no property is documented as E.164")


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the test that every number is written in E.164 and possible in its country."""
    return screen_texts(layout, is_e164, lambda _: is_phone_number)


def _wrong(one: Property, text: str) -> str:
    return "" if E164.fullmatch(text) else f"{one.name} is documented as E.164, and is not"
