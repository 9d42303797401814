"""A map whose keys are from a closed list has them in its schema.

Else every spelling of a key is valid, and a client that looks for `in-progress` never learns that it got `in_progress`.

Fails: `{type: object, description: Count by status, additionalProperties: {type: integer}}`, which accepts
`{"no such key": 1}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._absurd import absurd, values
from conformance.rules.document._descriptions import words
from conformance.rules.document._quirk import quirk
from conformance.rules.document._snippet import snippet
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation, Witness

# The keys are what the map counts by; in `status by host` they are hosts, and the statuses are values.
_BY_LIST = re.compile(
    r"(?i)\b(?:by|per|for (?:each|every)|(?:based|depending) on|keyed (?:by|on)|grouped by|according to|in each)\s+"
    r"(?:(?:the|their|its|current|possible|execution|call|job|task|order|delivery|processing|payment|batch)\s+){0,3}"
    r"(?:status(?:es)?|states?|severit(?:y|ies)|priorit(?:y|ies)|types?|kinds?)\b(?! (?:code|id|name)s?\b)"
)
_CLOSED_LIST = re.compile(r"(?i)\b(?:possible|allowed|valid|permitted) (?:keys|status(?:es)?|states|types|kinds)\b")
_FREE = re.compile(
    r"(?i)\b(?:arbitrary|custom|user[- ]defined|free[- ]form|any (?:key|name|string)|open[- ]ended|not exhaustive"
    r"|extensible|dynamic|additional|new (?:keys|status(?:es)?|states|types|kinds) (?:may|can)|may (?:be added|grow))\b"
)
_FREE_NAMES = frozenset(
    {"metadata", "meta", "labels", "label", "headers", "header", "tags", "attributes", "annotations", "extra", "extras"}
    | {
        "custom",
        "variables",
        "vars",
        "params",
        "parameters",
        "context",
        "settings",
        "options",
        "config",
        "env",
        "props",
    }
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every map in answers that is said to have a closed list of keys, or has one."""
    places = shapes.Places.of(evidence)
    told: set[str] = set()
    for site in shapes.sites(evidence):
        value = _value(evidence, site)
        if value is None or any(each.pointer in evidence.objects for each in shapes.in_place(evidence, site)):
            continue
        is_closed = places.states(site, "propertyNames", "patternProperties")
        if not is_closed and not _is_of_a_list(evidence, site, value):
            continue
        filled = [{"no such key": each} for each in values(shapes.types(evidence, value))]
        accepted = "" if is_closed else absurd(evidence, site.pointer, filled)
        if not accepted:
            yield Witness()
            continue
        at = shapes.home(evidence, site)
        if at.pointer not in told:
            told.add(at.pointer)
            message = "the keys are from a closed list, and the schema admits any"
            yield quirk(at, "open keys", message, "propertyNames", accepted, _fix(evidence, site))


def _value(evidence: DocumentEvidence, site: Element) -> Element | None:
    found = (evidence.by_pointer.get(f"{each.pointer}/additionalProperties") for each in shapes.parts(evidence, site))
    return next((each for each in found if each is not None and each.node), None)


def _is_of_a_list(evidence: DocumentEvidence, site: Element, value: Element) -> bool:
    said = f"{shapes.text(evidence, site)} {shapes.text(evidence, value)}"
    if set(words(shapes.name(site))) & _FREE_NAMES or _FREE.search(said):
        return False
    held = shapes.types(evidence, value)
    has_numbers = bool(held) and held <= {"integer", "number"}
    return bool(_CLOSED_LIST.search(said) and held != {"string"}) or bool(has_numbers and _BY_LIST.search(said))


def _fix(evidence: DocumentEvidence, site: Element) -> str:
    if not evidence.is_3_1:
        return "name the keys under `properties`, with `additionalProperties: false`"
    examples = [example for each in shapes.parts(evidence, site) for example in _examples(each)]
    keys = list(dict.fromkeys(key for example in examples if isinstance(example, dict) for key in example))
    if not keys:
        return "`propertyNames` with an `enum` of all keys"
    return snippet({"propertyNames": {"enum": keys}}) + "\n# and all the others"


def _examples(schema: Element) -> list[object]:
    listed = schema.node.get("examples")
    return [schema.node.get("example"), *(listed if isinstance(listed, list) else ())]
