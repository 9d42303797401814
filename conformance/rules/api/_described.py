"""What the rules on rows share: each looks at the described objects of successful answers, one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from conformance.rules.evidence import Described, Evidence, Kind
from conformance.rules.observation import Inapplicable, Observation, Witness


def in_each(
    evidence: Evidence,
    concerns: Callable[[Kind], bool],
    nothing: str,
    observe: Callable[[Described], Iterator[Observation]],
) -> Iterator[Observation]:
    """Observe every object; the witnesses of an exchange are told as one.

    Args:
        evidence: The exchanges.
        concerns: Tells whether there is anything to observe in objects of a kind.
        nothing: What to say where the contract has no such kind.
        observe: Observes one object.
    """
    if evidence.operation.method == "HEAD":
        yield Inapplicable("answers to HEAD have no body")
        return
    if not any(map(concerns, evidence.kinds)):
        yield Inapplicable(nothing)
        return
    kept: Counter[int] = Counter()
    for each in evidence.objects:
        for observation in observe(each):
            if isinstance(observation, Witness):
                kept[each.exchange.sequence] += observation.count
            else:
                yield observation
    yield from (Witness(each, kept[each.sequence]) for each in evidence.answers if kept[each.sequence])
