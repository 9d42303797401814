"""The name of a file of a documented type has the extension of that type.

What it checks: Every text in a property whose description says that it is the name of a file of one type; letter case
is ignored.

Why it matters: A client that saves the file under its name, or picks a reader by the extension, opens it with the wrong
program.

Example: `"file_name": "customers.xlsx"` where the description says `Name of the CSV file`.

Fix: Reject uploads of another type, or correct the description.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import methodcaller

from conformance.model import Level
from conformance.rules.api._described_texts import judge_texts, screen_texts
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.properties import Property
from conformance.rules.prose import file_type
from conformance.rules.screening import Layout, Reads, Test

REQUIREMENT = Declaration(level=Level.SHOULD, source="the contract's descriptions; common sense", since="0.3.0")
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at every text in a property whose description says that it is the name of a file of one type."""
    nothing = "no property is documented as the name of a file of one type"
    return judge_texts(evidence, _is_file_name, _wrong, "the extension of its type", nothing)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the test that every name ends in its extension, in lower or upper case."""
    return screen_texts(layout, _is_file_name, lambda one: _ends_in(f".{file_type(one.said)}"))


def _ends_in(extension: str) -> Callable[[str], bool]:
    return methodcaller("endswith", (extension, extension.upper()))


def _is_file_name(one: Property) -> bool:
    return bool(file_type(one.said))


def _wrong(one: Property, text: str) -> str:
    kind = file_type(one.said)
    return (
        ""
        if text.lower().endswith(f".{kind}")
        else f"{one.name} is that of a {kind.upper()} file, and has another extension"
    )
