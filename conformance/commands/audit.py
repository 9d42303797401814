"""The command `audit`: archives in, a table and a summary as JSON out, with the progress on a terminal."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from conformance.archive.summary import to_json
from conformance.commands.exit_codes import ExitCode
from conformance.commands.parser import Parser
from conformance.contract.files import write_json
from conformance.contract.load import SPEC
from conformance.exchange.recordings.paths import refuse_unwritable
from conformance.model import InputError, Level, Outcome, Verdict

CODES = {
    ExitCode.HELD: "every MUST that could be judged holds",
    ExitCode.DEVIATES: "a MUST is broken, a rule broke, or nothing could be judged",
    ExitCode.INTERRUPTED: "interrupted; with --checkpoint the same command continues",
}
_MAP = "a log's names for path, status and body; also method, headers, time, request_headers [%(default)s]"
_JUDGED = (Outcome.PASS, Outcome.FAIL)


def add_options(parser: Parser) -> None:
    """Declare the options of the command."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, folder, pattern or address (s3://…)")
    parser.add_argument("--map", default="path=path,status=status,body=body", metavar="OURS=THEIRS,…", help=_MAP)
    parser.add_argument("--spec", type=Path, default=SPEC / "openapi.yaml", metavar="FILE", help="another contract")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the summary as JSON")
    parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="saved after each part; resumed if it exists")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N", help="[one per core]")
    parser.add_argument("--engine", choices=("local", "dask"), default="local", help="where to judge [%(default)s]")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of the cluster, for --engine dask")


def run(options: argparse.Namespace) -> int:
    """Judge the archives that the options name.

    Raises:
        InputError: An option, a file or the cluster cannot be used, or a dependency of the audit is not installed.
    """
    if options.engine == "dask" and not options.scheduler:
        raise InputError("--engine dask needs the address of a cluster: give --scheduler")
    if options.processes < 1:
        raise InputError(f"--processes {options.processes} must be at least 1")
    try:
        return _run(options)
    except ModuleNotFoundError as error:
        raise InputError(f"audit needs {error.name}: pip install 'bolna-conformance[audit]'") from None


def _run(options: argparse.Namespace) -> int:
    # Each of these needs the optional extra `audit`, which shell completion does without.
    from conformance.archive.audit import Task, audit, local, located, resumed, suite_at, verdicts_of  # noqa: PLC0415
    from conformance.archive.cluster import on_dask  # noqa: PLC0415
    from conformance.archive.terminal import Progress, refuse_unread, table  # noqa: PLC0415
    from conformance.exchange.recordings.archives import is_empty, refuse_lost  # noqa: PLC0415
    from conformance.exchange.recordings.logs import read_mapping  # noqa: PLC0415
    from conformance.exchange.recordings.shards import shards_of  # noqa: PLC0415

    mapping = tuple(sorted(read_mapping(options.map).items()))
    for file in filter(None, (options.checkpoint, options.output)):
        refuse_unwritable(file)
    suite_at(str(options.spec))
    tasks = [Task(shard, mapping, str(options.spec)) for shard in shards_of(options.paths)]
    if not tasks:
        raise is_empty(options.paths)
    refuse_lost([task.shard for task in tasks], dict(mapping))
    tasks = located(tasks)
    engine = on_dask(options.scheduler) if options.engine == "dask" else local(min(options.processes, len(tasks)))
    _, done = resumed(tasks, options.checkpoint)
    if done:
        print(f"{options.checkpoint}: {len(done)} of {len(tasks)} parts were judged before", file=sys.stderr)
    progress = Progress([task for task in tasks if task.id not in done])
    try:
        summary = audit(tasks, engine, options.checkpoint, progress)
    except KeyboardInterrupt:
        kept = "the same command continues" if options.checkpoint else "with --checkpoint it can be resumed"
        print(f"interrupted; {kept}", file=sys.stderr)
        return ExitCode.INTERRUPTED
    refuse_unread(summary)
    verdicts = verdicts_of(summary, options.spec)
    if options.output is not None:
        outcomes = [
            {"requirement": each.requirement.id, "operation": each.operation, "outcome": each.outcome.value}
            for each in verdicts
        ]
        write_json({"schema_version": 1, **to_json(summary), "outcomes": outcomes}, options.output)
    print("\n".join(table(summary, verdicts)))
    return exit_code(verdicts)


def exit_code(verdicts: Sequence[Verdict]) -> int:
    """Return 1 if a MUST fails, a rule broke or nothing was judged; else 0."""
    broken = [
        each
        for each in verdicts
        if each.outcome is Outcome.ERROR or (each.outcome is Outcome.FAIL and each.requirement.level is Level.MUST)
    ]
    return 1 if broken or not any(each.outcome in _JUDGED for each in verdicts) else 0
