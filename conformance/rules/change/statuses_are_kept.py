"""An operation succeeds with the statuses with which it succeeded before.

What it checks: The statuses of every operation. Errors that come and go are safe, for clients also handle undocumented
ones (OpenAPI 3.1 section 4.8.16; oasdiff agrees).

Why it matters: A client waits for the success that it knows: a removed one breaks it. A new one may be missed where a
client compares with 200 alone: a warning (only mentioned by oasdiff).

Example: `'200'` becomes `'201'` among the responses.

Fix: Keep the status of success, or change it in a new version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.comparison.elements import change
from conformance.comparison.evidence import ANSWERED, ChangeEvidence, Usage
from conformance.comparison.observation import Change, Impact
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.MUST, source="OpenAPI 3.1 section 4.8.16; RFC 9110 section 15", since="0.3.0")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare statuses."""
    for matched in evidence.exchanged:
        use, old, new = Usage(matched.id, matched.answering), matched.old.responses, matched.new.responses
        at_old, at_new = f"{matched.old.pointer}/responses", f"{matched.new.pointer}/responses"
        for status in (each for each in old if each not in new and f"{each[0]}XX" not in new):
            is_narrowed = use.direction == ANSWERED and _is_narrowed(status, new)
            impact = Impact.BREAKING if _is_success(status) and not is_narrowed else Impact.SAFE
            message = f"of {status} only the listed statuses are left" if is_narrowed else f"{status} is no longer sent"
            yield change(f"status removed {status}", impact, message, old[status].pointer, at_new, use)
        for status in (each for each in new if each not in old):
            is_known = f"{status[0]}XX" in old or use.direction != ANSWERED
            impact = Impact.WARNING if _is_success(status) and not is_known else Impact.SAFE
            message = f"{status} may be sent now"
            yield change(f"status added {status}", impact, message, at_old, new[status].pointer, use)


def _is_success(status: str) -> bool:
    return status[0] in "123"


def _is_narrowed(status: str, new: Iterable[str]) -> bool:
    """Return whether a range was replaced by some of its statuses."""
    return status[1:] == "XX" and any(each[0] == status[0] for each in new)
