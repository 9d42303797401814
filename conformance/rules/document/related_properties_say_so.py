"""Properties whose values belong together say how.

That a part is at most its total, or that a change is never before the creation, no type can say: only the description.

Fails: `created_at` and `updated_at`, neither of whose descriptions names the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.rules.document import _shapes as shapes
from conformance.rules.document._quirk import quirk
from conformance.rules.document._related import pairs
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

# Which one to use says nothing of what the values have to do with one another.
_REPLACED = re.compile(r"(?i)\b(?:use|replaced by|superseded by|in favou?r of) \S+(?: instead)?\s*(?:[.;]|$)")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every pair of related properties in answered objects."""
    seen: set[tuple[str, str]] = set()
    for whole in shapes.wholes(evidence):
        about = " ".join(part.text("description") for part in whole.parts)
        for pair in pairs(evidence, whole.properties(evidence)):
            key = (pair.first.pointer, pair.second.pointer)
            if key in seen:
                continue
            seen.add(key)
            first, second = pair.first.name, pair.second.name
            own, others = (shapes.text(evidence, each) for each in (pair.first, pair.second))
            if _names(second, own) or _names(first, others) or (_names(first, about) and _names(second, about)):
                yield Conforming()
                continue
            message = f"no description says what {first} and {second} have to do with one another"
            expected = f"that {first} {pair.relation}"
            fix = snippet({"description": f"{_sentence(own) or 'What it is'}; {pair.relation.removeprefix('is ')}"})
            yield quirk(pair.first, f"relation to {second}", message, expected, "no word on it", fix)


def _names(name: str, said: str) -> bool:
    """Tell whether a description names a property, otherwise than as its replacement; words may be spelled apart."""
    spelled = re.escape(name).replace("_", r"[_\s-]?")
    return re.search(rf"(?i)(?<![\w]){spelled}(?![\w])", _REPLACED.sub("", said)) is not None


def _sentence(said: str) -> str:
    return said.rstrip(". ")
