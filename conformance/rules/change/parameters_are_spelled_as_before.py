"""A parameter is written into the request as it was.

Lists and objects are spelled in several ways (OpenAPI 3.1 section 4.8.12.2); a server that reads another one than the
client writes gets something else, or nothing. The default of `style` and `explode` may be said or left out, and
`explode` says nothing of what is neither list nor object.

Fails: `style: form` that becomes `style: pipeDelimited` in a parameter.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import change, node_at
from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change
from conformance.comparison.spelling import respelled, spelling_of
from conformance.contract.bodies import schemas_of


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare how parameters are spelled."""
    for each in evidence.elements:
        if each.kind == "parameter":
            before, after = node_at(evidence.old.document, each.old), node_at(evidence.new.document, each.new)
            one, other = (spelling_of(node, str(node.get("in"))) for node in (before, after))
            kinds = evidence.walk.new.of(tuple(schemas_of(evidence.new.document, each.new))).kinds
            message = f"the parameter {after.get('name')} is spelled otherwise"
            for impact in respelled(one, other, kinds):
                yield change("spelling changed", impact, message, each.old, each.new, each.use, str(one), str(other))
