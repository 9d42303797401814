"""What the rules on rows share: each looks at the described objects of successful answers, one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.contract.keywords import type_of
from conformance.model import JsonValue
from conformance.rules.evidence import Described, Evidence, Kind
from conformance.rules.observation import Inapplicable, Observation, Witness


def in_each(
    evidence: Evidence,
    concerns: Callable[[Kind], bool],
    nothing: str,
    observe: Callable[[Described], Iterator[Observation]],
) -> Iterator[Observation]:
    """Observe every object by its well-typed members; the witnesses of an exchange are told as one.

    Args:
        evidence: The exchanges.
        concerns: Tells whether there is anything to observe in objects of a kind.
        nothing: What to say where the contract has no such kind.
        observe: Observes one object.
    """
    if evidence.operation.method == "HEAD":
        yield Inapplicable("answers to HEAD have no body")
        return
    concerned = {kind.schema for kind in evidence.kinds if concerns(kind)}
    if not concerned:
        yield Inapplicable(nothing)
        return
    kept: Counter[int] = Counter()
    for each in evidence.objects:
        for observation in observe(_typed(each)) if each.kind.schema in concerned else ():
            if isinstance(observation, Witness):
                kept[each.exchange.sequence] += observation.count
            else:
                yield observation
    yield from (Witness(each, kept[each.sequence]) for each in evidence.answers if kept[each.sequence])


def _typed(found: Described) -> Described:
    """Return an object with only those members whose type the contract allows: others tell nothing."""
    allowed = {name: each.types for name, each in found.kind.properties.items() if name in found.value}
    fitting = {name: found.value[name] for name, types in allowed.items() if _is_one_of(types, found.value[name])}
    return replace(found, value=fitting)


def _is_one_of(types: frozenset[str], value: JsonValue) -> bool:
    kind = type_of(value)
    return not types or kind in types or (kind == "number" and "integer" in types)
