"""The command `completion`: a script for a shell, which then completes commands, options, files and ids."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

import shtab

from conformance.commands.exit_codes import ExitCode
from conformance.commands.parser import Parser
from conformance.contract.load import SPEC
from conformance.rules.ledger import load_ledger

CODES: dict[ExitCode, str] = {}
_FILES = {"FILE", "PATH", "IN", "OUT", "OLD", "NEW", "REPORT", "PAGE_OR_URL"}


def add_options(parser: Parser) -> None:
    """Declare the options of the command."""
    parser.add_argument("shell", choices=shtab.SUPPORTED_SHELLS)


def run(options: argparse.Namespace) -> int:
    """Print the script that completes the whole command line in a shell.

    Args:
        options: With `parser`, which has the options of every command.
    """
    ids = [name for name, row in load_ledger(SPEC / "requirements").items() if row.excluded is None]
    print(completion(options.parser, options.shell, ids))
    return 0


def completion(parser: Parser, shell: str, ids: Sequence[str]) -> str:
    """Return the script that completes a parser's command line; `ID` stands for one of the ids."""
    # shtab looks for an attribute that argparse does not declare.
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
