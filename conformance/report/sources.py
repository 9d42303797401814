"""The lines of the documents that a report quotes: later readers may no longer have the documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from conformance.contract.document import Document
from conformance.exchange.redaction import safe_text

BEFORE, AFTER = 2, 3
"""How many lines are kept around the one in question."""
WIDTH = 300
"""How many characters of a line are kept."""
_TAB = 4


def sources_of(verdicts: Sequence[Mapping[str, Any]], documents: Iterable[Document]) -> list[dict[str, Any]]:
    """Return each document that verdicts point into, with the lines around these places by number, from 1."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for file, line in _places(verdicts):
        wanted[file] |= set(range(line - BEFORE, line + AFTER + 1))
    kept: dict[str, dict[int, str]] = defaultdict(dict)
    for document in documents:
        for number in wanted.get(document.file, ()):
            index = number - document.first_line
            if 0 <= index < len(document.lines):
                kept[document.file][number] = safe_text(document.lines[index].rstrip("\r").expandtabs(_TAB))[:WIDTH]
    return [
        {"file": file, "lines": {str(number): lines[number] for number in sorted(lines)}}
        for file, lines in kept.items()
    ]


def _places(verdicts: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    for verdict in verdicts:
        found = [finding[key] for finding in verdict["findings"] for key in ("clause", "page")]
        for clause in (verdict["clause"], *found):
            if clause is not None and clause["file"] is not None and clause["line"] is not None:
                yield clause["file"], clause["line"]
