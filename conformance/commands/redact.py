"""The command `redact`: remove keys, phone numbers, ids and texts from a recording."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from conformance.commands.exit_codes import ExitCode
from conformance.commands.parser import Parser
from conformance.contract.load import SPEC
from conformance.exchange.recordings.paths import refuse_unwritable
from conformance.exchange.recordings.redacting import redaction_key
from conformance.report.replay import replay_lines
from conformance.run.stock_checks import with_stock_checks
from conformance.verdict.preserving import redact_recording
from conformance.verdict.suite import load_suite

CODES: dict[ExitCode, str] = {}


def add_options(parser: Parser) -> None:
    """Declare the options of the command."""
    parser.add_argument("source", type=Path, metavar="IN", help="a recording of any format")
    parser.add_argument("destination", type=Path, metavar="OUT", help="the file to write")
    parser.add_argument("--spec", type=Path, default=SPEC / "openapi.yaml", metavar="FILE", help="another contract")
    parser.add_argument("--map", metavar="OURS=THEIRS,…", help="which field is which, if it is a log")


def run(options: argparse.Namespace) -> int:
    """Write the redacted recording, and print what it contains and what redaction hides from a replay.

    Raises:
        InputError: The recording, the contract or the redaction key cannot be used, or OUT cannot be written.
    """
    suite = with_stock_checks(load_suite(options.spec, SPEC / "requirements", ()))
    key = redaction_key(os.environ)
    refuse_unwritable(options.destination)
    held, hidden = redact_recording(suite, options.source, options.destination, key, options.map)
    print("\n".join(replay_lines(held)))
    print(f"written: {options.destination}")
    for name in sorted(hidden):
        print(f"hidden by redaction, inconclusive on replay: {name}")
    return 0
