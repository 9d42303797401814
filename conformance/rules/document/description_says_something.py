"""A description says more than what stands beside it.

One that repeats the path or the status costs the reader a line, and hides that nothing has been described yet.

Fails: `'200': {description: list batches response}` of `GET /batches/{agent_id}/all`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus

from conformance.contract.openapi import Operation
from conformance.rules.document._descriptions import responses, stem, words
from conformance.rules.document._operations import operations
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation, Witness

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
    for operation, element in operations(evidence):
        text = element.text("description")
        if text.strip():
            known = _known(operation, element.text("operationId"))
            yield from _judge(f"{element.pointer}/description", text, known, "operation")
    names = {element.pointer: element.text("operationId") for _, element in operations(evidence)}
    for response in responses(evidence):
        known = _known(response.operation, names[response.operation.pointer]) | _of_status(response.status)
        yield from _judge(response.pointer, response.text, known, "response")


def _judge(pointer: str, text: str, known: frozenset[str], what: str) -> Iterator[Observation]:
    told = {stem(word) for word in words(_MARKUP.sub(" ", text))}
    # A text of another script has no word that could be compared.
    if told - known or not told or not text.isascii():
        yield Witness()
        return
    message = f"the description of the {what} only repeats its path, its status or generic words"
    expected = f"what is particular about the {what}"
    yield quirk(pointer, "says nothing", message, expected, text.strip()[:120], f"description: What the {what} holds …")


def _known(operation: Operation, name: str) -> frozenset[str]:
    """Return the words that stand beside the description anyway."""
    return _stems([*_GENERIC, *_OF_METHOD.get(operation.method, ()), *words(operation.path), *words(name)])


def _of_status(status: str) -> frozenset[str]:
    phrases = {str(code.value): code.phrase for code in HTTPStatus}
    return _stems([*words(phrases.get(status, "")), *words(status), *(["error"] if status[0] in "45d" else [])])


def _stems(names: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(name) for name in names)
