"""The command `diff`: two documents in, what changed and whom it breaks out."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance.commands.exit_codes import ExitCode
from conformance.commands.parser import Parser
from conformance.comparison.observation import Impact
from conformance.contract.document import Document, tokens
from conformance.contract.files import json_text
from conformance.contract.load import SPEC, files_for_urls, load_contract
from conformance.contract.openapi import Contract
from conformance.exchange.recordings.paths import recordings
from conformance.exchange.redaction import safe_text
from conformance.exchange.replay import replay
from conformance.model import Exchange, InputError
from conformance.report.change_html import html_of
from conformance.report.change_markdown import markdown_of
from conformance.report.change_record import record_of
from conformance.report.change_sarif import change_sarif_of
from conformance.report.history import deviations_of
from conformance.rules.ledger import load_ledger
from conformance.verdict.affected_items import affected_items
from conformance.verdict.change import compared_contracts
from conformance.verdict.change_policy import read_policy, weighed
from conformance.verdict.suite import load_suite
from conformance.verdict.waivers import Waiver

CODES = {
    ExitCode.HELD: "no change reaches --fail-on",
    ExitCode.DEVIATES: "a change reaches --fail-on, or a rule broke",
}

FORMATS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "md": markdown_of,
    "html": html_of,
    "json": json_text,
    "sarif": lambda record: json_text(change_sarif_of(record)),
}
"""The formats that a comparison is written in."""


def add_options(parser: Parser) -> None:
    """Declare the options of the command."""
    parser.add_argument("old", type=Path, metavar="OLD", help="a docs page (.md), YAML or JSON, OpenAPI 3.0 or 3.1")
    parser.add_argument("new", type=Path, metavar="NEW", help="the same, newer")
    parser.add_argument(
        "--with",
        dest="beside",
        action="append",
        default=[],
        metavar="URL=FILE",
        help="the file for a URL that a document refers to; nothing is fetched",
    )
    parser.add_argument(
        "--recording", action="append", default=[], metavar="PATH", help="recorded traffic decides what breaks"
    )
    parser.add_argument("--format", choices=FORMATS, default="md", help="[%(default)s]")
    parser.add_argument("--fail-on", choices=("breaking", "warning"), default="breaking", help="[%(default)s]")
    parser.add_argument(
        "--policy", type=Path, metavar="FILE", help="what changes of a kind weigh for you, with reasons"
    )
    parser.add_argument(
        "--baseline", action="append", default=[], type=Path, metavar="FILE", help="an earlier report.json or history"
    )
    parser.add_argument(
        "--waivers", action="append", default=[], type=Path, metavar="FILE", help="list those that a change affects"
    )


def run(options: argparse.Namespace) -> int:
    """Print what changed; return 1 if a change reaches `--fail-on`, else 0.

    Raises:
        InputError: A document, a recording or a waiver cannot be used; says file and line.
    """
    beside = files_for_urls(options.beside, Path())
    old, new = load_contract(options.old, beside), load_contract(options.new, beside)
    for each in (old, new):
        refuse_repeated(each.document)
    ledger = load_ledger(SPEC / "requirements")
    comparison = compared_contracts(old, new, ledger, _exchanges(options.recording, old))
    if options.policy is not None:
        comparison = weighed(comparison, read_policy(options.policy, ledger))
    touched = affected_items(comparison, ledger, _waivers(options), deviations_of(options.baseline))
    record = record_of(comparison, touched)
    print(FORMATS[options.format](record), end="")
    return int(comparison.fails(Impact(options.fail_on)))


def refuse_repeated(document: Document) -> None:
    """Refuse a document with a duplicate key: which value holds is undefined (YAML 1.2 section 3.2.1.3).

    Raises:
        InputError: It has one; says file and line.
    """
    for pointer, place in document.duplicates:
        message = f"{safe_text(tokens(pointer)[-1])} is a duplicate key; only one of them can be compared"
        raise InputError(message, document.file, place.line)


def _exchanges(given: Sequence[str], contract: Contract) -> Sequence[Exchange]:
    return replay(recordings(given), contract).exchanges if given else ()


def _waivers(options: argparse.Namespace) -> Sequence[Waiver]:
    """Return the waivers given, or those beside the older document."""
    own = sorted((options.old.parent / "waivers").glob("*.yaml"))
    files = options.waivers or own
    return load_suite(options.old, SPEC / "requirements", files).waivers if files else ()
