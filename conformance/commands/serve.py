"""The command `serve`: run the reference API by hand, sound or with a fault, on this machine only."""

from __future__ import annotations

import argparse
import threading
from contextlib import suppress

from conformance.commands.exit_codes import ExitCode
from conformance.commands.parser import Parser
from conformance.reference.api import KEY, Api
from conformance.reference.data import AGENTS, FOREIGN_AGENT
from conformance.reference.mutants import MUTANTS
from conformance.reference.server import serve
from conformance.reference.variants import VARIANTS

CODES = {ExitCode.HELD: "stopped by Ctrl-C, or listed"}

_MAX_PORT = 65_535


def add_options(parser: Parser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--port", type=_port, default=0, metavar="N", help="0 picks a free one [%(default)s]")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--fault", choices=sorted(MUTANTS), metavar="NAME", help="with one fault; --list names them")
    kind.add_argument(
        "--variant", "--dialect", choices=sorted(VARIANTS), metavar="NAME", help="in another sound variant"
    )
    kind.add_argument("--list", action="store_true", help="name the faults and variants")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _MAX_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} must be a number between 0 and {_MAX_PORT}")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C; print first how to start a run against it.

    Raises:
        OSError: The port is taken.
    """
    if options.list:
        for name, kind in sorted({**VARIANTS, **MUTANTS}.items()):
            print(f"{'fault' if name in MUTANTS else 'variant':8}{name:36}{(kind.__doc__ or '').splitlines()[0]}")
        return 0
    api = MUTANTS[options.fault]() if options.fault else VARIANTS[options.variant]() if options.variant else Api()
    # From the first line printed on, Ctrl-C shuts it down cleanly.
    with suppress(KeyboardInterrupt), serve(api, options.port) as url:
        print(f"export BOLNA_API_KEY={KEY} BOLNA_AGENT_ID={','.join(AGENTS)} BOLNA_FOREIGN_AGENT_ID={FOREIGN_AGENT}")
        print(f"pytest --base-url {url}")
        print("serving until Ctrl-C", flush=True)
        threading.Event().wait()
    return 0
