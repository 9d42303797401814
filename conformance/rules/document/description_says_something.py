"""A description says more than what stands beside it.

One that repeats the path or the status costs the reader a line, and hides that nothing has been described yet.

Fails: `'200': {description: list batches response}` of `GET /batches/{agent_id}/all`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from http import HTTPStatus

from conformance.contract.elements import Element
from conformance.contract.openapi import Operation
from conformance.rules.document._descriptions import responses
from conformance.rules.document._operations import operations
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import singular, words_of
from conformance.rules.observation import Conforming, Observation

_GENERIC = (
    *("a", "an", "the", "of", "for", "to", "by", "in", "on", "with", "from", "and", "or", "this", "that", "its", "is"),
    *("was", "are", "all", "any", "one", "each", "single", "given", "specified", "ok", "okay", "success", "successful"),
    *("successfully", "succeeded", "response", "result", "return", "answer", "request", "operation", "call", "api"),
    *("endpoint", "http", "status", "code", "body", "description", "default", "data", "json", "object", "list", "get"),
    *("fetch", "retrieve", "read", "show", "find", "query", "search"),
)
_OF_METHOD = {
    "POST": ("create", "created", "add", "new", "make"),
    "PUT": ("update", "updated", "replace", "put", "set", "change", "edit"),
    "PATCH": ("update", "updated", "modify", "change", "patch", "edit"),
    "DELETE": ("delete", "deleted", "remove", "removed", "destroy"),
}
_MARKUP = re.compile(r"[`*_<>#\[\]]")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the descriptions of operations and of their responses."""
    known = {element.pointer: _known(operation, element) for operation, element in operations(evidence)}
    for _, element in operations(evidence):
        text = element.text("description")
        if text.strip():
            empty = _is_empty(text, known[element.pointer])
            yield _observation(f"{element.pointer}/description", text, "operation") if empty else Conforming()
    with_known = [(each, known[each.operation.pointer] | _of_status(each.status)) for each in responses(evidence)]
    judged = [(each, _is_empty(each.text, beside)) for each, beside in with_known]
    sound = {each.source for each, empty in judged if not empty}
    for each, empty in judged:
        yield _observation(each.place(sound), each.text, "response") if empty else Conforming()


def _is_empty(text: str, known: frozenset[str]) -> bool:
    """Tell whether a text has no word of its own; one of another script has none that could be compared."""
    told = {singular(word) for word in words_of(_MARKUP.sub(" ", text))}
    return bool(told) and told <= known and text.isascii()


def _observation(pointer: str, text: str, what: str) -> Observation:
    message = f"the description of the {what} only repeats its path, its status or generic words"
    expected, fix = f"what is particular about the {what}", f"description: What the {what} holds …"
    return quirk(pointer, "says nothing", message, expected, text.strip()[:120], fix)


def _known(operation: Operation, element: Element) -> frozenset[str]:
    """Return the words that stand beside the description anyway."""
    beside = [*words_of(operation.path), *words_of(element.text("operationId"))]
    return _stems([*_GENERIC, *_OF_METHOD.get(operation.method, ()), *beside])


@cache
def _of_status(status: str) -> frozenset[str]:
    phrases = {str(code.value): code.phrase for code in HTTPStatus}
    return _stems([*words_of(phrases.get(status, "")), *words_of(status), *(["error"] if status[0] in "45d" else [])])


def _stems(names: Iterable[str]) -> frozenset[str]:
    return frozenset(singular(name) for name in names)
