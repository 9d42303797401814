"""Positions and lines in little memory."""

from __future__ import annotations

import pytest

from conformance.contract.positions import Lines, Positions
from conformance.model import Position


class TestPositions:
    def test_packed(self) -> None:
        """Packed positions are the same as before, and unknown nodes have none."""
        known = {f"#/a/{number}": Position(number + 1, 2**20 + number) for number in range(500)}
        packed = Positions(added=known).packed()
        assert {at: packed[at] for at in known} == known
        assert packed == Positions(added=known)
        assert packed.get("#/a/500") is None
        assert "#/a/500" not in packed
        with pytest.raises(KeyError):
            packed["#/a"]

    def test_based(self) -> None:
        """What is added to a copy is not in the original, and takes precedence in the copy."""
        base = Positions(added={"#": Position(1, 1)}).packed()
        more = Positions(base, {"#": Position(2, 2), "#/a": Position(3, 3)})
        assert (base["#"], base.get("#/a"), more["#"]) == (Position(1, 1), None, Position(2, 2))
        assert more.packed() == more != base


class TestLines:
    @pytest.mark.parametrize("text", ["", "\n", "a", "a\nb", "ä\n\n日本\u2028x\r\n", "a\n"])
    def test_split(self, text: str) -> None:
        """Only a line feed ends a line."""
        lines = Lines(text.encode())
        assert list(lines) == text.split("\n")
        assert lines[0:2] == text.split("\n")[0:2]
        assert lines[-1] == text.rsplit("\n", maxsplit=1)[-1]
