"""No two properties of an object have names that differ by one letter.

What it checks: The names of the properties of every object; numbered names and those in other scripts are passed over.

Why it matters: One is typed for the other, completion offers both, and neither compiler nor server notices.

Example: `from_phone_number` beside `from_phone_numbers`.

Fix: Rename one of the two so that they differ by a word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import is_one_edit, words_of
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(level=Level.MAY, source="common sense", since="0.2.0")
_LENGTH = 5
# Longer names are generated, and nobody types them.
_LONGEST = 80


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare the names of the properties of every object; a letter of another script may be a word."""
    for properties in evidence.objects.values():
        named = [each for each in properties if _LENGTH <= len(each.name) <= _LONGEST and each.name.isascii()]
        pairs = list(_near(named))
        if len(named) > 1 and not pairs:
            yield Conforming()
        for one, other in pairs:
            message = f"{other.name} and {one.name} differ by one letter"
            fix = "a name that differs by a word"
            yield quirk(other, f"near {one.name}", message, "names that differ by a word", other.name, fix)


def _near(named: Sequence[Element]) -> Iterator[tuple[Element, Element]]:
    """Yield the pairs of names that are confusable; two names one letter apart are equal without it."""
    by_rest: dict[str, list[int]] = defaultdict(list)
    seen: set[tuple[int, int]] = set()
    # Names may differ by numbers on purpose, as `line_1` and `line_2` do.
    bare = [re.sub("[0-9]", "", each.name) for each in named]
    for index, each in enumerate(named):
        for rest in {each.name, *(each.name[:at] + each.name[at + 1 :] for at in range(len(each.name)))}:
            for earlier in by_rest[rest]:
                is_numbered = bare[earlier] == bare[index]
                if not is_numbered and (earlier, index) not in seen and _is_confusable(named[earlier].name, each.name):
                    seen.add((earlier, index))
                    yield named[earlier], each
            by_rest[rest].append(index)


def _is_confusable(one: str, other: str) -> bool:
    """Return whether two names are one letter apart, and not on purpose, as `x_axis` and `rx_bytes` are."""
    if not is_one_edit(one, other):
        return False
    first, second = words_of(one), words_of(other)
    if len(first) != len(second):
        return "".join(first) == "".join(second)
    differing = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return all(len(a) != len(b) or len(a) > 3 for a, b in differing)
