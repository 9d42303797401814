"""An audit on a Dask cluster: the same function over the same parts, on machines that share the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.archive.audit import Engine, Task, judge
from conformance.archive.summary import Summary
from conformance.model import InputError

_RETRIES = 5
"""How many times a part is given to another worker after one was lost with it."""


def on_dask(scheduler: str) -> Engine:
    """Return the engine that judges on the workers of a scheduler, given by its address."""

    def run(tasks: Sequence[Task]) -> Iterator[tuple[Task, Summary]]:
        try:
            from distributed import Client, as_completed  # noqa: PLC0415 - an extra that few have
        except ImportError:
            raise InputError("--engine dask needs more: pip install 'bolna-conformance[cluster]'") from None
        try:
            client = Client(scheduler, timeout=5)
        except (OSError, ValueError) as error:
            raise InputError(f"--scheduler {scheduler} cannot be reached: {error}") from None
        with client:
            futures = {client.submit(judge, task, pure=False, retries=_RETRIES): task for task in tasks}
            for future, summary in as_completed(futures, with_results=True):
                yield futures[future], summary

    return run
