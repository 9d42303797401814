"""A form that a description demands is demanded by the schema too.

What it checks: Every text, and every list of texts, whose description names its form, such as E.164 or ISO 8601.

Why it matters: Programs check schemas and nobody checks prose: what only the prose says is soon broken.

Example: `{type: string, description: Phone number in E.164 format}`, which accepts `"not a phone"`.

Fix: Add the `format` or `pattern`; the finding gives it.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._absurd import absurd
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.prose import form_of

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="JSON Schema 2020-12 validation section 9.1 (description is an annotation); common sense",
    since="0.2.0",
)
_STATED = ("format", "pattern", "enum", "const", "contentEncoding")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every text, and every list of texts, whose description names its form."""
    places = shapes.Places.of(evidence)
    told: set[str] = set()
    for site in shapes.sites(evidence, answered=False):
        if not site.is_property and site.keyword not in ("schema", "items", "additionalProperties"):
            continue
        form = form_of(shapes.text(evidence, site))
        text = _text(evidence, site) if form is not None else None
        if form is None or text is None or not all(form.allows(each) for each in _shown(text)):
            continue
        is_stated = places.states(text, *_STATED) or places.states(site, *_STATED)
        accepted = "" if is_stated else absurd(evidence, text.pointer, (form.absurd,))
        if not accepted:
            yield Conforming()
            continue
        at = shapes.home(evidence, text)
        if at.pointer not in told:
            told.add(at.pointer)
            message = f"only the prose says that it is {form.name}"
            yield quirk(at, "form in prose only", message, form.fix, accepted, form.fix)


def _text(evidence: DocumentEvidence, site: Element) -> Element | None:
    """Return the schema of the text that a description speaks of: the place itself, or the items of its list."""
    found = shapes.types(evidence, site)
    if found == {"string"}:
        return site
    item = shapes.items(evidence, site) if found == {"array"} else None
    return item if item is not None and shapes.types(evidence, item) == {"string"} else None


def _shown(text: Element) -> list[object]:
    """Return the examples and the default that a text has, and its value in the example of the object around it."""
    listed = text.node.get("examples")
    given = [text.node[keyword] for keyword in ("example", "default") if keyword in text.node]
    around = text.owner.node.get("example") if text.is_property and text.owner is not None else None
    beside = [around[text.name]] if isinstance(around, dict) and isinstance(around.get(text.name), str) else []
    return [*given, *beside, *(listed if isinstance(listed, list) else ())]
