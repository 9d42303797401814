"""A title names what its schema describes.

What it checks: The title of every schema; one that repeats the name of its property or component is accepted.

Why it matters: Generators turn titles into class names: `Items` or `Data` collide, and tell nobody what is meant.

Example: `BatchList: {type: array, title: Items}`.

Fix: Name the thing that the schema describes, or remove the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import words_of
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="JSON Schema 2020-12 validation section 9.1 (title); common sense", since="0.2.0"
)
_GENERIC = re.compile(
    r"(?:(?:the|a|an|root|my|inline|generic|empty|new|some|array of|list of) )*"
    r"(?:items?|objects?|data|responses?|results?|schemas?|body|values?|arrays?|lists?|models?|entit(?:y|ies)|payloads?"
    r"|elements?|untitled|types?|inline|root|records?|strings?|numbers?|integers?|booleans?|title|todo|tbd|foo|bar)?"
    r"(?: ?(?:object|schema|model|response|array|list))?[ _-]?\d*"
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the title of every schema; one that repeats the name of its property or component does no harm."""
    for schema in evidence.of("schema"):
        title = schema.node.get("title")
        if not isinstance(title, str):
            continue
        name = shapes.name(schema) or schema.name
        if words_of(title) == words_of(name) or not _GENERIC.fullmatch(" ".join(title.lower().split())):
            yield Conforming()
            continue
        message = "the title is a word that fits every schema" if title.strip() else "the title is empty"
        yield quirk(
            f"{schema.pointer}/title", "generic", message, "what the schema describes", title, _fix(schema, name)
        )


def _fix(schema: Element, name: str) -> str:
    spelled = " ".join(words_of(name))
    return snippet({"title": spelled.capitalize()}) if spelled else "a title that says what the schema describes"
