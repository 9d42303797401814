"""An operation answers by the statuses that it answered by.

A client waits for the success that it knows: one that is gone breaks it. A new one may pass it by, where it compares
with 200 alone: a warning (oasdiff only tells it). Errors that come and go are safe: whoever handles errors handles
those that are not documented too (OpenAPI 3.1 section 4.8.16), and oasdiff agrees.

Fails: `'200'` that becomes `'201'` among the responses.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.change._elements import change
from conformance.rules.change_evidence import ANSWERED, ChangeEvidence, Use
from conformance.rules.change_observation import Change, Impact


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare statuses."""
    for matched in evidence.operations:
        use = Use(matched.id, ANSWERED)
        for status, old, new in evidence.responses(matched):
            is_success = status[0] in "123"
            if new is None:
                impact = Impact.BREAKING if is_success else Impact.SAFE
                message = f"{status} is no longer answered"
                yield change(f"status removed {status}", impact, message, old, f"{matched.new.pointer}/responses", use)
            elif old is None:
                impact = Impact.WARNING if is_success else Impact.SAFE
                message = f"{status} may be answered now"
                yield change(f"status added {status}", impact, message, f"{matched.old.pointer}/responses", new, use)
