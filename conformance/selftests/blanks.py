"""The placeholders that `bolna-conformance new-rule` leaves to be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

MARK = "FILL IN"
_ROOT = Path(__file__).parents[2]
_WRITTEN = (
    *("conformance/rules/*/*.py", "conformance/reference/mutants/*.py"),
    *("conformance/selftests/test_rules_*.py", "conformance/selftests/change_*edits.py"),
)


def blanks(rule: str | None = None) -> Iterator[str]:
    """Yield each line that must be replaced, with its file and number; those in the files of a rule if one is given."""
    for path in (path for pattern in _WRITTEN for path in sorted(_ROOT.glob(pattern))):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if MARK in line and (rule or "").replace("-", "_") in path.stem:
                yield f"{path.relative_to(_ROOT)}:{number}: {line.strip()}"
