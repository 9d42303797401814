"""Every response of an operation with the sentence that describes it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from conformance.contract.document import escape
from conformance.contract.openapi import Operation
from conformance.model import JsonValue
from conformance.rules.document_evidence import DocumentEvidence


@dataclass(frozen=True)
class DescribedResponse:
    """A response of an operation and its description."""

    operation: Operation
    status: str
    """A status, a range such as `4XX`, or `default`."""
    pointer: str
    """The pointer of the description, or of the reference to the response."""
    source: str
    """The pointer of the description itself."""
    text: str

    def place(self, sound: Collection[str]) -> str:
        """Return the place to report: the description, or where that is sound elsewhere, the reference to it here."""
        return self.pointer if self.source in sound else self.source


def responses(evidence: DocumentEvidence) -> Iterator[DescribedResponse]:
    """Yield every response that has a description; one beside a `$ref` replaces the referenced one."""
    document = evidence.contract.document
    for operation in evidence.contract.operations:
        listed = _mapping(document.at(operation.pointer)).get("responses")
        for status, node in _mapping(listed).items():
            spec = operation.responses.get(status.upper() if status != "default" else status)
            if spec is None:
                continue
            here = f"{operation.pointer}/responses/{escape(status)}"
            own = _mapping(node).get("description")
            text = own if isinstance(own, str) else _mapping(document.at(spec.pointer)).get("description")
            if isinstance(text, str) and text.strip():
                owner = here if isinstance(own, str) else spec.pointer
                at = here if owner != here else f"{here}/description"
                yield DescribedResponse(operation, spec.status, at, f"{owner}/description", text)


def _mapping(node: JsonValue) -> Mapping[str, JsonValue]:
    return node if isinstance(node, dict) else {}
