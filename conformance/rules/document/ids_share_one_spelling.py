"""The ids of a document are spelled in one way.

What it checks: The schema of every id: whether it accepts one UUID with dashes, without, or both.

Why it matters: Where one id has dashes and another has none, one thing has two names, and comparisons fail.

Example: `agent_id: {format: uuid}` beside `batch_id: {pattern: '^[0-9a-fA-F]{32}$'}`.

Fix: Send all ids in the form with dashes (`format: uuid`), at the latest in the next version.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._absurd import accepts
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import words_of
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(level=Level.SHOULD, source="RFC 9562 section 4 (UUID format); common sense", since="0.2.0")
_DASHED = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
_PLAIN = _DASHED.replace("-", "")
_IDS = frozenset({"id", "ids", "uuid", "uuids", "guid", "guids"})
# Ids that other systems assign, each in its own form: a trace id has 32 digits (W3C Trace Context).
_FOREIGN = frozenset({"trace", "span", "parent", "request", "correlation", "external", "vendor", "provider", "partner"})
_WITH_DASHES, _WITHOUT = "with dashes", "without dashes"


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Validate one UUID with dashes, and without, against the schema of every id."""
    spelled = [(each, spelling) for each in _ids(evidence) if (spelling := _spelling(evidence, each))]
    dashed = [each for each, spelling in spelled if spelling == _WITH_DASHES]
    plain = [each for each, spelling in spelled if spelling == _WITHOUT]
    if not dashed or not plain:
        yield from (Conforming() for _ in spelled)
        return
    # Where both are equally many, the one that has a format is the one that others know.
    others, usual, wrong = (plain, dashed, _PLAIN) if len(plain) <= len(dashed) else (dashed, plain, _DASHED)
    yield from (Conforming() for _ in usual)
    spelling = _WITHOUT if others is plain else _WITH_DASHES
    for each in others:
        name, other = shapes.name(each), shapes.name(usual[0])
        message = f"{name} is spelled {spelling}, and {other} is not"
        fix = "format: uuid" if others is plain else "pattern: ^[0-9a-f]{32}$"
        yield quirk(each, "other spelling", message, f"the spelling of {other}", f"accepts {wrong} only", fix)


def _ids(evidence: DocumentEvidence) -> Iterator[Element]:
    """Yield the schema of every text with the name of an id; what several references lead to counts once."""
    seen: set[str] = set()
    for site in shapes.sites(evidence, answered=False):
        named = set(words_of(shapes.name(site)))
        at = evidence.resolved(site)
        if at.pointer in seen or not named & _IDS or named & _FOREIGN or shapes.types(evidence, site) != {"string"}:
            continue
        seen.add(at.pointer)
        yield at if at.name and not at.is_property and at.keyword == "schemas" else site


def _spelling(evidence: DocumentEvidence, site: Element) -> str:
    dashed, plain = (accepts(evidence, site.pointer, each) for each in (_DASHED, _PLAIN))
    return "" if dashed == plain else _WITH_DASHES if dashed else _WITHOUT
