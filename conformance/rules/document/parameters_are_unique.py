"""No list of parameters has the same parameter twice.

What it checks: The names and places of the parameters of each path and of each operation. An operation may override a
parameter of its path.

Why it matters: Tools keep the first, the last or both, and so send different requests.

Example: `page` in the query twice, once as a reference and once written out.

Fix: Keep one of the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.contract.schema_graph import resolve
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 sections 4.8.9 and 4.8.10 (the list MUST NOT include duplicated parameters)",
    since="0.5.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare the parameters of each list by name and place; the names of headers ignore case."""
    for owner in (*evidence.of("path item"), *evidence.of("operation")):
        seen: set[tuple[str, str]] = set()
        listed = owner.node.get("parameters")
        for index in range(len(listed) if isinstance(listed, list) else 0):
            pointer = f"{owner.pointer}/parameters/{index}"
            _, node = resolve(evidence.contract.document, pointer)
            name, place = (node.get("name"), node.get("in")) if isinstance(node, Mapping) else (None, None)
            if not isinstance(name, str) or not isinstance(place, str):
                continue
            key = (name.lower() if place == "header" else name, place)
            if key in seen:
                message = f"the parameter {name} is in the list twice"
                yield quirk(pointer, f"repeated {name}", message, "one parameter of this name and place", name)
            else:
                yield Conforming()
            seen.add(key)
