"""Properties whose values depend on each other say how.

What it checks: Every pair of related properties in response objects: parts and totals, times in order, a status and its
counts.

Why it matters: No type can say that a part is at most its total, or that nothing is updated before it is created; only
a description can.

Example: `created_at` and `updated_at`, neither of whose descriptions names the other.

Fix: Name the relation in the description of one of the two; the finding gives a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._quirk import quirk
from conformance.rules.document._related import pairs
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(level=Level.MAY, source="common sense", since="0.2.0")
# A hint which one to use does not say how the values are related.
_REPLACED = re.compile(r"(?i)\b(?:use|replaced by|superseded by|in favou?r of) \S+(?: instead)?\s*(?:[.;]|$)")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every pair of related properties in response objects."""
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
            message = f"no description says how {first} and {second} are related"
            expected = f"that {first} {pair.relation}"
            fix = snippet({"description": f"{_sentence(own) or 'What it is'}; {pair.relation.removeprefix('is ')}"})
            yield quirk(pair.first, f"relation to {second}", message, expected, "no sentence on it", fix)


def _names(name: str, said: str) -> bool:
    """Return whether a description names a property other than as its replacement; spaces may separate its words."""
    spelled = re.escape(name).replace("_", r"[_\s-]?")
    return re.search(rf"(?i)(?<![\w]){spelled}(?![\w])", _REPLACED.sub("", said)) is not None


def _sentence(said: str) -> str:
    return said.rstrip(". ")
