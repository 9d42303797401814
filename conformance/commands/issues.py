"""The command `issues`: the requests that update a repository's issues from a report, for a shell to send."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conformance.commands.exit_codes import ExitCode
from conformance.commands.parser import Parser
from conformance.contract.document import read_text
from conformance.model import InputError
from conformance.report.issues import Issue, requests_for, unjudged
from conformance.report.reading import read_report

CODES: dict[ExitCode, str] = {}

_LISTING = "gh api --paginate 'repos/…/issues?labels=conformance&state=all&per_page=100' --jq '.[]'"


def add_options(parser: Parser) -> None:
    """Declare the options of the command."""
    parser.add_argument("report", type=Path, metavar="REPORT", help="a report.json")
    parser.add_argument("--existing", type=Path, required=True, metavar="FILE", help=f"what `{_LISTING}` prints")


def run(options: argparse.Namespace) -> int:
    """Print a line for each request to GitHub's REST API: method, path and JSON body, separated by tabs.

    Raises:
        InputError: The report, or the list of issues, cannot be used.
    """
    report, issues = read_report(options.report), list(_issues(options.existing))
    reason = unjudged(report)
    if reason is not None:
        print(f"no issue is opened or closed: {reason}", file=sys.stderr)
    for request in requests_for(report, issues):
        print(request.method, request.path, json.dumps(request.body), sep="\t")
    return 0


def _issues(path: Path) -> Iterator[Issue]:
    for number, line in enumerate(read_text(path).split("\n"), 1):  # other line separators are part of a text
        if not line.strip():
            continue
        try:
            yield _issue(json.loads(line))
        except (ValueError, TypeError, KeyError, RecursionError):
            raise InputError("is not an issue of GitHub's API", str(path), number) from None


def _issue(data: Any) -> Issue:
    is_declined = data["state_reason"] in ("not_planned", "duplicate")
    return Issue(int(data["number"]), data["state"] == "open", is_declined, data["body"] or "")
