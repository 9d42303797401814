"""A cluster gives the same summary as this machine, even if a worker dies."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from conformance.archive.audit import Task, audit
from conformance.archive.cluster import on_dask
from conformance.archive.summary import Summary, to_json
from conformance.model import InputError
from conformance.selftests.audits import audited, log, tasks

GIVEN: dict[str, Any] = {"host": "127.0.0.1", "n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}


def test_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers give the same summary as this process."""
    from distributed import LocalCluster

    monkeypatch.chdir(tmp_path)
    file = log(tmp_path, 300)
    with LocalCluster(**GIVEN, processes=False, protocol="tcp://") as cluster:
        assert audited(file, 20_000, on_dask(cluster.scheduler_address)) == audited(file, 20_000)


@pytest.mark.exhaustive
def test_worker_dies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parts of a killed worker are judged by another one, once each."""
    from distributed import LocalCluster

    monkeypatch.chdir(tmp_path)
    file = log(tmp_path)
    with LocalCluster(**GIVEN) as cluster:
        pids = [worker.pid for worker in cluster.workers.values()]
        killed: list[int] = []

        def kill_one(task: Task, summary: Summary) -> None:
            if not killed:
                killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)

        found = audit(tasks(file, 70_001), on_dask(cluster.scheduler_address), None, kill_one)
    assert killed == pids[:1]
    assert to_json(found) == audited(file, 70_001)


def test_no_scheduler() -> None:
    """An unreachable scheduler is reported in one line."""
    with pytest.raises(InputError, match=r"--scheduler 127\.0\.0\.1:9 cannot be reached"):
        next(on_dask("127.0.0.1:9")([]))
