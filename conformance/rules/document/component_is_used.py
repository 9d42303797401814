"""Every reusable schema, parameter and response is used.

What it checks: Every schema, parameter and response under `components`; a reference, a discriminator or an `$id` counts
as use.

Why it matters: An unused component is forgotten, or its copy is written out where a reference belongs.

Example: `components: {schemas: {Thing: {type: object}}}`, and no `$ref: '#/components/schemas/Thing'` anywhere.

Fix: Refer to the component where its copy stands, or remove it.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.document import unescape
from conformance.contract.elements import Element
from conformance.contract.schema_graph import local_pointer
from conformance.model import JsonValue, Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._branches import branches
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(level=Level.MAY, source="common sense", since="0.2.0")
_KEYWORDS = ("schemas", "parameters", "responses")
_NAMED = ("$id", "$anchor", "$dynamicAnchor")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for a reference to every schema, parameter and response under `components`."""
    if not evidence.contract.operations:
        return
    used, mapped = _referred(evidence.contract.document.data)
    for element in evidence.elements:
        if element.owner is None or element.owner.kind != "components" or element.keyword not in _KEYWORDS:
            continue
        name = element.pointer.rpartition("/")[2]
        by_other_means = element.keyword == "schemas" and (
            unescape(name) in mapped or _is_found_otherwise(evidence, element)
        )
        if f"{element.keyword}/{name}" in used or by_other_means:
            yield Conforming()
            continue
        message = f"nothing refers to {element.keyword}/{element.name}"
        expected = f"a $ref to {element.pointer}"
        yield quirk(element, "unused", message, expected, "none", "a reference to it, or its removal")


def _is_found_otherwise(evidence: DocumentEvidence, schema: Element) -> bool:
    """Return whether a schema is reached by a name of its own, or as a kind of what has a discriminator."""
    if any(keyword in schema.node for keyword in _NAMED):
        return True
    bases = map(evidence.resolved, branches(evidence, schema, "allOf"))
    return any("discriminator" in base.node for base in bases)


def _referred(data: JsonValue) -> tuple[set[str], set[str]]:
    """Return what any text refers to, as `schemas/Thing`, and the names that discriminators map to."""
    used: set[str] = set()
    mapped: set[str] = set()
    waiting = [data]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            if node.startswith("#/components/"):
                parts = local_pointer(node).split("/")
                used.add("/".join(parts[2:4]))
            continue
        if isinstance(node, dict):
            discriminator = node.get("discriminator")
            mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
            mapped.update(
                name for name in (mapping.values() if isinstance(mapping, dict) else ()) if isinstance(name, str)
            )
        waiting += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return used, mapped
