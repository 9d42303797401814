"""The options of a run, validated."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.contract.load import SPEC, files_for_urls
from conformance.contract.selection import ALL, OperationSelection
from conformance.exchange.certificates import Certificates
from conformance.exchange.generation import Optional
from conformance.exchange.limits import USUAL as USUAL_LIMITS
from conformance.exchange.limits import Limits, limits_of
from conformance.exchange.network import USUAL, NetworkOptions
from conformance.exchange.recordings.paths import refuse_unwritable
from conformance.exchange.waiting import interval_of
from conformance.model import InputError, Level
from conformance.verdict.judge_document import DOCUMENT
from conformance.verdict.result import DEFAULT, Threshold


@dataclass(frozen=True)
class Options:
    """The user's options; None stands for the default of the vendored contract or the bundled reference."""

    base_url: str | None = None
    spec: Path | None = None
    against: Path | None = None
    """The older contract; None where no change is judged."""
    beside: Mapping[str, Path] = field(default_factory=dict)
    """The files for the URLs that a contract refers to."""
    policy: Path | None = None
    """What the kinds of changes weigh for the user."""
    target: Path | None = None
    recordings: Sequence[str] = ()
    mapping: str | None = None
    """Which fields of recorded logs hold what."""
    record: Path | None = None
    waivers: Sequence[Path] | None = None
    history: Path | None = None
    """The file to which the run adds a line."""
    baseline: Path | None = None
    """What the run is compared with instead of its history."""
    threshold: Threshold = DEFAULT
    selection: OperationSelection = ALL
    """Which operations are asked and judged."""
    max_requests: int | None = None
    """The ceiling on requests; None for one that depends on the number of operations."""
    optional: Optional = Optional.KNOWN
    timeout: float = 10.0
    rate: str | None = None
    limits: Limits = USUAL_LIMITS
    """How much of the answers is read."""
    seed: int | None = None
    explore: int = 0
    headers: Sequence[str] = ()
    """What is added to every request to a live API."""
    token_command: str | None = field(default=None, repr=False)
    """Prints the bearer token."""
    network: NetworkOptions = USUAL
    """The way to a live API."""
    folder: Path | None = None
    """Where the user's settings of schemathesis are looked for; None where they are ignored."""

    def check(self) -> None:
        """Check what can be checked without loading anything.

        Raises:
            InputError: A number is out of its range, a file cannot be written, or options do not go together.
        """
        if self.max_requests is not None and self.max_requests < 1:
            raise InputError(f"--max-requests {self.max_requests} must be at least 1")
        if not 0 < self.timeout <= 3600:
            raise InputError(f"--timeout {self.timeout} must be between 0 and 3600 seconds")
        if self.explore < 0:
            raise InputError(f"--explore {self.explore} is negative; give a number of requests")
        if self.record is not None:
            refuse_unwritable(self.record)
        if self.history is not None:
            folder = next(each for each in self.history.absolute().parents if each.exists())
            if self.history.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
                raise InputError("cannot be written; give another file by --history", str(self.history))
        if self.target is not None and self.base_url is None and not self.recordings:
            raise InputError("--target says how to ask an API: give --base-url or --recording with it")
        if self.base_url is None and (self.headers or self.token_command is not None or self.network != USUAL):
            names = "--header, --token-command, --proxy, --cacert, --cert, --key and --unix-socket"
            raise InputError(f"{names} are for a live API: give --base-url")
        if self.mapping is not None and not self.recordings:
            raise InputError("--map says how to read logs: give them by --recording")
        if self.recordings and self.base_url is not None:
            raise InputError("--recording judges recorded traffic, and --base-url sends requests: give one of them")
        is_ours = self.base_url is None and self.spec is None and self.against is None
        if self.selection and not (self.base_url is not None or self.recordings or is_ours):
            raise InputError(f"{self.selection} selects operations of an API: give --base-url or --recording with it")
        self.interval()

    def interval(self, usual: float = 0.0) -> float:
        """Return the minimum of seconds between two requests: the usual one unless the user gives a rate.

        Raises:
            InputError: The rate that the user gives is not valid.
        """
        return usual if self.rate is None else interval_of(self.rate)

    @property
    def waiver_files(self) -> Sequence[Path]:
        """The files of known deviations: the user's, and the quirks of the vendored document."""
        ours = [] if self.spec is not None else sorted((SPEC / "waivers").glob("*.yaml"))
        if self.waivers is None:
            return ours
        quirks = [file for file in ours if file.stem == DOCUMENT]
        return [*quirks, *(file for file in self.waivers if file.resolve() not in map(Path.resolve, quirks))]


def options_of(given: Callable[[str], Any], folder: Path) -> Options:
    """Return the options that the command line gives.

    Args:
        given: Returns the value of an option by its name.
        folder: Where relative paths start.
    """

    def path(name: str) -> Path | None:
        if given(name) == "":
            raise InputError(f"{name} is empty (a missing variable?); give a file")
        return folder / given(name) if given(name) is not None else None

    waivers = given("--waivers")
    return Options(
        base_url=given("--base-url"),
        spec=path("--spec"),
        against=path("--against"),
        policy=path("--policy"),
        beside=files_for_urls(given("--with") or (), folder),
        target=path("--target"),
        recordings=[str(folder / name) for name in given("--recording") or ()],
        mapping=given("--map"),
        record=path("--record"),
        waivers=None if waivers is None else [folder / name for name in waivers],
        history=path("--history") or _history(folder / given("--report-dir")),
        baseline=path("--baseline"),
        threshold=Threshold(Level(given("--fail-on").upper()), given("--require-complete"), given("--fail-on-new")),
        selection=OperationSelection(tuple(given("--operation") or ()), tuple(given("--tag") or ())),
        max_requests=given("--max-requests"),
        optional=Optional(given("--optional")),
        timeout=10.0 if given("--timeout") is None else given("--timeout"),  # other plugins know this option too
        rate=given("--rate"),
        limits=limits_of(given("--max-body"), given("--max-total")),
        seed=_seed(given("--seed"), given("--hypothesis-seed")),
        explore=given("--explore"),
        headers=given("--header") or (),
        token_command=given("--token-command"),
        network=NetworkOptions(
            _proxy(given("--proxy")),
            Certificates(path("--cacert"), path("--cert"), path("--key")),
            path("--unix-socket"),
        ),
        folder=folder,
    )


def _proxy(given: str | None) -> str | None:
    if given is not None and not given.strip():
        raise InputError("--proxy is empty (a missing variable?); give its URL, or env")
    return given


def _seed(ours: int | None, theirs: str | None) -> int | None:
    """Return the seed of the draws, from either option: that of hypothesis means the same here."""
    if theirs is None:
        return ours
    if not theirs.isdecimal():
        raise InputError(f"--hypothesis-seed {theirs} is not a whole number")
    if ours not in (None, int(theirs)):
        raise InputError(f"--seed {ours} and --hypothesis-seed {theirs} disagree: give one of them")
    return int(theirs)


def _history(report: Path) -> Path:
    """Return where history is kept: beside a report folder that the next run overwrites, else in it."""
    return (report.parent if report.name == "latest" else report) / "history.ndjson"
