"""Everything that a document declares deprecated, and what it says about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.contract.elements import Element
from conformance.model import JsonValue
from conformance.rules.document._branches import branches
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.replacements import quotes, replacement_sentences, sent_to

KINDS = ("operation", "parameter", "header", "schema")
_NONE = re.compile(
    r"\b(?:no|not|without|nor|never|isn't|n't)\b[^.;]*\b(?:replace\w*|successor|alternative|substitute|equivalent)\b"
    r"|\bno longer\b|\bno effect\b|\bignored\b|\bunused\b|\bnot used\b",
    re.IGNORECASE,
)
_REPLACEMENT = re.compile(r"replac|supersed|successor|alternative|instead|use-|migrat", re.IGNORECASE)


@dataclass(frozen=True)
class Deprecation:
    """Something deprecated, with the texts and extensions about it."""

    element: Element
    text: str
    """Its descriptions, in one line."""
    text_at: str
    """The pointer of the nearest description; the element's own where there is none."""
    extensions: tuple[tuple[str, JsonValue], ...]

    @property
    def called(self) -> str:
        """Its name in a sentence: `the property from_phone_number`."""
        element = self.element
        kind = "property" if element.is_property else element.kind
        return f"the {kind} {name_of(element)}".rstrip()

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences that mention something to use instead."""
        return replacement_sentences(self.text)

    @property
    def names_replacement(self) -> bool:
        """Whether a replacement is named, or stated not to exist."""
        return bool(self.sentences) or bool(self.replacements) or bool(_NONE.search(self.text))

    @property
    def has_none(self) -> bool:
        """Whether the text says that there is no replacement."""
        return bool(_NONE.search(self.text))

    @property
    def replacements(self) -> tuple[tuple[str, JsonValue], ...]:
        """The extensions that name a replacement: keyword and value."""
        return tuple((key, value) for key, value in self.extensions if _REPLACEMENT.search(key))

    @property
    def quoted(self) -> tuple[str, ...]:
        """The names in code or quotes in the sentences on what to use instead."""
        return tuple(dict.fromkeys(name for name, _ in quotes(self.text, name_of(self.element))))

    @property
    def sent_to(self) -> tuple[str, ...]:
        """Those that are clearly names of a replacement: after `use`, `replaced by` and similar words."""
        return sent_to(self.text, name_of(self.element))


def name_of(element: Element) -> str:
    """Return the usual name of an element: of an operation, method and path."""
    if element.kind == "operation" and element.owner is not None:
        return f"{element.keyword.upper()} {element.owner.name}"
    return element.text("name") if element.kind == "parameter" else element.name


def declared(evidence: DocumentEvidence) -> Iterator[Element]:
    """Yield everything that is declared deprecated."""
    return (each for kind in KINDS for each in evidence.of(kind) if each.node.get("deprecated") is True)


def deprecations(evidence: DocumentEvidence) -> Iterator[Deprecation]:
    """Yield everything deprecated that is not inside something deprecated."""
    for element in declared(evidence):
        if not any(owner.node.get("deprecated") is True for owner in _owners(element)):
            yield _deprecation(evidence, element)


def _owners(element: Element) -> Iterator[Element]:
    owner = element.owner
    while owner is not None:
        yield owner
        owner = owner.owner


def _deprecation(evidence: DocumentEvidence, element: Element) -> Deprecation:
    target = evidence.resolved(element)
    described = evidence.by_pointer.get(f"{target.pointer}/schema")
    nodes = [element, target, *branches(evidence, target, "allOf"), *([described] if described else [])]
    texts = [(f"{each.pointer}/{key}", each.text(key)) for each in nodes for key in ("description", "summary", "title")]
    spoken = dict.fromkeys(" ".join(text.split()) for _, text in texts if text)
    at = next((pointer for pointer, text in texts if text and pointer.endswith("/description")), element.pointer)
    extensions = tuple(
        (key, value) for each in (element, target) for key, value in each.node.items() if key.startswith("x-")
    )
    return Deprecation(element, " ".join(spoken), at, tuple(dict(extensions).items()))
