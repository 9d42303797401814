"""The command `completion`: a script for a shell, which then completes commands, options, files and ids."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import shtab

SHELLS = shtab.SUPPORTED_SHELLS
_FILES = {"FILE", "PATH", "IN", "OUT", "OLD", "NEW", "REPORT", "PAGE_OR_URL"}


class Parser(argparse.ArgumentParser):
    """A parser that says what its arguments are: the one of argparse keeps that to itself.

    What is added by way of a group is left out.
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


def completion(parser: Parser, shell: str, ids: Sequence[str]) -> str:
    """Return the script that completes a parser's command line; `ID` stands for one of the ids."""
    # shtab looks for an attribute that argparse, and so its types, know nothing of.
    for action in _arguments(parser):
        if action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar == "DIR":
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif action.metavar == "ID":
            action.complete = shtab.cmd(f"echo {' '.join(ids)}")  # type: ignore[attr-defined]
    return str(shtab.complete(parser, shell))


def _arguments(parser: Parser) -> Iterator[argparse.Action]:
    yield from parser.arguments
    for command in parser.commands.values():
        yield from _arguments(command)
