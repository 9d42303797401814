"""The properties of documented failures that say what went wrong by a code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.rules.document._branches import branches
from conformance.rules.document._responses import is_error
from conformance.rules.document_evidence import DocumentEvidence

# Names as returned by `_plain`; `statusCode` needs no explanation.
_NUMBERS = frozenset(
    {"error", "code", "errorcode", "status", "err", "errno", "errornumber", "reasoncode", "resultcode"}
)
_TEXTS = frozenset({"code", "errorcode", "reasoncode", "resultcode"})
# The properties that nest parts of a failure; elsewhere a `code` may be that of a country.
_WRAPPERS = frozenset({"error", "errors", "err", "fault", "faults", "detail", "details"})
_PROBLEM = frozenset({"type", "title", "status"})


def error_codes(evidence: DocumentEvidence) -> tuple[Element, ...]:
    """Return the code-like properties of every documented failure, each once."""
    found: dict[str, Element] = {}
    seen: set[str] = set()
    waiting = list(_bodies(evidence))
    while waiting:
        target = evidence.resolved(waiting.pop())
        if target.pointer in seen:
            continue
        seen.add(target.pointer)
        properties = evidence.objects.get(target.pointer, ())
        # RFC 9457 defines `status` in a problem document.
        is_problem = {each.name for each in properties} >= _PROBLEM
        for each in properties:
            if _is_code(evidence, each) and not (is_problem and each.name == "status"):
                found[each.pointer] = each
            if _plain(each.name) in _WRAPPERS:
                waiting.append(each)
        waiting += branches(evidence, target, "items", "allOf", "anyOf", "oneOf")
    return tuple(found.values())


def _bodies(evidence: DocumentEvidence) -> Iterator[Element]:
    for operation in evidence.contract.operations:
        for response in operation.responses.values():
            if is_error(operation, response):
                for name, schema in response.media.items():
                    element = evidence.by_pointer.get(schema or "")
                    if element is not None and "problem+" not in name:
                        yield element


def _is_code(evidence: DocumentEvidence, element: Element) -> bool:
    name, types = _plain(element.name), evidence.types(element)
    return (name in _NUMBERS and bool(types & {"integer", "number"})) or (name in _TEXTS and "string" in types)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
