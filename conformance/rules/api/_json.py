"""Shared by the rules on JSON text: each judges one kind of defect."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation


def free_of(evidence: Evidence, kind: str, *, expected: str, readable: bool) -> Iterator[Observation]:
    """Judge every JSON body by one kind of defect.

    Args:
        evidence: The exchanges.
        kind: The kind of defect, as in `exchange.json_text`.
        expected: A description of the expected text.
        readable: Whether a text must be parsed to be known as free of the defect.
    """
    if evidence.operation.method == "HEAD":
        yield Inapplicable("answers to HEAD have no body")
        return
    for exchange in evidence.answers:
        text = evidence.json(exchange)
        if text is None:
            continue
        defects = list(text.of_kind(kind))
        for defect in defects:
            yield Deviation(exchange, kind, defect.message, expected, defect.message, defect.path)
        if not defects and readable and not text.is_parsed:
            yield Inconclusive(text.limit or "the body cannot be read as JSON")
        elif not defects:
            yield Conforming(exchange)
