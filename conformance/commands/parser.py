"""The parser of the command line, which exposes its arguments and exits with 4 on wrong usage."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

from conformance.commands.exit_codes import ExitCode


class Parser(argparse.ArgumentParser):
    """A parser that exposes its arguments, which argparse keeps private.

    Arguments added through a group are not included.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.arguments: list[argparse.Action] = []
        self.commands: Mapping[str, Parser] = {}
        super().__init__(*args, **kwargs)

    def add_argument(self, *args: Any, **kwargs: Any) -> argparse.Action:
        """Add an argument."""
        self.arguments.append(super().add_argument(*args, **kwargs))
        return self.arguments[-1]

    def add_subparsers(self, **kwargs: Any) -> Any:
        """Add commands, each of which has a parser of this kind."""
        added = super().add_subparsers(**kwargs)
        self.commands = added.choices
        return added

    def error(self, message: str) -> NoReturn:
        """Print the usage and what is wrong with it, and exit."""
        self.print_usage(sys.stderr)
        self.exit(ExitCode.UNUSABLE, f"{self.prog}: {message}\n")
