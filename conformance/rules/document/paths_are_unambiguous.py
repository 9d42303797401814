"""No URL matches two paths that are equally specific.

What it checks: Every pair of paths with as many segments, of which neither is more specific than the other, and that
have a method in common.

Why it matters: OpenAPI leaves it to each tool which of the two it takes.

Example: `/{kind}/me` beside `/things/{id}`: `/things/me` is both.

Fix: Give one of them a word of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from conformance.contract.elements import METHODS, Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.8.8.1 (in case of ambiguous matching, it is up to the tooling to decide)",
    since="0.5.0",
)
_METHODS = frozenset(METHODS)
_PARAMETER = re.compile(r"\{[^{}]*\}")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare every two paths with as many segments."""
    by_length: dict[int, list[Element]] = defaultdict(list)
    for item in evidence.of("path item"):
        if item.keyword == "paths" and _PARAMETER.search(item.name):
            by_length[item.name.count("/")].append(item)
    for alike in by_length.values():
        for index, item in enumerate(alike):
            other = next((each for each in alike[:index] if _overlap(each, item)), None)
            if other is None:
                yield Conforming()
                continue
            message = f"a URL may be both this path and {other.name}"
            yield quirk(item, f"ambiguous with {other.name}", message, "paths that no URL matches both of", item.name)


def _overlap(first: Element, second: Element) -> bool:
    """Return whether one URL matches both of two paths, and neither is the more specific."""
    pairs = list(zip(first.name.split("/"), second.name.split("/"), strict=True))
    differing = [(_is_open(one), _is_open(other)) for one, other in pairs if one != other]
    is_possible = all(any(each) for each in differing)
    crosses = (True, False) in differing and (False, True) in differing
    return is_possible and crosses and bool(first.node.keys() & second.node.keys() & _METHODS)


def _is_open(segment: str) -> bool:
    return _PARAMETER.fullmatch(segment) is not None
