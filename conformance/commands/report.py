"""The command `report`: convert report.json to another format, byte for byte as the run wrote it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from conformance.commands.exit_codes import ExitCode
from conformance.commands.parser import Parser
from conformance.contract.files import write_text
from conformance.exchange.recordings.paths import refuse_unwritable
from conformance.model import InputError
from conformance.report.formats import FORMATS
from conformance.report.reading import read_report

CODES: dict[ExitCode, str] = {}


def add_options(parser: Parser) -> None:
    """Declare the options of the command."""
    parser.add_argument("report", type=Path, metavar="REPORT", help="a report.json")
    parser.add_argument("--format", choices=FORMATS, required=True, help="what to write")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write it [standard output]")


def run(options: argparse.Namespace) -> int:
    """Write the report in the format given.

    Raises:
        InputError: The report cannot be used, or the file cannot be written.
    """
    if options.output is not None:
        refuse_unwritable(options.output)
        if options.output.resolve() == options.report.resolve():
            raise InputError("is the report itself; give another file with --output", str(options.output))
    text = FORMATS[options.format].text_of(read_report(options.report))
    if options.output is None:
        sys.stdout.buffer.write(text.encode(errors="backslashreplace"))
        sys.stdout.buffer.flush()
    else:
        write_text(text, options.output)
    return 0
