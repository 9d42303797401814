"""The reference can be served for days without contradicting itself."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from conformance.reference.api import KEY, Api, Call
from conformance.reference.data import AGENTS, batches

NOW = datetime(2026, 3, 1, 12, 34, 56, tzinfo=UTC)


KNOWN = Call("GET", f"/batches/{AGENTS[3]}/all", (("Authorization", f"Bearer {KEY}"),))
# Seconds from the start at which it is requested, and the minutes by which its list has moved on.
AFTER_PAUSES = ((50, 0), (59, 0), (70, 1), (3_630, 60))
WITHOUT_PAUSE = tuple((tenth / 10, 0 if tenth < 1_200 else 2) for tenth in range(0, 1_250, 9))


@pytest.mark.parametrize("asked", [AFTER_PAUSES, WITHOUT_PAUSE])
def test_clock(monkeypatch: pytest.MonkeyPatch, asked: tuple[tuple[float, int], ...]) -> None:
    """The list of a long-running server follows the time, and yet does not change within a run."""
    api = Api(NOW)
    started = time.monotonic()
    for seconds, minutes in asked:
        monkeypatch.setattr("conformance.reference.api.time.monotonic", lambda seconds=seconds: started + seconds)
        answer = api.answer(KNOWN)
        assert json.loads(answer.body) == batches(AGENTS[3], NOW + timedelta(minutes=minutes))
