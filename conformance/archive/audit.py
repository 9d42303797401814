"""Judges archives of any size part by part: `judge` is a pure function, and its results merge in any order."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeAlias

from conformance import __version__
from conformance.archive.part import OperationJudge
from conformance.archive.sampling import SampledJudge
from conformance.archive.summary import RequirementCounts, Summary, from_json, to_json
from conformance.contract.derived_requirements import clause_of
from conformance.contract.files import write_json
from conformance.contract.load import SPEC
from conformance.exchange.attribution import hosts_of, unmatched_as
from conformance.exchange.recordings.archives import read_shard
from conformance.exchange.recordings.entry import Unusable
from conformance.exchange.recordings.shards import Shard
from conformance.exchange.replay import observed
from conformance.model import Aspect, InputError, Verdict
from conformance.rules.registry import api_screenings
from conformance.verdict.judge import HIDDEN, requirements_of
from conformance.verdict.outcome import Totals
from conformance.verdict.suite import Suite, load_suite

_FILES, _ENTRIES = 20, 200
"""How many files, and entries of each, are read to find out where the API is."""
_BY_HAND = "was written by hand, and proves nothing"


@dataclass(frozen=True)
class Task:
    """A part of an archive, and how to read and judge it."""

    shard: Shard
    mapping: tuple[tuple[str, str], ...]
    """Our name for each field of a record, with that of the log."""
    spec: str
    """The file of the contract."""
    hosts: frozenset[str] = frozenset()
    """Where the API is; anywhere if it is unknown."""

    @property
    def id(self) -> str:
        """A name that is the same in every run over the same files."""
        # Not its address, which may contain credentials.
        return f"{self.shard.source}@{self.shard.start}-{self.shard.stop}"


Engine: TypeAlias = Callable[[Sequence[Task]], Iterator[tuple[Task, Summary]]]
"""Judges parts, here or elsewhere, and yields the summary of each in the order of completion."""


def judge(task: Task) -> Summary:
    """Judge a part of an archive; it reads nothing but that part, and keeps no state."""
    suite = suite_at(task.spec)
    summary = Summary()
    judges, screenings = {}, api_screenings()
    for operation in suite.operations:
        evidence = suite.evidence(operation, ())
        asked = OperationJudge(evidence, requirements_of(evidence, suite.ledger, suite.rules), suite.rules)
        judges[operation.id] = SampledJudge(asked, summary, screenings)
    for number, each in read_shard(task.shard, dict(task.mapping)):
        order = (task.shard.source, number)
        if isinstance(each, Unusable):
            stranger = unmatched_as(*each.request, suite.contract, task.hosts) if each.request else None
            if stranger is None:
                summary.leave_out(each.reason, each.place, order)
            else:
                summary.unmatched.add(stranger)
            continue
        if Aspect.OCCURRENCE not in each.shows:
            summary.leave_out(_BY_HAND, each.place, order)
            continue
        found = observed(each, suite.contract, task.hosts)
        summary.hidden |= found.hidden
        for stranger in found.unmatched:
            summary.unmatched.add(stranger)
        for exchange in found.exchanges:
            if exchange.case.operation in judges:
                judges[exchange.case.operation].add(exchange, each.place, order)
    for one in judges.values():
        one.finish()
    return summary


def located(tasks: Sequence[Task]) -> list[Task]:
    """Return the parts with the hosts of the API, as the first entries of the files show.

    Raises:
        InputError: A file cannot be read.
    """
    if not tasks:
        return []
    contract = suite_at(tasks[0].spec).contract
    first = {task.shard.source: task for task in reversed(tasks)}
    entries = (
        entry
        for task in islice(reversed(first.values()), _FILES)
        for _, entry in islice(read_shard(task.shard, dict(task.mapping)), _ENTRIES)
    )
    requests = ((each.method, each.url) for each in entries if not isinstance(each, Unusable) and not each.note)
    hosts = hosts_of(requests, contract)
    return [replace(task, hosts=hosts) for task in tasks]


@lru_cache(maxsize=1)
def suite_at(spec: str) -> Suite:
    """Return the suite for a contract, which many parts share.

    Raises:
        InputError: The contract cannot be used.
    """
    return load_suite(Path(spec), SPEC / "requirements", ())


_MOMENT = 0.5
"""Seconds."""


def local(processes: int) -> Engine:
    """Return the engine that judges on this machine."""

    def run(tasks: Sequence[Task]) -> Iterator[tuple[Task, Summary]]:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_start_beside) as pool:
            # A process that Ctrl-C interrupts while it starts would print a traceback of its own.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                waiting = {pool.submit(judge, task): task for task in tasks}
            finally:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
            try:
                while waiting:
                    for done in wait(waiting, return_when=FIRST_COMPLETED).done:
                        yield waiting.pop(done), done.result()
            except BrokenProcessPool:
                # Ctrl-C ends these processes too, and its signal to this one may arrive a moment later.
                time.sleep(_MOMENT)
                message = "a process was killed (out of memory?); the same command continues"
                raise InputError(message) from None
            finally:
                pool.shutdown(cancel_futures=True)

    return run


def start() -> None:
    """Prepare a process for judging many rows."""
    # Rows come and go by the thousand and have no reference cycles: looking for these takes a third of the time.
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def _start_beside() -> None:
    """Prepare a process that ends with the one that started it."""
    start()
    # Ctrl-C reaches every process; the one that started the others reports it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    # A killed parent cannot notify its workers, which would wait for ever for more to judge.
    threading.Thread(target=_end_after, args=(parent_process(),), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def audit(
    tasks: Sequence[Task], engine: Engine, checkpoint: Path | None, progress: Callable[[Task, Summary], None]
) -> Summary:
    """Judge the parts that a checkpoint does not contain yet, and return the summary of all.

    Args:
        tasks: The parts.
        engine: Judges them.
        checkpoint: A file that is written after each part, and read first if it exists.
        progress: Called after each part.

    Raises:
        InputError: The checkpoint belongs to another audit.
    """
    key = _key(tasks)
    summary, done = resumed(tasks, checkpoint)
    for task, part in engine([task for task in tasks if task.id not in done]):
        summary.merge(part)
        done.add(task.id)
        if checkpoint is not None:
            write_json({"audit": key, "done": sorted(done), "summary": to_json(summary)}, checkpoint)
        progress(task, summary)
    return summary


def _key(tasks: Sequence[Task]) -> str:
    contract = hashlib.sha256(Path(tasks[0].spec).read_bytes()).hexdigest()
    # The name of a file in reports depends on the working directory.
    shards = [asdict(replace(task.shard, shown="")) for task in tasks]
    text = json.dumps([__version__, contract, tasks[0].mapping, shards], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def resumed(tasks: Sequence[Task], checkpoint: Path | None) -> tuple[Summary, set[str]]:
    """Return what a checkpoint contains: the summary of the parts that were judged before, and their ids.

    Raises:
        InputError: It belongs to another audit, or is not a checkpoint.
    """
    if checkpoint is None or not checkpoint.exists():
        return Summary(), set()
    try:
        data = json.loads(checkpoint.read_bytes())
        is_ours, done, summary = data["audit"] == _key(tasks), set(data["done"]), from_json(data["summary"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise InputError("is not a checkpoint of an audit; remove it, or name another one", str(checkpoint)) from None
    if not is_ours:
        message = "is the checkpoint of another audit: of other files, or of these before they changed, another --map,"
        raise InputError(f"{message} contract or version; remove it, or name another one", str(checkpoint))
    return summary, done


def verdicts_of(summary: Summary, spec: Path) -> list[Verdict]:
    """Return the verdict of each requirement that an archive can be judged by."""
    suite = suite_at(str(spec))
    verdicts = []
    for operation in suite.operations:
        for name, requirement in requirements_of(suite.evidence(operation, ()), suite.ledger, suite.rules).items():
            account = summary.accounts.get((name, operation.id), RequirementCounts())
            totals = Totals(said={HIDDEN: 1}) if name in summary.hidden else _totals(account)
            clause = clause_of(requirement, operation.pointer, suite.contract.document)
            verdicts.append(totals.verdict(requirement, operation.id, clause))
    return verdicts


def _totals(account: RequirementCounts) -> Totals:
    """Return the totals of an account; a requirement is inapplicable only if no part observes anything else."""
    found = tuple(replace(each.finding, count=each.count) for each in account.found.values())
    disputed, said = (dict(sorted(counts.kept.items())) for counts in (account.disputed, account.said))
    broke, inapplicable = (", ".join(sorted(counts.kept)) for counts in (account.broke, account.inapplicable))
    if account.witnesses or found or account.unlisted or disputed or said:
        return Totals(account.witnesses, found, account.unlisted, disputed, said, broke=broke)
    if inapplicable:
        return Totals(inapplicable=inapplicable, broke=broke)
    return Totals(said={"no answer in the archive shows it": 1}, broke=broke)
