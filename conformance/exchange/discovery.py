"""Which values an operation may be asked for: given by the user, found in the answers so far, or shown as examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice, zip_longest

from conformance.contract.openapi import Contract, Operation, Parameter
from conformance.exchange.actions import names_an_action
from conformance.exchange.declared import allowed, examples
from conformance.exchange.json_text import read_json
from conformance.exchange.links import Link, links_of
from conformance.exchange.listing import IDENTIFYING, Column, columns, first_values, role_of, rows_in, squeezed
from conformance.exchange.target import SAFE_METHODS
from conformance.exchange.templates import (
    PARAMETER,
    acts_below,
    are_alike,
    are_equal,
    bare,
    collection_of,
    last_of,
    lists_things,
    position_of,
    texts_in,
)
from conformance.exchange.values import is_sendable
from conformance.model import Exchange, Intent, JsonValue, Target

MOST = 3
"""How many values an operation is asked for, if the user gives none."""
ASKED = frozenset({Intent.KNOWN, Intent.GUESSED})
"""The intents of requests for what is known, or may be."""

Fits = Callable[[str, Parameter], bool]
"""Returns whether a text is a valid value of a parameter."""


@dataclass(frozen=True)
class Values:
    """Texts for the required parameters of an operation, by name."""

    texts: Mapping[str, str]
    known: str | None
    """What the request asks for, if that is known."""
    found: str = ""
    """The operation whose answer lists the value; empty if the user gave it."""
    guessed: tuple[str, ...] = ()
    """The parameters whose values the API need not know: a guess counts as known once it is answered."""

    @property
    def is_certain(self) -> bool:
        """Whether the API must know all of them."""
        return not self.guessed


@dataclass(frozen=True)
class UnaskedOperation:
    """Why an operation is not asked for anything known."""

    operation: str
    parameter: str
    """The first one that lacks a value; what is below it waits too."""
    reason: str


@dataclass(frozen=True)
class _Value:
    text: str
    found: str = ""
    is_certain: bool = True


@dataclass(frozen=True)
class ValueSource:
    """A successful answer to GET, as a source of values."""

    operation: Operation
    texts: tuple[str, ...]
    """The values in the path that was asked for, in their order."""
    value: JsonValue = field(repr=False)

    @cached_property
    def properties(self) -> Mapping[str, tuple[str, ...]]:
        """The first values of each property, wherever it is, by its name without spelling."""
        return first_values(self.value, MOST)


class Discovery:
    """Finds values for the parameters of operations in exchanges; sends nothing."""

    def __init__(self, contract: Contract, target: Target, fits: Fits, sources: Sequence[ValueSource] = ()) -> None:
        """Take what decides which values there are.

        Args:
            contract: The operations.
            target: The values that the user gives.
            fits: Returns whether a text is a valid value of a parameter.
            sources: The successful answers so far.
        """
        self._contract, self._target, self._fits = contract, target, fits
        self.sources = sources
        self._links = _grouped(links_of(contract))

    def after(self, sources: Sequence[ValueSource]) -> Discovery:
        """Return the same once there are these answers."""
        made = copy(self)
        made.sources = sources
        return made

    @cached_property
    def _collections(self) -> Mapping[str, frozenset[str]]:
        """The collections that each name of a required parameter belongs to."""
        found: dict[str, set[str]] = {}
        for operation in self._contract.operations:
            for each in operation.required_parameters if operation.method in SAFE_METHODS else ():
                found.setdefault(each.name, set()).add(bare(collection_of(operation, each)))
        return {name: frozenset(places) for name, places in found.items()}

    def given(self, operation: Operation, parameter: Parameter) -> tuple[str, ...]:
        """Return the valid values that the user gives: those for the operation, or for a name of one resource."""
        own = self._target.by_operation.get(operation.id, {}).get(parameter.name)
        if own is None:
            own = () if self._is_shared(parameter.name) else self._target.parameters.get(parameter.name, ())
        return tuple(text for text in own if self._fits(text, parameter))

    def lists(self, operation: Operation) -> bool:
        """Return whether an answer of an operation has rows."""
        segment = bare(operation.path).rpartition("/")[2]
        return any(rows_in(each.value, segment).rows for each in self.sources if each.operation is operation)

    def is_needed(self, operation: Operation, waiting: Iterable[Operation]) -> bool:
        """Return whether a list of an operation would give values for some that wait."""
        return any(
            bare(operation.path) == bare(collection_of(each, parameter))
            for each in waiting
            for parameter in each.required_parameters
        )

    def _is_shared(self, name: str) -> bool:
        """Return whether things of several resources have a name, such as `id`: a value of it belongs to one."""
        return squeezed(name) in IDENTIFYING and len(self._collections.get(name, ())) > 1

    def values(self, operation: Operation) -> list[Values]:
        """Return the values to ask an operation for, those that the API must know before guesses.

        There is one empty set if it requires none. Beside what it must know there are guesses in case it names things
        otherwise than its parameters say: a `thing_id` may be what its list calls `name`.
        The values that a user gives for several parameters belong together, each with those of the same number.
        """
        found, lacking = self._search(operation)
        return [] if lacking else found

    def waiting(self, operation: Operation) -> UnaskedOperation:
        """Return why an operation that nothing known can be asked of has to wait."""
        found, lacking = self._search(operation)
        if not lacking:
            return UnaskedOperation(operation.id, found[0].guessed[-1], "has no value that the API knows")
        parameter = next(each for each in operation.required_parameters if each.name == lacking)
        if parameter.location != "path":
            return UnaskedOperation(operation.id, lacking, "has no default and no example")
        acts = acts_below(operation, parameter)
        return UnaskedOperation(
            operation.id, lacking, "is not tried, since the path may act" if acts else "was listed nowhere"
        )

    def _search(self, operation: Operation) -> tuple[list[Values], str]:
        required = operation.required_parameters
        given = {each.name: self.given(operation, each) for each in required}
        known = [name for name, texts in given.items() if texts]
        rows = zip(*(given[name] for name in known), strict=False) if known else [()]
        partial = [dict(zip(known, map(_Value, row), strict=True)) for row in rows]
        others, most = [each for each in required if each.name not in known], max(MOST, len(partial))
        others.sort(key=lambda each: position_of(operation, each))
        for parameter in others:
            extended = [
                [{**one, parameter.name: value} for value in self._candidates(operation, parameter, one)]
                for one in partial
            ]
            partial = [each for each in chain.from_iterable(zip_longest(*extended)) if each is not None]
            if not partial:
                return [], parameter.name
            certain = [each for each in partial if all(value.is_certain for value in each.values())]
            guesses = (
                [each for each in partial if each not in certain] if not certain or parameter is others[-1] else []
            )
            partial = [*certain[:most], *guesses[:most]]
        return [_together([each.name for each in required], each) for each in partial], ""

    def _candidates(self, operation: Operation, parameter: Parameter, others: Mapping[str, _Value]) -> list[_Value]:
        """Return values for a parameter beside those of the others: what is listed, else guesses."""
        if parameter.location != "path":
            return self._beside_path(operation, parameter)
        if acts_below(operation, parameter):
            return []  # what is found belongs to somebody
        listed = [*self._distinct(parameter, self._listed(operation, parameter, others))]
        given = self._target.parameters.get(parameter.name, ())
        certain = sorted((each for each in listed if each.is_certain), key=lambda each: each.text not in given)
        if certain:
            return [*_spread(certain), *(each for each in listed if not each.is_certain)]
        return [*islice(self._guesses(operation, parameter, listed), MOST)]

    def _beside_path(self, operation: Operation, parameter: Parameter) -> list[_Value]:
        if names_an_action(parameter.name):
            return []
        document = self._contract.document
        sure = (_Value(text) for text in allowed(document, parameter) if not names_an_action(text))
        certain = [*islice(self._distinct(parameter, sure), 1)]
        return certain or [*islice(self._guesses(operation, parameter, ()), MOST)]

    def _listed(self, operation: Operation, parameter: Parameter, others: Mapping[str, _Value]) -> Iterator[_Value]:
        """Yield what the answers to GET for the collection list, then for another spelling of it, or one elsewhere.

        Only the first are certain.
        """
        collection = collection_of(operation, parameter)
        parents = tuple(others[name].text for name in PARAMETER.findall(collection) if name in others)
        paths = {source.operation.path for source in self.sources}
        same = {path for path in paths if are_equal(path, collection)}
        spelled = {path for path in paths - same if are_alike(path, collection)}
        elsewhere = {path for path in paths - same - spelled if lists_things(path, parameter.name, collection)}
        for kind in (same, spelled, elsewhere):
            for source in self.sources:
                if source.operation.path in kind and (source.texts == parents or kind is elsewhere):
                    for column in columns(source.value, parameter.name, last_of(collection)):
                        yield from _of_column(column, source.operation.id, is_same=kind is same)

    def _guesses(self, operation: Operation, parameter: Parameter, listed: Sequence[_Value]) -> Iterator[_Value]:
        """Yield what may be known, the most likely first; examples come last."""
        document = self._contract.document
        given = [*self._target.parameters.get(parameter.name, ())]
        texts = {each.text for each in listed}
        shown = (*examples(document, parameter), *allowed(document, parameter))
        yield from self._distinct(
            parameter,
            chain(
                (_Value(text, is_certain=False) for text in given if text in texts),
                listed,
                (_Value(text, is_certain=False) for text in given),
                self._named(parameter),
                self._linked(operation, parameter),
                (_Value(text, is_certain=False) for text in shown),
            ),
        )

    def _named(self, parameter: Parameter) -> Iterator[_Value]:
        """Yield the values of a property of the same name anywhere, if it is specific: not `id`, but `agent_id`."""
        role = role_of(parameter.name)
        if role and squeezed(parameter.name) != role:
            for source in self.sources:
                for text in source.properties.get(squeezed(parameter.name), ()):
                    yield _Value(text, source.operation.id, is_certain=False)

    def _linked(self, operation: Operation, parameter: Parameter) -> Iterator[_Value]:
        for link in self._links.get((operation.id, parameter.name), ()):
            for source in self.sources:
                text = link.text(source.value) if source.operation.id == link.source else None
                if text is not None:
                    yield _Value(text, link.source, is_certain=False)

    def _distinct(self, parameter: Parameter, values: Iterable[_Value]) -> Iterator[_Value]:
        seen = set()
        for value in values:
            if value.text not in seen and is_sendable(value.text) and self._fits(value.text, parameter):
                seen.add(value.text)
                yield value


def source_of(exchange: Exchange, operation: Operation) -> ValueSource | None:
    """Return an exchange as a source of values; None where it is not a success with JSON."""
    case = exchange.case
    if case.method != "GET" or case.intent not in ASKED or not is_opened(exchange) or exchange.response is None:
        return None
    text = read_json(exchange.response.body)
    return ValueSource(operation, texts_in(case.path, operation.path), text.value) if text.has_value else None


def is_opened(exchange: Exchange) -> bool:
    """Return whether a request was answered with a success."""
    response = exchange.response
    return exchange.trouble is None and response is not None and 200 <= response.status < 300


def _grouped(links: Iterable[Link]) -> Mapping[tuple[str, str], list[Link]]:
    found: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        found.setdefault((link.target, link.parameter), []).append(link)
    return found


def _together(names: Iterable[str], values: Mapping[str, _Value]) -> Values:
    texts = {name: values[name].text for name in names}
    sources = [value.found for value in values.values() if value.found]
    guessed = tuple(name for name, value in values.items() if not value.is_certain)
    known = "/".join(texts.values()) if texts and not guessed else None
    return Values(texts, known, sources[-1] if sources else "", guessed)


def _of_column(column: Column, found: str, *, is_same: bool) -> Iterator[_Value]:
    texts = column.texts if column.is_certain and is_same else column.texts[:1]
    # Many frameworks unquote a path before they route it: they cannot be asked for a value with a slash.
    return (_Value(text, found, column.is_certain and is_same and "/" not in text) for text in texts)


def _spread(values: Sequence[_Value]) -> list[_Value]:
    """Return the first, the last and the middle one: neighbours in a list are often of one kind."""
    places = dict.fromkeys((0, len(values) - 1, len(values) // 2))
    return [values[place] for place in places]
