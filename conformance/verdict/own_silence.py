"""Which operations alone are silent: the connection ends whenever they are asked, and others are answered meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conformance.exchange.trouble import CUT_OFF
from conformance.model import Exchange

_ENOUGH = 2
"""How often it must happen: once may be the network's fault."""


def own_silence(exchanges: Sequence[Exchange]) -> Mapping[str, tuple[Exchange, ...]]:
    """Return the exchanges of each operation that never gets a whole answer, though the target is there.

    A connection that ends may be the network's fault, or a restart's. It is neither where it happens at least twice, at
    every request of one operation, and the target answers others before and after each of them. A request that is
    still open at the time limit says nothing: it may just be slow.
    """
    answered = [each for each in exchanges if each.response is not None]
    if not answered:
        return {}
    heard = {each.case.operation for each in answered}
    first, last = answered[0].sequence, answered[-1].sequence
    found: dict[str, list[Exchange]] = {}
    for each in exchanges:
        if each.case.operation not in heard and first < each.sequence < last and _is_ended(each):
            found.setdefault(each.case.operation, []).append(each)
    return {operation: tuple(group) for operation, group in found.items() if len(group) >= _ENOUGH}


def _is_ended(exchange: Exchange) -> bool:
    """Return whether a request was sent, and the other side ended the connection before a whole answer."""
    trouble = exchange.trouble
    return trouble is not None and (trouble.kind == "connection" or trouble.reason == CUT_OFF)
