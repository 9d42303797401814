"""The description of an operation or a response says more than its path and status do.

What it checks: The descriptions of operations and responses, word by word, beside the path, the operationId and the
status.

Why it matters: A description that repeats them costs the reader a line, and hides that nothing has been described yet.

Example: `'200': {description: list batches response}` of `GET /batches/{agent_id}/all`.

Fix: Describe what is particular: what the list contains, in which order, and what it leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._descriptions import responses
from conformance.rules.document._operations import operations
from conformance.rules.document._quirk import quirk
from conformance.rules.document._stock_words import words_of_operation, words_of_status
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import singular, words_of
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(level=Level.MAY, source="common sense", since="0.2.0")
_MARKUP = re.compile(r"[`*_<>#\[\]]")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the descriptions of operations and of their responses."""
    known = {
        element.pointer: words_of_operation(operation, element.text("operationId"))
        for operation, element in operations(evidence)
    }
    for _, element in operations(evidence):
        text = element.text("description")
        if text.strip():
            empty = _is_empty(text, known[element.pointer])
            yield _observation(f"{element.pointer}/description", text, "operation") if empty else Conforming()
    with_known = [(each, known[each.operation.pointer] | words_of_status(each.status)) for each in responses(evidence)]
    judged = [(each, _is_empty(each.text, beside)) for each, beside in with_known]
    sound = {each.source for each, empty in judged if not empty}
    for each, empty in judged:
        yield _observation(each.place(sound), each.text, "response") if empty else Conforming()


def _is_empty(text: str, known: frozenset[str]) -> bool:
    """Return whether a text has no word of its own; in another script words cannot be compared."""
    told = {singular(word) for word in words_of(_MARKUP.sub(" ", text))}
    return bool(told) and told <= known and text.isascii()


def _observation(pointer: str, text: str, what: str) -> Observation:
    message = f"the description of the {what} only repeats its path, its status or generic words"
    expected, fix = f"what is particular about the {what}", f"description: What the {what} contains …"
    return quirk(pointer, "says nothing", message, expected, text.strip()[:120], fix)
