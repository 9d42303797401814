"""What identifies a member of a union: its reference, its title, or the value that selects it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from conformance.comparison.edits import ANNOTATED
from conformance.contract.effective_schema import canonical_text
from conformance.contract.effective_schemas import EffectiveSchemas
from conformance.contract.keywords import CHOOSERS
from conformance.contract.schema_graph import rewritten, targets
from conformance.model import JsonValue

_SAYING = frozenset({"example", "$comment", *ANNOTATED})
_IN_NO_ORDER = frozenset({"type", "enum", "required", "allOf", *CHOOSERS})

Identity = tuple[str, str]
"""A kind of identity, and its text."""


def identities(side: EffectiveSchemas, branch: str) -> Iterator[Identity]:
    """Yield what identifies a member of a union, the most certain first."""
    node = side.node(branch)
    for target in targets(node)[:1]:
        yield "reference", target
    if isinstance(node.get("title"), str):
        yield "title", str(node["title"])
    said = side.of(side.start((branch,)))
    for name in sorted(said.names):
        values = [each.value for each in side.of(side.start(said.of_name(name))).said("enum")]
        if len(values) == 1 and isinstance(values[0], list) and len(values[0]) == 1:
            yield "value", f"{name}={values[0][0]!r}"


def shape_of(schema: JsonValue) -> str:
    """Return the text of a schema without annotations and whatever the order of its lists, the same for equal ones."""
    return canonical_text(rewritten(schema, _bare))


def _bare(schema: dict[str, Any], _: str) -> dict[str, Any]:
    return {
        keyword: sorted(value, key=canonical_text) if isinstance(value, list) and keyword in _IN_NO_ORDER else value
        for keyword, value in schema.items()
        if keyword not in _SAYING and not keyword.startswith("x-")
    }


def are_strangers(old: Sequence[Identity], new: Sequence[Identity]) -> bool:
    """Return whether two members are certainly not the same one: the value that selects them is another."""
    one, other = (dict(text.split("=", 1) for kind, text in each if kind == "value") for each in (old, new))
    shared = one.keys() & other.keys()
    return bool(shared) and any(one[name] != other[name] for name in shared)


def unique(sides: Sequence[tuple[str, Sequence[Identity]]]) -> dict[Identity, str]:
    """Return the member with each identity that no other member has."""
    counted = Counter(each for _, found in sides for each in set(found))
    return {each: branch for branch, found in sides for each in found if counted[each] == 1}
