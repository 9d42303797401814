"""The reference can be served for days without contradicting itself."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from conformance.reference.api import Api
from conformance.reference.data import AGENTS, batches

NOW = datetime(2026, 3, 1, 12, 34, 56, tzinfo=UTC)


def test_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of a server that runs for long stands for its own time, and yet is the same for a minute."""
    api = Api(NOW)
    started = time.monotonic()
    for seconds, expected in ((50, NOW), (3_630, NOW + timedelta(hours=1))):
        monkeypatch.setattr("conformance.reference.api.time.monotonic", lambda seconds=seconds: started + seconds)
        assert api.now == expected
        assert api.rows(AGENTS[3]) == batches(AGENTS[3], expected)
