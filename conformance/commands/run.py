"""The command `run`: pytest with the suite given, from any folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from conformance.commands.exit_codes import ExitCode, epilog
from conformance.commands.parser import Parser
from conformance.run.options import OPTIONS

CODES = {
    ExitCode.HELD: "every MUST that could be judged holds, or is waived",
    ExitCode.DEVIATES: "a MUST is broken, a waiver is stale, or the target could not be judged",
}
_SUITE = Path(__file__).parents[1] / "suite"


def add_options(parser: Parser) -> None:
    """Declare the options of a run; pytest parses them, and accepts its own as well."""
    parser.add_argument("-k", metavar="ID", help="only this requirement")
    for name, attributes in OPTIONS.items():
        parser.add_argument(name, **attributes)


def run(arguments: Sequence[str]) -> int:
    """Run pytest on the suite, without the configuration of the current folder.

    Args:
        arguments: As given, for pytest to parse.
    """
    import pytest  # noqa: PLC0415 - shell completion does not need it

    own = ["-c", os.devnull, "--rootdir", os.curdir, "-o", "junit_family=xunit1", "-p", "no:cacheprovider"]
    # It collects all garbage five times at the end, which takes seconds where a contract has hundreds of operations.
    own += ["-p", "no:unraisableexception"]
    # Loading other plugins automatically costs seconds at start-up: pytest rewrites every module in their packages.
    plugins = ["--disable-plugin-autoload", "-p", "hypothesispytest"]
    # After those that are given: ours accepts an option that is already declared, others raise an error.
    code = int(pytest.main([*own, *plugins, str(_SUITE), *arguments, "-p", "conformance.plugin"]))
    if {"-h", "--help"}.intersection(arguments):
        print(epilog(CODES))
    return code
