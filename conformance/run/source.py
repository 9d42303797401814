"""Where the exchanges of a run come from, as the run sees it; the folder `sources` has one file for each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from conformance.exchange.gather import Plan
from conformance.exchange.replay import Replay
from conformance.exchange.user_settings import UserSettings
from conformance.model import Case, Exchange, Target

Progress = Callable[[int, int], None]
"""Hears how many requests of how many are done."""


class Source(ABC):
    """An API that is asked, recordings of one, or no API at all; what it has without more said is for the last."""

    target: Target
    interval: float
    """The seconds from one request to the next at least."""
    settings: UserSettings = UserSettings()
    is_asked: bool = False
    """Whether an API is judged."""
    is_sent: bool = False
    """Whether asking sends a request; recordings are looked up."""
    is_ours: bool = False
    """Whether it is the bundled reference: a run of it is a self-check."""
    replay: Replay | None = None
    """What recordings hold; None where there are none."""
    hidden: frozenset[str] = frozenset()
    """The requirements that redaction hides."""

    @property
    @abstractmethod
    def plan(self) -> Plan:
        """The cases that are asked for; drawing them sends nothing."""

    @property
    @abstractmethod
    def exchanges(self) -> Sequence[Exchange]:
        """What was exchanged so far; nothing, and nothing is started, where no answer was asked for."""

    @property
    @abstractmethod
    def obstacle(self) -> str | None:
        """Why the target could not be judged as it was meant to be, once all was asked; None where it could."""

    @abstractmethod
    def gather(self, progress: Progress) -> tuple[Exchange, ...]:
        """Ask for the planned cases and return what came back."""

    @abstractmethod
    def ask(self, case: Case) -> Exchange | None:
        """Ask for a case beyond the plan; return None where there is no answer to be had."""

    @property
    def sent(self) -> int:
        """How many requests were sent so far."""
        return 0

    @property
    def left_out(self) -> int:
        """How many cases the ceiling kept from being sent."""
        return 0

    @property
    def unrecorded(self) -> Counter[str]:
        """How many planned cases recordings do not answer, by operation."""
        return Counter()

    def lines(self) -> Iterable[str]:
        """Return what recordings hold, in lines for a terminal; none where there are none."""
        return ()

    def close(self) -> None:  # noqa: B027 - most have started nothing
        """Stop what was started."""
