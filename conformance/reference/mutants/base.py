"""What every mutant says of itself, and the commonest place of a fault: the last batch of a list."""

from __future__ import annotations

from typing import ClassVar

from conformance.reference.api import Api
from conformance.reference.data import Row


class Mutant(Api):
    """An API with exactly one fault; its docstring tells the fault."""

    name: ClassVar[str]
    kills: ClassVar[tuple[str, ...]]
    """The requirements that it breaks, and that have to fail for it."""


class RowFault(Mutant):
    """A sound list whose last batch alone is spoiled: a sample of the first few would miss it."""

    def rows(self, agent: str) -> list[Row]:
        """Return the batches, the last one spoiled."""
        rows = super().rows(agent)
        for row in rows[-1:]:
            self.spoil(row)
        return rows

    def spoil(self, row: Row) -> None:
        """Put the fault into the batch."""
        raise NotImplementedError


class PropertyFault(RowFault):
    """A last batch with one wrong property."""

    fault: ClassVar[tuple[str, object]]
    """The property and its wrong value."""

    def spoil(self, row: Row) -> None:
        """Overwrite the property."""
        name, value = self.fault
        row[name] = value
