"""All examples of rules on the API, from every `test_rules_*.py` beside this file: a new file of them is found here."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from conformance.selftests.exchanges import Examples

FOLDER = Path(__file__).parent


def families() -> Iterator[Examples]:
    """Yield the examples of each test module of rules: a new module is found here."""
    for path in sorted(FOLDER.glob("test_rules_*.py")):
        found = getattr(import_module(f"{__package__}.{path.stem}"), "EXAMPLES", None)
        if found:
            yield found


FAMILIES = [*families()]
EXAMPLES = {name: [*named.values()] for family in FAMILIES for name, named in family.items()}
