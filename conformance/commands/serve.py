"""The command `serve`: run a bundled API by hand, sound or with a fault, on this machine only."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Iterator
from contextlib import suppress

from conformance.commands.exit_codes import ExitCode
from conformance.commands.parser import Parser
from conformance.contract.load import display
from conformance.model import InputError
from conformance.reference.bundled import BUNDLED, Bundled
from conformance.reference.server import serve

CODES = {ExitCode.HELD: "stopped by Ctrl-C, or listed"}

_MAX_PORT = 65_535


def add_options(parser: Parser) -> None:
    """Declare the options of the command."""
    first = next(iter(BUNDLED))
    parser.add_argument("--port", type=_port, default=0, metavar="N", help="0 picks a free one [%(default)s]")
    parser.add_argument("--contract", choices=[*BUNDLED], default=first, help="which bundled contract [%(default)s]")
    kind = parser.add_mutually_exclusive_group()
    faults = sorted({name for each in BUNDLED.values() for name in each.mutants})
    variants = sorted({name for each in BUNDLED.values() for name in each.variants})
    kind.add_argument("--fault", choices=faults, metavar="NAME", help="with one fault; --list names them")
    kind.add_argument("--variant", "--dialect", choices=variants, metavar="NAME", help="in another sound variant")
    kind.add_argument("--list", action="store_true", help="name the faults and variants")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _MAX_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} must be a number between 0 and {_MAX_PORT}")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C; print first how to start a run against it.

    Raises:
        InputError: The contract has no such fault or variant.
        OSError: The port is taken.
    """
    bundled = BUNDLED[options.contract]
    known = {**bundled.variants, **bundled.mutants}
    if options.list:
        for name, kind in sorted(known.items()):
            group = "fault" if name in bundled.mutants else "variant"
            print(f"{group:8}{name:36}{(kind.__doc__ or '').splitlines()[0]}")
        return 0
    chosen = options.fault or options.variant
    if chosen and chosen not in (bundled.mutants if options.fault else bundled.variants):
        raise InputError(f"the contract {bundled.name} has no {chosen}; `serve --contract {bundled.name} --list`")
    api = known[chosen]() if chosen else bundled.api()
    # From the first line printed on, Ctrl-C shuts it down cleanly.
    with suppress(KeyboardInterrupt), serve(api, options.port) as url:
        print("\n".join(_lines(bundled, url)))
        print("serving until Ctrl-C", flush=True)
        threading.Event().wait()
    return 0


def _lines(bundled: Bundled, url: str) -> Iterator[str]:
    """Yield what a shell needs for a run against it."""
    values = {bundled.variables[name]: value for name, value in bundled.credentials.items()}
    values |= {bundled.variables[name]: ",".join(known) for name, known in bundled.parameters.items()}
    values |= {bundled.foreign_variables[name]: value for name, value in bundled.foreign.items()}
    yield f"export {' '.join(f'{name}={value}' for name, value in values.items())}"
    files = {"--spec": bundled.document, "--target": bundled.values}
    more = "".join(f" {option} {display(file)}" for option, file in files.items() if file is not None)
    yield f"pytest --base-url {url}{more}"
