"""Sound documents prove one requirement on documents; run by `--rule ID` alone."""

from __future__ import annotations

from pathlib import Path

from conformance.model import Level
from conformance.selftests.changes import LEDGER
from conformance.selftests.documents import found

SOUND = (Path(__file__).parent / "data" / "sound.yaml").read_text(encoding="utf-8")


def test_sound_document(rule: str) -> None:
    """The vendored document with every known defect fixed breaks no MUST and no SHOULD."""
    assert LEDGER[rule].level is Level.MAY or found(rule, SOUND) == []
