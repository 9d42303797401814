"""The command line, even if the working directory has a `conformance` of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bolna_conformance.loading import load


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    try:
        load()
    except ImportError as error:
        print(f"bolna-conformance: {error}", file=sys.stderr)
        return 4
    from conformance.cli import main as run  # noqa: PLC0415 - only after the right one is loaded

    return run(arguments)
