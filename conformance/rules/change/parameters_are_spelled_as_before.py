"""A parameter is serialised in the request as before.

What it checks: `style`, `explode` and `allowReserved` of every parameter; leaving a default out is no change, nor is
`explode` on a single value.

Why it matters: Lists and objects are serialised in several ways (OpenAPI 3.1 section 4.8.12.2): a server that expects
another than the client sends reads something else, or nothing.

Example: `style: form` becomes `style: pipeDelimited` in a parameter.

Fix: Accept both serialisations, or introduce the new one under another name.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import change, node_at
from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change
from conformance.comparison.spelling import respelled, spelling_of
from conformance.contract.bodies import schemas_of
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.MUST, source="OpenAPI 3.1 section 4.8.12 (style, explode)", since="0.3.0")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare how parameters are serialised."""
    for each in evidence.elements:
        if each.kind == "parameter":
            before, after = node_at(evidence.old.document, each.old), node_at(evidence.new.document, each.new)
            one, other = (spelling_of(node, str(node.get("in"))) for node in (before, after))
            kinds = evidence.walk.new.of(tuple(schemas_of(evidence.new.document, each.new))).kinds
            message = f"the parameter {after.get('name')} is serialised in another way"
            for impact in respelled(one, other, kinds):
                yield change("spelling changed", impact, message, each.old, each.new, each.use, str(one), str(other))
