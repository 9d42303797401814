"""A requirement that was renamed is still found by its former id in whatever was written before."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli import main
from conformance.contract.load import SPEC
from conformance.contract.requirement_ids import RENAMED, fingerprint, present_id
from conformance.report.history import snapshot_of
from conformance.rules.ledger import load_ledger
from conformance.selftests.makers import OPERATION
from conformance.verdict.waivers import load_waivers


@pytest.fixture(params=RENAMED.items(), ids=str)
def ids(request: pytest.FixtureRequest) -> tuple[str, str]:
    former, present = request.param
    return former, present


def test_present(ids: tuple[str, str]) -> None:
    """The former id names no requirement any more, and the present one does."""
    former, present = ids
    ledger = load_ledger(SPEC / "requirements")
    assert (former in ledger, present in ledger) == (False, True)
    assert (present_id(former), present_id(present)) == (present, present)


def test_fingerprint(ids: tuple[str, str]) -> None:
    """A deviation has the fingerprint that it had before."""
    former, present = ids
    assert fingerprint(present, OPERATION, "/at", "kind") == fingerprint(former, OPERATION, "/at", "kind")


def test_history(ids: tuple[str, str]) -> None:
    """An entry of before tells of the present requirement: as deviating, as judged, as not judged."""
    former, present = ids
    deviation = {"fingerprint": "0" * 16, "requirement": former, "operation": OPERATION, "pattern": "", "waived": False}
    entry = {"started": "", "whole": True, "deviations": [deviation], "judged": {OPERATION: [former]}, "unjudged": {}}
    found = snapshot_of({**entry, "unjudged": {"GET /b": [former]}})
    assert [each.pair for each in found.deviations.values()] == [(present, OPERATION)]
    assert ({*found.judged}, {*found.unjudged}) == ({(present, OPERATION)}, {(present, "GET /b")})


def test_waiver(ids: tuple[str, str], tmp_path: Path) -> None:
    """A waiver of before excuses the present requirement."""
    former, present = ids
    file = tmp_path / "waivers.yaml"
    row = f"""
waivers:
  - id: is-known
    requirement: {former}
    operation: {OPERATION}
    location: /at
    reason: The vendor has promised to fix this.
    link: https://example.com/
    owner: us
    added: "2026-11-24"
    expires: "2027-01-01"
    expect: fail
    target: api.example.com
"""
    file.write_text(row, encoding="utf-8")
    (waiver,) = load_waivers([file], {present: [OPERATION]})
    assert waiver.requirement == present


def test_override(ids: tuple[str, str], tmp_path: Path) -> None:
    """A row of an API's own files overrides the present requirement."""
    former, present = ids
    (tmp_path / "own.yaml").write_text(f"requirements:\n  - id: {former}\n    level: MAY\n", encoding="utf-8")
    assert load_ledger(tmp_path)[present].level == "MAY"


def test_explain(ids: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """The former id explains the present requirement."""
    former, present = ids
    assert main(["explain", former]) == 0
    assert capsys.readouterr().out.startswith(present)
