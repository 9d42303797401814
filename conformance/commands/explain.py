"""The command `explain`: one requirement as a page, or all of them as Markdown."""

from __future__ import annotations

import argparse
from pathlib import Path

from conformance.commands.exit_codes import ExitCode
from conformance.commands.parser import Parser
from conformance.contract.load import SPEC
from conformance.report.catalogue import catalogue, page
from conformance.verdict.suite import load_suite

CODES: dict[ExitCode, str] = {}


def add_options(parser: Parser) -> None:
    """Declare the options of the command."""
    parser.add_argument("id", nargs="?", metavar="ID", help="a requirement's id; without one, all are listed")
    parser.add_argument("--spec", type=Path, default=SPEC / "openapi.yaml", metavar="FILE", help="another contract")


def run(options: argparse.Namespace) -> int:
    """Print the page of a requirement, or the catalogue.

    Raises:
        InputError: No requirement has the id, or the contract cannot be used.
    """
    suite = load_suite(options.spec, SPEC / "requirements", ())
    print("\n".join(page(suite, options.id)) if options.id else catalogue(suite))
    return 0
