"""Maps whose keys a description takes from a closed list."""

from __future__ import annotations

import re

from conformance.contract.elements import Element
from conformance.rules.document import _shapes as shapes
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import words_of

# The keys are the words after `by`: in `status by host` they are hosts, and the statuses are values.
_BY_LIST = re.compile(
    r"(?i)\b(?:by|per|for (?:each|every)|(?:based|depending) on|keyed (?:by|on)|grouped by|according to|in each)\s+"
    r"(?:(?:the|their|its|current|possible|execution|call|job|task|order|delivery|processing|payment)\s+){0,3}"
    r"(?:status(?:es)?|states?|severit(?:y|ies)|priorit(?:y|ies)|types?|kinds?)\b(?! (?:code|id|name)s?\b)"
)
_CLOSED_LIST = re.compile(r"(?i)\b(?:possible|allowed|valid|permitted) (?:keys|status(?:es)?|states|types|kinds)\b")
_FREE = re.compile(
    r"(?i)\b(?:arbitrary|custom|user[- ]defined|free[- ]form|any (?:key|name|string)|open[- ]ended|not exhaustive"
    r"|extensible|dynamic|additional|new (?:keys|status(?:es)?|states|types|kinds) (?:may|can)|may (?:be added|grow))\b"
)
_FREE_NAMES = frozenset(
    (
        *("metadata", "meta", "labels", "label", "headers", "header", "tags", "attributes", "annotations", "extra"),
        *("extras", "custom", "variables", "vars", "params", "parameters", "context", "settings", "options", "config"),
        *("env", "props"),
    )
)


def is_of_a_list(evidence: DocumentEvidence, site: Element, value: Element) -> bool:
    """Return whether a map is described as keyed by a closed list: by status, for each type."""
    said = f"{shapes.text(evidence, site)} {shapes.text(evidence, value)}"
    if set(words_of(shapes.name(site))) & _FREE_NAMES or _FREE.search(said):
        return False
    held = shapes.types(evidence, value)
    has_numbers = bool(held) and held <= {"integer", "number"}
    return bool(_CLOSED_LIST.search(said) and held != {"string"}) or bool(has_numbers and _BY_LIST.search(said))
