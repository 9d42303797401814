"""What identifies a member of a union: its reference, its title, or the value that selects it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from conformance.contract.effective_schemas import EffectiveSchemas
from conformance.contract.schema_graph import targets

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


def are_strangers(old: Sequence[Identity], new: Sequence[Identity]) -> bool:
    """Return whether two members are certainly not the same one: the value that selects them is another."""
    one, other = (dict(text.split("=", 1) for kind, text in each if kind == "value") for each in (old, new))
    shared = one.keys() & other.keys()
    return bool(shared) and any(one[name] != other[name] for name in shared)


def unique(sides: Sequence[tuple[str, Sequence[Identity]]]) -> dict[Identity, str]:
    """Return the member with each identity that no other member has."""
    counted = Counter(each for _, found in sides for each in set(found))
    return {each: branch for branch, found in sides for each in found if counted[each] == 1}
