"""No two properties of an object have names that differ by one letter.

One is typed for the other, completion offers both, and neither compiler nor server notices.

Fails: `from_phone_number` beside `from_phone_numbers`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from conformance.contract.elements import Element
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import words_of
from conformance.rules.observation import Conforming, Observation

_LENGTH = 5
# Names of more letters are generated, and told apart by no one.
_LONGEST = 80


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare the names of the properties of every object; a sign of other scripts may be a word."""
    for properties in evidence.objects.values():
        named = [each for each in properties if _LENGTH <= len(each.name) <= _LONGEST and each.name.isascii()]
        pairs = list(_near(named))
        if len(named) > 1 and not pairs:
            yield Conforming()
        for one, other in pairs:
            message = f"{other.name} and {one.name} differ by one letter"
            fix = "a name that tells by itself what the other is not"
            yield quirk(other, f"near {one.name}", message, "names that differ by a word", other.name, fix)


def _near(named: Sequence[Element]) -> Iterator[tuple[Element, Element]]:
    """Yield the pairs of names that are confusable; two names one letter apart share what is left without a letter."""
    by_rest: dict[str, list[int]] = defaultdict(list)
    seen: set[tuple[int, int]] = set()
    # By numbers names differ on purpose, as `line_1` does from `line_2`.
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
    """Tell whether two names are one letter apart, and not on purpose, as `x_axis` and `rx_bytes` are."""
    if not _is_one_edit(one, other):
        return False
    first, second = words_of(one), words_of(other)
    if len(first) != len(second):
        return "".join(first) == "".join(second)
    differing = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return all(len(a) != len(b) or len(a) > 3 for a, b in differing)


def _is_one_edit(one: str, other: str) -> bool:
    """Tell whether one insertion, deletion, replacement, or exchange of neighbours makes one name of the other."""
    short, long = sorted((one, other), key=len)
    start = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) != len(long):
        return len(long) - len(short) == 1 and short[start:] == long[start + 1 :]
    if short[start + 1 :] == long[start + 1 :]:
        return True
    return short[start : start + 2] == long[start : start + 2][::-1] and short[start + 2 :] == long[start + 2 :]
