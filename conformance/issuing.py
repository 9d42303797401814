"""The command `issues`: what a report asks of the issues of a repository, for a shell to send."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from conformance.contract.document import read_text
from conformance.model import InputError
from conformance.report.issues import Issue, requests_for, unjudged
from conformance.report.reading import read_report

_FIELDS = "number,state,stateReason,body"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("report", type=Path, metavar="REPORT", help="a report.json")
    listing = f"what `gh issue list --label conformance --state all --json {_FIELDS}` prints"
    parser.add_argument("--existing", type=Path, required=True, metavar="FILE", help=listing)


def run(options: argparse.Namespace) -> int:
    """Print a line for each request to GitHub's REST API: method, path and JSON body, divided by tabs.

    Raises:
        InputError: The report, or the list of issues, cannot be used.
    """
    report, issues = read_report(options.report), _issues(options.existing)
    reason = unjudged(report)
    if reason is not None:
        print(f"no issue is opened or closed: {reason}", file=sys.stderr)
    for request in requests_for(report, issues):
        print(request.method, request.path, json.dumps(request.body), sep="\t")
    return 0


def _issues(path: Path) -> list[Issue]:
    try:
        return [_issue(each) for each in json.loads(read_text(path))]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise InputError(f"is no list of issues with {_FIELDS}", str(path)) from None


def _issue(data: Any) -> Issue:
    is_declined = data["stateReason"] in ("NOT_PLANNED", "DUPLICATE")
    return Issue(int(data["number"]), data["state"] == "OPEN", is_declined, str(data["body"]))
