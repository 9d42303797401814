"""The command `completion`: a script for a shell, which then completes commands, options, files and ids."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

import shtab

SHELLS = shtab.SUPPORTED_SHELLS
_FILES = {"FILE", "PATH", "IN", "OUT", "OLD", "NEW", "REPORT", "PAGE_OR_URL"}


def completion(parser: argparse.ArgumentParser, shell: str, ids: Sequence[str]) -> str:
    """Return the script that completes a parser's command line; `ID` stands for one of the ids."""
    # shtab looks for an attribute that argparse, and so its types, know nothing of.
    for action in _actions(parser):
        if action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar == "DIR":
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif action.metavar == "ID":
            action.complete = shtab.cmd(f"echo {' '.join(ids)}")  # type: ignore[attr-defined]
    return str(shtab.complete(parser, shell))


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        for child in action.choices.values() if isinstance(action, argparse._SubParsersAction) else ():
            yield from _actions(child)
