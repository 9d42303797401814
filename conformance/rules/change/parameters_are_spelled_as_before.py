"""A parameter is written into the request as it was.

Lists and objects are spelled in several ways (OpenAPI 3.1 section 4.8.12.2); a server that reads another one than the
client writes gets something else, or nothing. The default of `style` and `explode` may be said or left out.

Fails: `style: form` that becomes `style: pipeDelimited` in a parameter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.rules.change._elements import change, node_at
from conformance.rules.change_evidence import ChangeEvidence
from conformance.rules.change_observation import Change, Impact

_STYLES = {"query": "form", "cookie": "form"}


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare how parameters are spelled."""
    for each in evidence.elements:
        if each.kind == "parameter":
            before = _spelling(node_at(evidence.old.document, each.old))
            after = _spelling(node_at(evidence.new.document, each.new))
            if before != after:
                name = node_at(evidence.new.document, each.new).get("name")
                message = f"the parameter {name} is spelled otherwise"
                yield change("spelling changed", Impact.BREAKING, message, each.old, each.new, each.use, before, after)


def _spelling(node: Mapping[str, object]) -> str:
    """Return how a parameter is spelled, its defaults filled in."""
    content = node.get("content")
    if isinstance(content, Mapping):
        return f"as {', '.join(map(str, content))}"
    style = node.get("style") or _STYLES.get(str(node.get("in")), "simple")
    is_exploded = node.get("explode", style == "form")
    return f"style: {style}, explode: {is_exploded}, allowReserved: {node.get('allowReserved', False)}"
