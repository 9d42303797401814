"""A policy file moves what changes of a kind weigh, and says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli import main

CASES = Path(__file__).parent / "data" / "cases" / "changes"
PAIR = [str(CASES / f"enum-disjoint-response.{side}.json") for side in ("old", "new")]
ROW = "changes:\n  - requirement: {id}\n    breaking: {impact}\n    reason: {reason}\n"


def diff(folder: Path, text: str) -> int:
    """Return how `diff` ends with a policy."""
    file = folder / "policy.yaml"
    file.write_text(text, encoding="utf-8")
    return main(["diff", *PAIR, "--policy", str(file)])


def test_moved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What breaks weighs what the policy says; other kinds stay as they are."""
    assert main(["diff", *PAIR]) == 1
    assert diff(tmp_path, ROW.format(id="values-are-kept", impact="warning", reason="read as other")) == 0
    assert "**1 warning.**" in capsys.readouterr().out
    assert diff(tmp_path, ROW.format(id="types-are-kept", impact="safe", reason="no types")) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            ROW.format(id="row-id-is-unique", impact="safe", reason="a"),
            ":2: there is no requirement row-id-is-unique on",
        ),
        (ROW.format(id="values-are-kept", impact="harmless", reason="a"), ":3: changes/0/breaking: "),
        (ROW.format(id="values-are-kept", impact="safe", reason="''"), ":4: changes/0/reason: "),
        ("changes: 3\n", ":1: changes: "),
    ],
)
def test_unusable(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, message: str) -> None:
    """An unusable policy ends with 4, with file and line."""
    assert diff(tmp_path, text) == 4
    assert f"policy.yaml{message}" in capsys.readouterr().err
