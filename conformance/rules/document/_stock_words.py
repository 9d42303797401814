"""Words that carry no information in a description: stock words, and those of its context."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from http import HTTPStatus

from conformance.contract.openapi import Operation
from conformance.rules.names import singular, words_of

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


def words_of_operation(operation: Operation, operation_id: str) -> frozenset[str]:
    """Return the words without information in the description of an operation, such as those of its path."""
    beside = [*words_of(operation.path), *words_of(operation_id)]
    return _stems([*_GENERIC, *_OF_METHOD.get(operation.method, ()), *beside])


@cache
def words_of_status(status: str) -> frozenset[str]:
    """Return the words without information in the description of a response with a status."""
    phrases = {str(code.value): code.phrase for code in HTTPStatus}
    return _stems([*words_of(phrases.get(status, "")), *words_of(status), *(["error"] if status[0] in "45d" else [])])


def _stems(names: Iterable[str]) -> frozenset[str]:
    return frozenset(singular(name) for name in names)
