"""Counts the observations of one rule as they come; its size grows with the kinds of deviations, not their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from conformance.model import Exchange
from conformance.rules.observation import Conforming, Deviation, Dispute, Inapplicable, Observation

MAX_GROUPS = 100
"""Kinds of deviations that are distinguished for one requirement; a target can invent any number of them."""


@dataclass
class Group:
    """Deviations of one kind at one place: the first one, how many, and in which exchanges."""

    pattern: str
    first: Deviation
    count: int = 0
    exchanges: dict[int, Exchange] = field(default_factory=dict)


class Tally:
    """The observations of one rule."""

    def __init__(self, place: Callable[[Deviation], str]) -> None:
        """Start with nothing; `place` returns where a deviation is, the same for all that count as one."""
        self._place = place
        self._groups: dict[tuple[str, str], Group] = {}
        self.witnesses = 0
        self.kept: dict[int, Exchange] = {}
        """The exchanges that conform to the requirement, at least in part."""
        self.broken: dict[int, Exchange] = {}
        self.unlisted = 0
        """Deviations that are in no group."""
        self.said: Counter[str] = Counter()
        self.disputed: Counter[str] = Counter()
        """What the engines disagree about."""
        self.inapplicable: str | None = None

    @property
    def groups(self) -> Mapping[tuple[str, str], Group]:
        """The deviations by place and kind, in the order of observation."""
        return self._groups

    @property
    def is_empty(self) -> bool:
        """Whether nothing was observed."""
        return not (self.witnesses or self._groups or self.said or self.disputed or self.inapplicable is not None)

    def extend(self, observations: Iterable[Observation]) -> Tally:
        """Count observations."""
        for each in observations:
            self.add(each)
        return self

    def add(self, observation: Observation) -> None:
        """Count one observation."""
        if isinstance(observation, Conforming):
            self.witnesses += observation.count
            if observation.exchange is not None and observation.count:
                self.kept[observation.exchange.sequence] = observation.exchange
        elif isinstance(observation, Deviation):
            self._break(observation)
        elif isinstance(observation, Inapplicable):
            self.inapplicable = observation.reason if self.inapplicable is None else self.inapplicable
        elif isinstance(observation, Dispute):
            self.disputed[observation.text] += 1
        else:
            self.said[observation.text] += 1

    def _break(self, deviation: Deviation) -> None:
        exchange = deviation.exchange
        if exchange is not None:
            self.broken[exchange.sequence] = exchange
        pattern = self._place(deviation)
        group = self._groups.get((pattern, deviation.kind))
        if group is None and len(self._groups) == MAX_GROUPS:
            self.unlisted += 1
            return
        if group is None:
            group = self._groups[pattern, deviation.kind] = Group(pattern, deviation)
        group.count += 1
        if exchange is not None:
            group.exchanges[exchange.sequence] = exchange
