"""Our own files are read row by row; any mistake in one is reported with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.contract.own_files import FileRow, read_checked, read_rows
from conformance.model import InputError

SCHEMA = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "properties": {"id": {"type": "string"}, "day": {"type": "string", "format": "date"}},
}


def rows(folder: Path, text: str) -> list[FileRow]:
    (folder / "rows.yaml").write_text(text, encoding="utf-8")
    return list(read_rows(folder / "rows.yaml", "things", SCHEMA))


def test_rows(tmp_path: Path) -> None:
    """Every entry is a row with the line on which it starts."""
    found = rows(tmp_path, "# all\nthings:\n  - id: a\n    day: 2026-01-02\n\n  - {id: b}\n")
    file = str(tmp_path / "rows.yaml")
    assert found == [FileRow({"id": "a", "day": "2026-01-02"}, file, 3), FileRow({"id": "b"}, file, 6)]


def test_no_rows(tmp_path: Path) -> None:
    """A file may be empty."""
    assert rows(tmp_path, "things: []\n") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1: the file: "),
        ("things: {}\n", "1: things: "),
        ("others: []\n", "1: the file: "),
        ("things: []\nmore: []\n", "1: the file: "),
        ("- id: a\n", "1: the file: "),
        ("things:\n  - id: a\n  - day: 2026-01-02\n", "3: things/1: "),
        ("things:\n  - id: a\n    di: b\n", "2: things/0: "),
        ("things:\n  - id: 7\n", "2: things/0/id: "),
        ("things:\n  - id: a\n    day: 2026-02-30\n", "3: things/0/day: "),
        ("things:\n  - id: a\n    id: b\n", "3: names id twice"),
        ("things: []\nthings: []\n", "2: names things twice"),
        ("things:\n  - id: &a [*a]\n", "2: uses the YAML alias *a"),
        ("things: [\n", "2: is not valid YAML"),
    ],
)
def test_error(tmp_path: Path, text: str, message: str) -> None:
    """A row of another form, a duplicate name and malformed text are errors at their line."""
    with pytest.raises(InputError) as caught:
        rows(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path}/rows.yaml:{message}")


def test_nothing_before_the_whole_is_checked(tmp_path: Path) -> None:
    """An invalid row is found before the first one is yielded."""
    (tmp_path / "rows.yaml").write_text("things: [{id: a}, {id: 7}]\n", encoding="utf-8")
    with pytest.raises(InputError):
        next(read_rows(tmp_path / "rows.yaml", "things", SCHEMA))


def test_read_checked(tmp_path: Path) -> None:
    """A valid file is returned as a document, with the positions of its nodes."""
    path = tmp_path / "a.yaml"
    path.write_text("id: x\n\nday: 2026-01-02\n", encoding="utf-8")
    document = read_checked(path, SCHEMA)
    assert document.data == {"id": "x", "day": "2026-01-02"}
    assert document.position("#/day").line == 3


def test_absent(tmp_path: Path) -> None:
    """A missing file is an error that names it."""
    with pytest.raises(InputError, match=r"absent\.yaml: cannot be read: "):
        read_checked(tmp_path / "absent.yaml", SCHEMA)
