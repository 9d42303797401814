"""Whether a deviation comes and goes: the same request, sent again, shows it at one time and not at another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from conformance.model import Exchange
from conformance.rules.observation import Deviation, Witness
from conformance.verdict.outcome import Observed


def witnesses(observed: Observed) -> list[Exchange]:
    """Return the exchanges in which a rule saw its requirement kept; none for a rule that broke."""
    if isinstance(observed, Exception):
        return []
    return [each.exchange for each in observed if isinstance(each, Witness) and each.exchange and each.count]


def intermittence(
    alike: Sequence[Deviation], deviations: Sequence[Deviation], witnessed: Sequence[Exchange]
) -> tuple[int, int] | None:
    """Return in how many answers a deviation stands, and how many there were to the same requests.

    None where no request was answered both with it and well: what another request shows is no change of mind, for
    that asked for something else.

    Args:
        alike: The deviations of one finding.
        deviations: Those of all findings of the requirement.
        witnessed: The exchanges that keep the requirement, at least in part.
    """
    bad, shown = _by_request(_exchanges(deviations)), _by_request(_exchanges(alike))
    kept = _by_request(witnessed)
    mixed = [request for request in shown if kept.get(request, set()) - bad[request]]
    if not mixed:
        return None
    return sum(len(shown[each]) for each in mixed), sum(len(bad[each] | kept[each]) for each in mixed)


def _exchanges(deviations: Iterable[Deviation]) -> list[Exchange]:
    return [each.exchange for each in deviations if each.exchange is not None]


def _by_request(exchanges: Iterable[Exchange]) -> Mapping[object, set[int]]:
    grouped: dict[object, set[int]] = defaultdict(set)
    for each in exchanges:
        case = each.case
        # The intent stands for the credentials: the same ones are presented wherever it is the same.
        request = (case.intent, case.method, case.path, case.query, case.headers)
        grouped[request].add(each.sequence)
    return grouped
