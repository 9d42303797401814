"""When a run gives up: on an operation that gives no answer, and on a target that gives none at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from conformance.model import Exchange, Trouble

PATIENCE = 3
"""After how many failures in a row nothing more is asked of an operation, or of the target."""
_NEVER_HEARD = 6
"""Of how many operations the first request must fail before a target that has never answered is given up."""
_NOBODY_THERE = frozenset({"dns", "refused", "tls"})
"""The kinds of trouble that no operation is responsible for."""
_ANSWERED = frozenset({"too-large", "content-coding", "rate-limited"})
"""The kinds of trouble with an answer: the target is there."""


@dataclass
class Silence:
    """What was answered so far, to tell an operation that is silent from a target that is."""

    operations: int
    """How many operations the target has that may be asked."""
    _row: list[str] = field(default_factory=list)
    """The operations of the last failures in a row."""
    _failures: Counter[str] = field(default_factory=Counter)
    """The failures in a row of each operation."""
    _heard: dict[str, Exchange] = field(default_factory=dict)
    """The last exchange of each operation that was answered."""
    _silent: dict[str, Trouble] = field(default_factory=dict)

    def learn(self, exchange: Exchange) -> None:
        """Take note of what came back."""
        operation, trouble = exchange.case.operation, exchange.trouble
        if trouble is None or trouble.kind in _ANSWERED or trouble.fault:
            self._row.clear()
        else:
            self._row.append(operation)
        if trouble is None:
            self._failures[operation] = 0
            self._heard[operation] = exchange
            return
        if trouble.fault:  # it answers, though not by HTTP's rules, and other answers of it may be sound
            return
        self._failures[operation] += 1
        if self._failures[operation] == PATIENCE:
            self._silent[operation] = gave_up(trouble)

    def of(self, operation: str) -> Trouble | None:
        """Return why nothing more is asked of an operation; None while it answers."""
        return self._silent.get(operation)

    def is_doubtful(self, trouble: Trouble) -> bool:
        """Return whether the target may be silent as a whole, after failures of several operations in a row."""
        if len(self._row) < PATIENCE:
            return False
        enough = PATIENCE if self._heard else _NEVER_HEARD
        return trouble.kind in _NOBODY_THERE or len({*self._row}) >= min(enough, self.operations)

    def witness(self) -> Exchange | None:
        """Return the last answered exchange of an operation that has not failed since, to ask again."""
        others = [each for name, each in self._heard.items() if name not in self._row]
        return max(others, key=lambda each: each.sequence, default=None)

    def is_over(self) -> None:
        """Take note that the target answers again."""
        self._row.clear()


def gave_up(trouble: Trouble) -> Trouble:
    """Return why a request is not sent, after failures of which this is the last."""
    return Trouble(trouble.kind, f"not sent after {PATIENCE} failures in a row: {trouble.reason}")
