"""Detects an intermittent deviation: the same request, sent again, shows it one time and not another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from conformance.model import Exchange


def intermittence(
    alike: Iterable[Exchange], broken: Iterable[Exchange], kept: Iterable[Exchange]
) -> tuple[int, int] | None:
    """Return how many answers show a deviation, and how many answers there were to the same requests.

    None if no request was answered both with and without it; answers to different requests are not compared.

    Args:
        alike: The exchanges that show one finding.
        broken: Those that show any finding of the requirement.
        kept: Those that conform to the requirement, at least in part.
    """
    shown, bad, good = _by_request(alike), _by_request(broken), _by_request(kept)
    mixed = [request for request in shown if good.get(request, set()) - bad[request]]
    if not mixed:
        return None
    return sum(len(shown[each]) for each in mixed), sum(len(bad[each] | good[each]) for each in mixed)


def _by_request(exchanges: Iterable[Exchange]) -> Mapping[object, set[int]]:
    grouped: dict[object, set[int]] = defaultdict(set)
    for each in exchanges:
        case = each.case
        # The intent represents the credentials: the same intent presents the same ones.
        request = (case.intent, case.method, case.path, case.query, case.headers)
        grouped[request].add(each.sequence)
    return grouped
