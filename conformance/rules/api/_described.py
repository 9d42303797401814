"""The properties that the answers to an operation can hold, and the texts that stand in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from conformance.contract.schemas import Path
from conformance.exchange.redaction import show
from conformance.model import JsonValue
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Deviation, Inapplicable, Observation, Witness
from conformance.rules.properties import Property, properties_of

Meant = Callable[[Property], bool]
"""Tells whether a requirement speaks of a property."""


def unasked(evidence: Evidence, meant: Meant, nothing: str) -> str:
    """Return why a requirement says nothing about an operation; empty where it says something.

    Args:
        evidence: What is judged.
        meant: Tells of which properties the requirement speaks.
        nothing: The reason where no successful answer can hold such a property.
    """
    if evidence.operation.method == "HEAD":
        return "answers to HEAD have no body"
    return "" if any(map(meant, _documented(evidence))) else nothing


def _documented(evidence: Evidence) -> Iterator[Property]:
    document = evidence.contract.document
    for status, response in evidence.operation.responses.items():
        schemas = [schema for schema in response.media.values() if schema] if status.startswith("2") else []
        for at in (each for schema in schemas for each in evidence.schemas.reachable(schema)):
            node = document.at(at) if document.has(at) else None
            yield from properties_of(document, at, node).values()


def judge_texts(
    evidence: Evidence, meant: Meant, wrong: Callable[[Property, str], str | None], expected: str, nothing: str
) -> Iterator[Observation]:
    """Judge every text in the properties that a requirement speaks of.

    Args:
        evidence: What is judged.
        meant: Tells of which properties the requirement speaks.
        wrong: Returns what is wrong with a text: empty where nothing is, None where nothing can be said.
        expected: What is expected of the text.
        nothing: Why the requirement is inapplicable where no answer can hold such a property.
    """
    reason = unasked(evidence, meant, nothing)
    if reason:
        yield Inapplicable(reason)
        return
    for each in evidence.objects:
        kept = 0
        for one in (one for one in each.kind.properties.values() if meant(one)):
            for path, text in _texts(each.value, one.name):
                found = wrong(one, text)
                if found:
                    yield Deviation(each.exchange, "form", found, expected, show(text), (*each.path, *path))
                kept += found == ""
        if kept:
            yield Witness(each.exchange, kept)


def _texts(row: Mapping[str, JsonValue], name: str) -> Iterator[tuple[Path, str]]:
    """Yield the text in a property, or each text in the list there."""
    value = row.get(name)
    if isinstance(value, str):
        yield (name,), value
    elif isinstance(value, list):
        yield from (((name, index), item) for index, item in enumerate(value) if isinstance(item, str))
