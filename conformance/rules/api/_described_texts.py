"""Shared by the rules on the form of texts: each checks the properties that the contract describes so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from conformance.contract.schemas import Path
from conformance.exchange.redaction import show
from conformance.model import JsonValue
from conformance.rules.api._described import having, in_each
from conformance.rules.evidence import DescribedObject, Evidence
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.properties import Property
from conformance.rules.screening import Each, EachItem, Layout, Test


def judge_texts(
    evidence: Evidence,
    meant: Callable[[Property], bool],
    wrong: Callable[[Property, str], str | None],
    expected: str,
    nothing: str,
) -> Iterator[Observation]:
    """Judge every text in the properties that a requirement concerns.

    Args:
        evidence: The exchanges.
        meant: Returns whether the requirement concerns a property.
        wrong: Returns what is wrong with a text: empty if nothing, None if it cannot be determined.
        expected: A description of the expected text.
        nothing: Why the requirement is inapplicable where no answer can hold such a property.
    """
    asked = {kind.schema: [*filter(meant, kind.properties.values())] for kind in evidence.kinds}

    def observe(row: DescribedObject) -> Iterator[Observation]:
        for one in asked[row.kind.schema]:
            for path, text in _texts(row.value, one.name):
                found = wrong(one, text)
                if found:
                    yield Deviation(row.exchange, "form", found, expected, show(text), (*row.path, *path))
                elif found is not None:
                    yield Conforming(row.exchange)

    return in_each(evidence, having(meant), nothing, observe)


def screen_texts(
    layout: Layout, meant: Callable[[Property], bool], accepts: Callable[[Property], Callable[[str], bool]]
) -> Iterator[Test]:
    """Yield the tests that the texts of a layout must pass, for a rule that uses `judge_texts`.

    Args:
        layout: The layout.
        meant: Returns whether the requirement concerns a property.
        accepts: Returns a predicate for texts in a property that certainly meet the requirement.
    """
    for one in filter(meant, layout.of(str)):
        yield Each(one.name, accepts(one))
    for one in filter(meant, layout.of(list)):
        yield EachItem(one.name, accepts(one))


def _texts(row: Mapping[str, JsonValue], name: str) -> Iterator[tuple[Path, str]]:
    """Yield the text in a property, or each text in the list there."""
    value = row.get(name)
    if isinstance(value, str):
        yield (name,), value
    elif isinstance(value, list):
        yield from (((name, index), item) for index, item in enumerate(value) if isinstance(item, str))
