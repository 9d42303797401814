"""Progress is reported every two seconds at most."""

from __future__ import annotations

import time

import pytest

from conformance.report.progress import progress


def test_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line is written two seconds after the last one, with the progress so far and what that means for the rest."""
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    lines: list[str] = []
    tell = progress(lines.append, "requests sent")
    for done, now in enumerate((101.0, 102.0, 103.9, 104.5), start=1):  # noqa: B007
        tell(done, 9)
    assert lines == ["  2 of 9 requests sent, about 7 s left", "  4 of 9 requests sent, about 6 s left"]
