"""The requests that an API sends to its clients: webhooks, and callbacks of its operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.contract.bodies import names_at, wire_path
from conformance.contract.document import Document, escape
from conformance.contract.elements import METHODS
from conformance.contract.openapi import Contract, Operation, operation_at
from conformance.contract.schema_graph import resolve


def hooks(contract: Contract) -> Iterator[Operation]:
    """Yield the operations that clients implement (OpenAPI 3.1 sections 4.8.1 and 4.8.18), each with its own id."""
    document = contract.document
    for name in _hooks_at(document, "#/webhooks"):
        yield from _methods(contract, f"webhook {name}", f"#/webhooks/{escape(name)}")
    for operation in contract.operations:
        for name in _hooks_at(document, f"{operation.pointer}/callbacks"):
            pointer, _ = resolve(document, f"{operation.pointer}/callbacks/{escape(name)}")
            for expression in _hooks_at(document, pointer):
                # Renaming a path parameter does not make another callback.
                title = f"callback {name} of {operation.method} {wire_path(operation.path)}"
                yield from _methods(contract, f"{title} to {expression}", f"{pointer}/{escape(expression)}")


def _hooks_at(document: Document, pointer: str) -> Iterator[str]:
    return (name for name in names_at(document, pointer) if not name.startswith("x-"))


def _methods(contract: Contract, title: str, at: str) -> Iterator[Operation]:
    pointer, _ = resolve(contract.document, at)
    for method in METHODS:
        if contract.document.has(f"{pointer}/{method}"):
            operation = operation_at(contract.document, method, "", pointer, f"{pointer}/{method}")
            yield replace(operation, id=f"{title} by {method.upper()}")
