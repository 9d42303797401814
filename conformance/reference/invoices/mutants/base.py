"""The base of every mutant of the invoices API, and the rows of the tables of those that differ by one step.

A module of mutants has a `TABLE`: the requirements that are broken, each with the rows that break it; and `SURVIVORS`:
what no requirement sees yet, in words. When a rule sees one, its row moves to the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeAlias

from conformance.reference.api import Answer
from conformance.reference.invoices.api import InvoicesApi
from conformance.reference.invoices.queries import Query
from conformance.reference.mutants.base import Row

SOUND = InvoicesApi()
"""The API without a fault, whose `error` builds the answers of a table."""
Change: TypeAlias = Callable[[Any], Any]
WHOLE: frozenset[str] = frozenset()
"""Stands for all kinds of answers."""


class InvoicesMutant(InvoicesApi):
    """An API with exactly one fault, which the first line of its docstring describes."""

    name: ClassVar[str]
    kills: ClassVar[tuple[str, ...]]
    """The requirements that it breaks, and that must fail for it."""
    survives: ClassVar[str] = ""
    """What would see it, where no requirement does yet."""
    kinds: ClassVar[frozenset[str]] = WHOLE
    """The kinds of answers that the fault is in; none for all."""

    def is_faulty(self, kind: str) -> bool:
        """Return whether answers of a kind have the fault."""
        return not self.kinds or kind in self.kinds


class BodyFault(InvoicesMutant):
    """An API whose values of some kinds are changed."""

    change: ClassVar[Change]

    def shaped(self, kind: str, value: Any) -> Any:
        """Return the value with the fault."""
        return type(self).change(value) if self.is_faulty(kind) else value


class QueryFault(InvoicesMutant):
    """An API that understands its parameters wrongly."""

    change: ClassVar[Change]

    def understood(self, kind: str, query: Query) -> Query:
        """Return the parameters as they are misunderstood."""
        return {**query, **type(self).change(query)} if self.is_faulty(kind) else query


class HeaderFault(InvoicesMutant):
    """An API whose successful answers have one wrong header, or lack one."""

    header: ClassVar[str]
    value: ClassVar[Change]
    """From the right value to the wrong one; None where the header is missing."""

    def dressed(self, kind: str, answer: Answer) -> Answer:
        """Return the answer with the fault."""
        if not self.is_faulty(kind):
            return answer
        before = next((value for name, value in answer.headers if name == self.header), "")
        after = type(self).value(before)
        others = tuple(each for each in answer.headers if each[0] != self.header)
        return Answer(answer.status, others if after is None else (*others, (self.header, after)), answer.body)


class FilterFault(InvoicesMutant):
    """An API one of whose filters matches wrongly."""

    wrong: ClassVar[Mapping[str, Callable[[Any, Any], bool]]]

    def __init_subclass__(cls) -> None:
        cls.filters = {**InvoicesApi.filters, **getattr(cls, "wrong", {})}


def wrong_body(name: str, fault: str, kinds: str, change: Change) -> Row:
    """Return a mutant whose values of the kinds named are changed, as in `wrong_body(…, "invoice customer", f)`."""
    return Row(name, fault, BodyFault, {"kinds": frozenset(kinds.split()), "change": staticmethod(change)})


def wrong_query(name: str, fault: str, kinds: str, change: Callable[[Query], Query]) -> Row:
    """Return a mutant that puts other values in the place of some parameters."""
    return Row(name, fault, QueryFault, {"kinds": frozenset(kinds.split()), "change": staticmethod(change)})


def wrong_header(name: str, fault: str, kinds: str, header: str, value: Change) -> Row:
    """Return a mutant with a wrong header, made from the right one; None for no header at all."""
    own = {"kinds": frozenset(kinds.split()), "header": header, "value": staticmethod(value)}
    return Row(name, fault, HeaderFault, own)


def wrong_filter(name: str, fault: str, kinds: str, **wrong: Callable[[Any, Any], bool]) -> Row:
    """Return a mutant one of whose filters matches other rows."""
    return Row(name, fault, FilterFault, {"kinds": frozenset(kinds.split()), "wrong": wrong})


def wrong_step(name: str, fault: str, kinds: str = "", **steps: object) -> Row:
    """Return a mutant with other steps or attributes: `unknown=lambda api, kind: …`, or `caching="public"`."""
    return Row(name, fault, InvoicesMutant, {"kinds": frozenset(kinds.split()), **steps})


def last(name: str, change: Change) -> Change:
    """Return the change of the last row of a list: a sample of the first few would miss it."""

    def changed(value: Any) -> Any:
        rows = value[name] if name else value
        rows = [*rows[:-1], *(change(dict(row)) for row in rows[-1:])]
        return {**value, name: rows} if name else rows

    return changed


def having(**values: Any) -> Change:
    """Return the change of an object to other values of properties; a function is applied to the right value."""
    return lambda row: {**row, **{name: new(row[name]) if callable(new) else new for name, new in values.items()}}


def lacking(name: str) -> Change:
    """Return the change of an object to one without a property."""
    return lambda row: {each: value for each, value in row.items() if each != name}
