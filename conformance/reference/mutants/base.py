"""The base of every mutant; one that differs from the API only by a value is a row of a table.

A module of mutants may have a `TABLE`: the requirements that are broken, each with the rows of the mutants that break
it. A mutant with behaviour of its own is a class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias, cast

from conformance.reference import data
from conformance.reference.api import Answer, Api, Call

SOUND = Api()
"""The API without a fault, whose `error` and `reply` build the answers of a table."""


class Mutant(Api):
    """An API with exactly one fault, which the first line of its docstring describes."""

    name: ClassVar[str]
    kills: ClassVar[tuple[str, ...]]
    """The requirements that it breaks, and that must fail for it."""


class RowFault(Mutant):
    """A list that is sound except for its last batch: a sample of the first few would miss it."""

    values: ClassVar[Mapping[str, object]] = {}
    """The wrong values by property; a function is applied to the right value."""

    def rows(self, agent: str) -> list[data.Row]:
        """Return the batches, the last one with the fault."""
        rows = super().rows(agent)
        for row in rows[-1:]:
            self.spoil(row)
        return rows

    def spoil(self, row: data.Row) -> None:
        """Put the fault into the batch."""
        row.update({name: value(row[name]) if callable(value) else value for name, value in self.values.items()})


class MissingKeyFault(Mutant):
    """A wrong answer to a call without a key."""

    refusal: ClassVar[Answer]

    def refuse(self, call: Call) -> Answer:
        """Give the wrong answer to a call without the header."""
        return super().refuse(call) if call.header("Authorization") else self.refusal


class WrongKeyFault(Mutant):
    """A wrong answer to a call with a key that is not accepted."""

    refusal: ClassVar[Answer]

    def refuse(self, call: Call) -> Answer:
        """Give the wrong answer to a call with the header."""
        return self.refusal if call.header("Authorization") else super().refuse(call)


@dataclass(frozen=True)
class Row:
    """A mutant that differs from its base, a class, only by attributes."""

    name: str
    fault: str
    """The one fault, in one sentence."""
    base: type
    attributes: Mapping[str, object]


Table: TypeAlias = Mapping[str | tuple[str, ...], Sequence[Row]]
"""The mutants by the requirement, or requirements, that they break."""


def wrong_value(name: str, fault: str, base: type[Mutant] = Mutant, **attributes: object) -> Row:
    """Return a mutant with other values of attributes: `caching="public"`."""
    return Row(name, fault, base, attributes)


def wrong_batch(name: str, fault: str, **values: object) -> Row:
    """Return a mutant whose last batch has wrong values: `valid_contacts=-1`, or `valid_contacts=str`."""
    return Row(name, fault, RowFault, {"values": values})


def wrong_answer(name: str, fault: str, **answers: Answer) -> Row:
    """Return a mutant that always gives one answer at a step of the API: `unknown=SOUND.error(500, 500, "Error")`."""
    return Row(name, fault, Mutant, {step: lambda *_, answer=answer: answer for step, answer in answers.items()})


def mutants_of(table: Table, module: str) -> Iterator[type[Mutant]]:
    """Yield the mutants of a module's table."""
    for broken, rows in table.items():
        kills = (broken,) if isinstance(broken, str) else broken
        yield from (cast("type[Mutant]", each) for each in rows_of(rows, module, kills=kills))


def rows_of(rows: Iterable[Row], module: str, **own: object) -> Iterator[type]:
    """Yield the classes that rows of a module stand for, with attributes that all of them have."""
    for row in rows:
        names = {"__module__": module, "__doc__": row.fault, "name": row.name}
        yield type(row.name, (row.base,), {**names, **own, **row.attributes})
