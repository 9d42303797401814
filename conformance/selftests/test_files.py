"""A file is replaced completely or stays as it was."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from conformance.contract.files import write_json, write_text


def test_is_json(tmp_path: Path) -> None:
    """Data is written in ASCII, readable by everybody, into a folder that is created."""
    file = write_json({"a": "\ud83d \x1b[31m 📞"}, tmp_path / "reports" / "latest" / "report.json")
    text = file.read_text(encoding="ascii")
    assert "\x1b" not in text
    assert json.loads(text) == {"a": "\ud83d \x1b[31m 📞"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert [path.name for path in file.parent.iterdir()] == ["report.json"]


def test_is_text(tmp_path: Path) -> None:
    """A text is written in UTF-8; a lone surrogate, which UTF-8 cannot hold, is written as its number."""
    assert write_text("é\ud83d\n", tmp_path / "a.md").read_bytes() == b"\xc3\xa9\\ud83d\n"


def test_replaces(tmp_path: Path) -> None:
    """A second file replaces the first."""
    write_json({"n": 1}, tmp_path / "a.json")
    write_json({"n": 2}, tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_bytes()) == {"n": 2}


def test_disk_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failed write leaves the old file as it was, and no other file."""
    write_json({"n": 1}, tmp_path / "a.json")

    def refuse(path: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        write_json({"n": 2}, tmp_path / "a.json")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert json.loads((tmp_path / "a.json").read_bytes()) == {"n": 1}


def test_not_json(tmp_path: Path) -> None:
    """Data that is not JSON is not written at all."""
    with pytest.raises(TypeError):
        write_json({"n": object()}, tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []
