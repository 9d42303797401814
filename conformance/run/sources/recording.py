"""Recordings of an API: all of their exchanges are judged, planned cases are looked up, and nothing is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from conformance.exchange.planner import Plan
from conformance.exchange.playback import Playback
from conformance.exchange.recordings.paths import recordings
from conformance.exchange.replay import Replay, replay
from conformance.exchange.target import load_values
from conformance.exchange.user_settings import read_settings
from conformance.model import Case, Exchange, InputError, Intent, Target
from conformance.report.replay import playback_line, replay_lines
from conformance.run.planning import NOTHING, planned
from conformance.run.settings import Options
from conformance.run.source import Progress, Source
from conformance.verdict.obstacle import obstacle_of
from conformance.verdict.suite import Suite


class Recording(Source):
    """A source that answers with recorded exchanges."""

    is_asked = True

    def __init__(self, options: Options, suite: Suite, environment: Mapping[str, str]) -> None:
        """Read the recordings.

        Raises:
            InputError: A recording, the target file, a variable or the user's settings are unusable.
        """
        self._options, self._suite = options, suite
        held = replay(recordings(options.recordings), suite.contract, options.mapping)
        self.replay: Replay = held.of(suite.operations) if options.selection else held
        self.hidden = self.replay.hidden
        self.target = _target(self.replay, options, suite, environment)
        self.settings = read_settings(options.folder, suite.contract)
        self.interval = options.interval()

    @cached_property
    def plan(self) -> Plan:
        """The cases that are looked up."""
        try:
            return planned(self._options, self._suite, self.target, self.settings, self.planning())
        except KeyboardInterrupt:
            self.plan = NOTHING
            raise

    @cached_property
    def _playback(self) -> Playback:
        made = Playback(self._suite.contract, self.target, list(self.replay.exchanges), self._options.timeout)
        made.play(self.plan.cases)
        return made

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """The recorded exchanges; once planned cases are looked up, those that answer one are attributed to it."""
        return self._playback.exchanges if "_playback" in vars(self) else self.replay.exchanges

    @property
    def obstacle(self) -> str | None:
        """Why the recorded exchanges say nothing about the API."""
        # In observed traffic one failed exchange says nothing about the rest.
        return obstacle_of(self.replay.exchanges, self.target, self._suite)

    def gather(self, progress: Progress) -> tuple[Exchange, ...]:
        """Look up the planned cases, and return all recorded exchanges."""
        return tuple(self._playback.exchanges)

    def ask(self, case: Case) -> Exchange | None:
        """Return the recorded exchange for a case."""
        return self._playback.ask(case)

    @property
    def unrecorded(self) -> Counter[str]:
        """How many planned cases are not recorded, by operation."""
        return self._playback.unrecorded

    def lines(self) -> Iterator[str]:
        """Yield what is recorded, and how much of the plan that answers."""
        yield from replay_lines(self.replay)
        yield playback_line(self._playback)


def _target(held: Replay, options: Options, suite: Suite, environment: Mapping[str, str]) -> Target:
    """Return the target of the recordings, completed from the target file where one is given."""
    if options.target is None:
        return held.target
    if any(each.case.intent is not Intent.OBSERVED for each in held.exchanges):
        raise InputError("--target is of no use here: recordings of this suite contain what was asked for")
    known = load_values(options.target, environment, suite.contract, suite.schemas)
    return replace(known, base_url=held.target.base_url)
