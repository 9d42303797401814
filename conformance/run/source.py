"""The protocol of a source of exchanges; the folder `sources` has one file for each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from conformance.contract.openapi import Operation
from conformance.exchange.planner import Plan
from conformance.exchange.replay import Replay
from conformance.exchange.user_settings import UserSettings
from conformance.model import Case, Exchange, Target

Progress = Callable[[int, int], None]
"""Is called with the number of requests, or of operations, that are done, and of all."""


def unwatched() -> Progress:
    """Return a function that reports nothing."""
    return lambda done, planned: None


class Source(ABC):
    """A live API, recordings of one, or no API at all; the defaults are for the last."""

    target: Target
    interval: float
    """The minimum of seconds between two requests."""
    settings: UserSettings = UserSettings()
    planning: Callable[[], Progress] = staticmethod(unwatched)
    """Returns the function that reports the progress of planning, which is about to begin."""
    is_asked: bool = False
    """Whether an API is judged."""
    is_sent: bool = False
    """Whether asking sends a request; recordings are looked up."""
    is_ours: bool = False
    """Whether it is the bundled reference: a run of it is a self-check."""
    replay: Replay | None = None
    """The recorded exchanges; None where there is no recording."""
    hidden: frozenset[str] = frozenset()
    """The requirements that redaction makes inconclusive."""

    @property
    def operations(self) -> Sequence[Operation]:
        """The operations as they are asked; empty where they are asked as the contract has them."""
        return ()

    @property
    @abstractmethod
    def plan(self) -> Plan:
        """The cases that are asked for; drawing them sends nothing."""

    @property
    @abstractmethod
    def exchanges(self) -> Sequence[Exchange]:
        """The exchanges so far; empty, without starting anything, where no answer was asked for."""

    @property
    @abstractmethod
    def obstacle(self) -> str | None:
        """Why the target could not be judged as intended, once all cases were asked for; None where it could."""

    @abstractmethod
    def gather(self, progress: Progress) -> tuple[Exchange, ...]:
        """Ask for the planned cases and return their exchanges."""

    @abstractmethod
    def ask(self, case: Case) -> Exchange | None:
        """Ask for a case beyond the plan; return None where there is no answer."""

    @property
    def sent(self) -> int:
        """How many requests were sent so far."""
        return 0

    @property
    def left_out(self) -> int:
        """How many cases were not sent because of the ceiling."""
        return 0

    @property
    def unrecorded(self) -> Counter[str]:
        """How many planned cases are not recorded, by operation."""
        return Counter()

    @property
    def notes(self) -> Iterable[str]:
        """What a user should know before anything is sent, in lines for a terminal."""
        return self.settings.lines

    def lines(self) -> Iterable[str]:
        """Return what is recorded, in lines for a terminal; none without a recording."""
        return ()

    def close(self) -> None:  # noqa: B027 - most start nothing
        """Stop what was started."""
