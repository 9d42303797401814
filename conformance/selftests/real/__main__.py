"""`python -m conformance.selftests.real [NAME…]`: starts real servers, judges them, and prints what was found."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

from conformance.selftests.real.judging import Measured, judge
from conformance.selftests.real.seeds import UnusableServerError
from conformance.selftests.real.servers import SERVERS, Server
from conformance.selftests.real.showing import lines, table
from conformance.selftests.real.starting import default_cache, install, started


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the servers that are named, all by default; 1 if a MUST on an API is not known to be true."""
    names = [server.name for server in SERVERS]
    parser = argparse.ArgumentParser(prog="python -m conformance.selftests.real", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(names)} [all]")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="where servers are installed [%(default)s]")
    parser.add_argument("--reports", type=Path, help="where reports go [a temporary folder]")
    parser.add_argument("--table", type=Path, help="a Markdown file for the table")
    parser.add_argument("--max-requests", type=int, default=1500, metavar="N", help="for each server [%(default)s]")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - set(names))
    if unknown:
        parser.error(f"there is no server {', '.join(unknown)}; choose from {', '.join(names)}")
    reports = options.reports or Path(mkdtemp(prefix="real-reports-"))
    found: list[Measured] = []
    failed = False
    for server in SERVERS:
        if server.name in (options.names or names):
            try:
                found.append(measured_of(server, options.cache, reports, options.max_requests))
            except UnusableServerError as error:
                print(f"{server.name}: {error}", file=sys.stderr)
                failed = True
            else:
                print("\n".join(lines(found[-1])), flush=True)
    print(table(found), end="")
    print(f"reports in {reports}")
    if options.table:
        options.table.write_text(table(found), encoding="utf-8")
    return int(failed or any(not each.is_known for each in found))


def measured_of(server: Server, cache: Path, reports: Path, max_requests: int) -> Measured:
    """Install a server unless it is installed, start it, judge it, and end it.

    Raises:
        UnusableServerError: One of these failed.
    """
    install(server, cache)
    with started(server, cache) as url:
        return judge(server, url, server.seed(url), reports.resolve() / server.name, max_requests)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that no server is left running
    sys.exit(main())
