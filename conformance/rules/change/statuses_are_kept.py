"""An operation answers by the statuses that it answered by.

A client waits for the success that it knows: one that is gone breaks it. A new one may pass it by, where it compares
with 200 alone: a warning (oasdiff only tells it). Errors that come and go are safe: whoever handles errors handles
those that are not documented too (OpenAPI 3.1 section 4.8.16), and oasdiff agrees.

Fails: `'200'` that becomes `'201'` among the responses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.comparison.elements import change
from conformance.comparison.evidence import ANSWERED, ChangeEvidence, Usage
from conformance.comparison.observation import Change, Impact


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare statuses."""
    for matched in evidence.exchanged:
        use, old, new = Usage(matched.id, matched.answering), matched.old.responses, matched.new.responses
        at_old, at_new = f"{matched.old.pointer}/responses", f"{matched.new.pointer}/responses"
        for status in (each for each in old if each not in new and f"{each[0]}XX" not in new):
            is_narrowed = use.direction == ANSWERED and _is_narrowed(status, new)
            impact = Impact.BREAKING if _is_success(status) and not is_narrowed else Impact.SAFE
            said = "only as far as it is listed" if is_narrowed else "no longer"
            message = f"{status} is {said} answered"
            yield change(f"status removed {status}", impact, message, old[status].pointer, at_new, use)
        for status in (each for each in new if each not in old):
            is_known = f"{status[0]}XX" in old or use.direction != ANSWERED
            impact = Impact.WARNING if _is_success(status) and not is_known else Impact.SAFE
            message = f"{status} may be answered now"
            yield change(f"status added {status}", impact, message, at_old, new[status].pointer, use)


def _is_success(status: str) -> bool:
    return status[0] in "123"


def _is_narrowed(status: str, new: Iterable[str]) -> bool:
    """Tell whether a range became some statuses of it."""
    return status[1:] == "XX" and any(each[0] == status[0] for each in new)
