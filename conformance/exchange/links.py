"""The `links` of a contract (OpenAPI 3.1 section 4.8.20): which value of an answer is a parameter of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.contract.document import escape, tokens
from conformance.contract.openapi import Contract, Operation
from conformance.exchange.declared import mapping_at
from conformance.exchange.listing import text_of
from conformance.model import JsonValue

_BODY = "$response.body#"


@dataclass(frozen=True)
class Link:
    """A value in the answers of one operation that is a parameter of another."""

    source: str
    """The id of the operation whose answer has the value."""
    target: str
    """The id of the operation that it is for."""
    parameter: str
    pointer: str
    """Where it is in the body of the answer."""

    def text(self, body: JsonValue) -> str | None:
        """Return the value in a body; None where it has none."""
        value = body
        for token in tokens(f"#{self.pointer}"):
            if isinstance(value, Mapping) and token in value:
                value = value[token]
            elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
                value = value[int(token)]
            else:
                return None
        return text_of(value)


def links_of(contract: Contract) -> Iterator[Link]:
    """Yield the links whose values are in a body, in the document's order; those that lead nowhere are left out."""
    document = contract.document
    by_name = {}
    for operation in contract.operations:
        name = mapping_at(document, operation.pointer).get("operationId")
        by_name[name if isinstance(name, str) else operation.id] = operation
    for operation in contract.operations:
        for response in operation.responses.values():
            links = mapping_at(document, response.pointer).get("links")
            for name in links if isinstance(links, Mapping) else ():
                link = mapping_at(document, f"{response.pointer}/links/{escape(name)}")
                yield from _values(operation, link, by_name)


def _values(source: Operation, link: Mapping[str, JsonValue], by_name: Mapping[str, Operation]) -> Iterator[Link]:
    target, parameters = by_name.get(str(link.get("operationId"))), link.get("parameters")
    if target is None or not isinstance(parameters, Mapping):
        return
    for name, expression in parameters.items():
        if isinstance(expression, str) and expression.startswith(_BODY):
            # A name may be qualified by its location: `path.id`.
            yield Link(source.id, target.id, name.rpartition(".")[2], expression.removeprefix(_BODY))
