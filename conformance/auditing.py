"""The command `audit`: archives in, a table and a summary as JSON out, with the progress on a terminal."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from conformance.contract.files import write_json
from conformance.exchange.recordings.archives import is_empty, refuse_lost
from conformance.exchange.recordings.logs import read_mapping
from conformance.exchange.recordings.paths import refuse_unwritable
from conformance.exchange.recordings.registry import IMPORTERS
from conformance.exchange.recordings.shards import shards_of
from conformance.exchange.redaction import safe_text
from conformance.model import InputError, Level, Outcome, Verdict
from conformance.verdict.audit import Task, audit, local, located, resumed, suite_at, verdicts_of
from conformance.verdict.cluster import on_dask
from conformance.verdict.summary import Counts, Summary, to_json

_LISTED = 20
_INTERRUPTED = 2
_FORMATS = ", ".join(IMPORTERS)
_READ = f"what is read: logs in NDJSON or Parquet, by --map, packed or not, and what is recognised as {_FORMATS}"
_JUDGED = (Outcome.PASS, Outcome.FAIL)


def run(options: argparse.Namespace) -> int:
    """Judge the archives that the options name; return 0 without a failing MUST, else 1; 2 if it was interrupted.

    Raises:
        InputError: An option, a file or the cluster cannot be used.
    """
    mapping = tuple(sorted(read_mapping(options.map).items()))
    if options.engine == "dask" and not options.scheduler:
        raise InputError("--engine dask needs the address of a cluster: give --scheduler")
    if options.processes < 1:
        raise InputError(f"--processes {options.processes} leaves nobody to judge; give 1 or more")
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
        kept = "the same command goes on where it was" if options.checkpoint else "with --checkpoint it could go on"
        print(f"interrupted; {kept}", file=sys.stderr)
        return _INTERRUPTED
    _refuse_unread(summary)
    verdicts = verdicts_of(summary, options.spec)
    if options.output is not None:
        outcomes = [
            {"requirement": each.requirement.id, "operation": each.operation, "outcome": each.outcome.value}
            for each in verdicts
        ]
        write_json({"schema_version": 1, **to_json(summary), "outcomes": outcomes}, options.output)
    print("\n".join(table(summary, verdicts)))
    return exit_code(verdicts)


def _refuse_unread(summary: Summary) -> None:
    if summary.exchanges or summary.strangers.kept or not summary.unusable.kept:
        return
    if [*summary.unusable.kept.values(), summary.unusable.rest] == [1, 0]:
        ((reason, (_, place)),) = summary.first_unusable.items()
        raise InputError(safe_text(reason), safe_text(place))
    raise InputError("; ".join(("nothing of it can be judged", *_unusable(summary), _READ)))


def exit_code(verdicts: Sequence[Verdict]) -> int:
    """Return 1 where a MUST fails, a rule broke or nothing was judged; else 0."""
    broken = [
        each
        for each in verdicts
        if each.outcome is Outcome.ERROR or (each.outcome is Outcome.FAIL and each.requirement.level is Level.MUST)
    ]
    return 1 if broken or not any(each.outcome in _JUDGED for each in verdicts) else 0


def table(summary: Summary, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield what was found, the most binding first, then what was left out."""
    order = list(Level)
    failing = sorted(
        (each for each in verdicts if each.outcome is Outcome.FAIL),
        key=lambda each: (order.index(each.requirement.level), each.requirement.id),
    )
    for each in failing:
        account = summary.accounts[each.requirement.id, each.operation]
        number = sum(found.count for found in account.found.values()) + account.unlisted
        yield f"{each.requirement.level:7}{each.requirement.id}: {number} of {number + account.witnesses} break it"
        for found in sorted(account.found.values(), key=lambda found: (-found.count, found.order))[:5]:
            one = found.finding
            yield f"       {found.count:>9}  {one.pattern}: {one.message}; {one.actual} ({safe_text(found.place)})"
            if one.confirmation:
                yield f"       {'':9}  {one.confirmation}"
    counts = Counter(each.outcome.value for each in verdicts)
    told = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
    yield f"{summary.exchanges} exchanges with {summary.rows} rows judged: {told}"
    yield from (f"hidden by redaction, inconclusive: {name}" for name in sorted(summary.hidden))
    yield from _left_out("of no operation", summary.strangers, {})
    yield from _unusable(summary)


def _unusable(summary: Summary) -> Iterator[str]:
    return _left_out("unusable", summary.unusable, {key: place for key, (_, place) in summary.first_unusable.items()})


def _left_out(what: str, counts: Counts, places: Mapping[str, str]) -> Iterator[str]:
    listed = sorted(counts.kept.items(), key=lambda each: -each[1])
    for text, number in listed[:_LISTED]:
        first = f" (first {safe_text(places[text])})" if text in places else ""
        yield f"{what}: {number} times {safe_text(text)}{first}"
    rest = counts.rest + sum(number for _, number in listed[_LISTED:])
    if rest:
        yield f"{what}: {rest} times something else"


class Progress:
    """Tells on a terminal how much is done, how fast that goes, and how long the rest takes."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._left = sum(_size(task) for task in tasks)
        self._total = self._left
        self._begun = time.monotonic()

    def __call__(self, task: Task, summary: Summary) -> None:
        """Tell that a part is done."""
        self._left -= _size(task)
        if not sys.stderr.isatty():
            return
        seconds = max(time.monotonic() - self._begun, 1e-3)
        done = self._total - self._left
        rest = seconds * self._left / max(done, 1)
        rate = done / seconds / 2**20
        end = "\n" if not self._left else ""
        told = f"{100 * done // max(self._total, 1)} %, {summary.rows} rows, {rate:.1f} MB/s, {rest:.0f} s left"
        print(f"\r{told:70}", end=end, file=sys.stderr, flush=True)


def _size(task: Task) -> int:
    return task.shard.stop - task.shard.start
