"""A part of a form is written into the body as it was.

What is no JSON is written by `encoding` (OpenAPI 3.1 section 4.8.15): a list as one field or as many, a file as one of
some media types. A part that is written otherwise is read as something else, or refused.

Fails: `encoding: {tags: {explode: true}}` that becomes `encoding: {tags: {explode: false}}` in a form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.comparison.elements import change, node_at
from conformance.comparison.evidence import ChangeEvidence, Element
from conformance.comparison.observation import Change, Impact
from conformance.comparison.spelling import respelled, spelling_of
from conformance.contract.bodies import schemas_of
from conformance.contract.effective_schema import mapping_of
from conformance.model import JsonValue


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare how the parts of forms are written."""
    for each in evidence.elements:
        if each.kind == "media type":
            old, new = (
                mapping_of(node_at(side.document, at).get("encoding"))
                for side, at in ((evidence.old, each.old), (evidence.new, each.new))
            )
            for name in dict.fromkeys((*old, *new)):
                before, after = mapping_of(old.get(name)), mapping_of(new.get(name))
                message = f"{name} is written into the body otherwise"
                for impact in _meant(before, after, _kinds(evidence, each, name)):
                    yield change(f"encoding changed {name}", impact, message, each.old, each.new, each.use)


def _kinds(evidence: ChangeEvidence, each: Element, name: str) -> frozenset[str]:
    form = evidence.walk.new.of(tuple(schemas_of(evidence.new.document, each.new)))
    return evidence.walk.new.of(form.of_name(name)).kinds


def _meant(old: Mapping[str, JsonValue], new: Mapping[str, JsonValue], kinds: frozenset[str]) -> Iterator[Impact]:
    yield from respelled(spelling_of(old), spelling_of(new), kinds)
    before, after = _media(old), _media(new)
    if before != after:
        # Without a word the media type goes by the type of the value.
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
