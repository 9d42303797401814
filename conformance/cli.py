"""The command line `bolna-conformance`: its commands by name, and their exit codes."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Collection, Sequence
from importlib import import_module
from typing import Any

from conformance import __version__
from conformance.commands.exit_codes import MEANINGS, ExitCode, epilog
from conformance.commands.parser import Parser
from conformance.model import InputError

COMMANDS = {
    "run": "judge an API: pytest with the suite given; takes pytest's options",
    "vendor": "add the vendor's pages, check them for changes, list what changed when",
    "explain": "explain a requirement, or list them all as Markdown",
    "audit": "judge archives of any size: logs and recordings",
    "diff": "compare two documents: what changed, and whom it breaks",
    "report": "write a report.json in another format",
    "issues": "print the GitHub issue requests that a report calls for",
    "new-rule": "write the files of a new requirement, with places to fill in",
    "sensitivity": "show what the suite is proven to catch, as Markdown",
    "redact": "remove keys, phone numbers, ids and texts from a recording",
    "completion": "print a script that completes this command in a shell",
    "serve": "run the reference API by hand, on this machine only",
}
"""What each command does; its module in `commands` is imported only when it is needed."""
_RUN, _COMPLETION = "run", "completion"
_SHOWING = {"-h", "--help", "--plan", "--co", "--collect-only"}
"""Options with which a run judges nothing."""
_STDOUT = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; what each means is in `commands.exit_codes`."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _done(given)
        sys.stdout.flush()
        return code
    except InputError as error:
        print(f"bolna-conformance: {error}", file=sys.stderr)
        return ExitCode.UNUSABLE
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; what is still buffered may not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STDOUT)
        is_judging = given[:1] == [_RUN] and not _SHOWING.intersection(given)
        return ExitCode.DEVIATES if is_judging else ExitCode.HELD  # nobody saw the run's result
    except OSError as error:
        parts = ("bolna-conformance", error.filename, error.strerror or str(error))
        print(": ".join(str(part) for part in parts if part), file=sys.stderr)
        return ExitCode.UNUSABLE
    except KeyboardInterrupt:
        print("bolna-conformance: interrupted", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except Exception as error:
        # Not the error's own text: it may contain untrusted input.
        traceback.print_tb(error.__traceback__)
        print(f"bolna-conformance broke ({type(error).__name__}): please report the lines above", file=sys.stderr)
        return ExitCode.BROKE


def _done(given: Sequence[str]) -> int:
    # pytest parses what a run is given.
    if given[:1] == [_RUN]:
        return int(_module(_RUN).run(given[1:]))
    called = COMMANDS if given[:1] == [_COMPLETION] else [name for name in COMMANDS if name in given[:1]]
    parser = _parser(called)
    options = parser.parse_args(given, argparse.Namespace(parser=parser))
    return int(_module(options.command).run(options))


def _parser(called: Collection[str]) -> Parser:
    """Return the parser of all commands, with the options of those that are called."""
    look = argparse.RawDescriptionHelpFormatter
    parser = Parser(
        prog="bolna-conformance",
        description="Contract and conformance of an HTTP API.",
        epilog=epilog(MEANINGS),
        formatter_class=look,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for name, meaning in COMMANDS.items():
        module = _module(name) if name in called else None
        command = commands.add_parser(
            name,
            help=meaning,
            description=f"{meaning[0].upper()}{meaning[1:]}.",
            epilog=epilog(module.CODES) if module else None,
            formatter_class=look,
            add_help=name != _RUN,
        )
        if module:
            module.add_options(command)
    return parser


def _module(name: str) -> Any:
    return import_module(f"conformance.commands.{name.replace('-', '_')}")
