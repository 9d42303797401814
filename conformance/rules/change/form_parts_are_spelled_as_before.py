"""A part of a form is serialised in the body as before.

What it checks: `encoding` of every form: style, `explode`, media type and headers of each part.

Why it matters: A list is sent as one field or as many, a file as one of some media types (OpenAPI 3.1 section 4.8.15).
A part that is serialised differently is read as something else, or refused.

Example: `encoding: {tags: {explode: true}}` becomes `encoding: {tags: {explode: false}}` in a form.

Fix: Accept both serialisations, or introduce the new one in a new version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.comparison.elements import change, node_at
from conformance.comparison.evidence import ChangeEvidence, SharedElement
from conformance.comparison.observation import Change, Impact
from conformance.comparison.spelling import respelled, spelling_of
from conformance.contract.bodies import schemas_of
from conformance.contract.effective_schema import mapping_of
from conformance.model import JsonValue, Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.MUST, source="OpenAPI 3.1 section 4.8.15 (encoding)", since="0.3.0")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare how the parts of forms are serialised."""
    for each in evidence.elements:
        if each.kind == "media type":
            old, new = (
                mapping_of(node_at(side.document, at).get("encoding"))
                for side, at in ((evidence.old, each.old), (evidence.new, each.new))
            )
            for name in dict.fromkeys((*old, *new)):
                before, after = mapping_of(old.get(name)), mapping_of(new.get(name))
                message = f"{name} is serialised into the body in another way"
                for impact in _meant(before, after, _kinds(evidence, each, name)):
                    yield change(f"encoding changed {name}", impact, message, each.old, each.new, each.use)


def _kinds(evidence: ChangeEvidence, each: SharedElement, name: str) -> frozenset[str]:
    form = evidence.walk.new.of(tuple(schemas_of(evidence.new.document, each.new)))
    return evidence.walk.new.of(form.of_name(name)).kinds


def _meant(old: Mapping[str, JsonValue], new: Mapping[str, JsonValue], kinds: frozenset[str]) -> Iterator[Impact]:
    yield from respelled(spelling_of(old), spelling_of(new), kinds)
    before, after = _media(old), _media(new)
    if before != after:
        # By default the media type follows from the type of the value.
        is_told = bool(before and after)
        yield (Impact.BREAKING if before - after else Impact.SAFE) if is_told else Impact.WARNING
    if _headers(old) != _headers(new):
        yield Impact.WARNING


def _headers(encoding: Mapping[str, JsonValue]) -> frozenset[tuple[str, bool]]:
    named = mapping_of(encoding.get("headers"))
    return frozenset((name.lower(), mapping_of(each).get("required") is True) for name, each in named.items())


def _media(encoding: Mapping[str, JsonValue]) -> frozenset[str]:
    listed = str(encoding.get("contentType", "")).lower().split(",")
    return frozenset(filter(None, map(str.strip, listed)))
