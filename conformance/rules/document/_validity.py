"""Shared by the rules on examples, defaults and enumerations: a value that its own schema rejects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from conformance.contract.elements import Element
from conformance.contract.schemas import Violation
from conformance.model import InputError, JsonValue
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation

_SHOWN = 120
_UNREAD = (
    "a keyword of the schema is malformed, or its pattern is not an ECMA-262 expression or takes too long to match"
)


def judged_by_schema(
    evidence: DocumentEvidence,
    what: str,
    pointer: str,
    value: JsonValue,
    schema: str,
    ignored: Callable[[Violation], bool] = lambda violation: False,
) -> Iterator[Observation]:
    """Judge a value of the document by a schema, formats asserted.

    Args:
        evidence: The document.
        what: The kind of value: `example`, `default` …
        pointer: The pointer of the value.
        value: The value.
        schema: The pointer of the schema.
        ignored: Returns whether a violation does not count.
    """
    try:
        violations = evidence.schemas.violations(schema, value)
        found = [each for each in violations if not ignored(each)]
        yield from (_observation(evidence, what, pointer, each) for each in found)
    except InputError as error:
        yield Inconclusive(str(error))
        return
    if not found and evidence.schemas.reads_all(schema):
        yield Conforming()
    elif not found:
        yield Inconclusive(_UNREAD)


def _observation(evidence: DocumentEvidence, what: str, pointer: str, violation: Violation) -> Deviation | Inconclusive:
    if not violation.judged:
        return Inconclusive(_UNREAD)
    keyword = violation.pointer.rpartition("/")[2]
    value = json.dumps(evidence.schemas.value_at(violation.pointer))[:_SHOWN]
    place = "".join(f"/{token}" for token in violation.path)
    message = f"the {what} does not match the schema's own `{keyword}`" + (f" at {place}" if place else "")
    actual = f"no {violation.missing}" if violation.missing else json.dumps(violation.instance)[:_SHOWN]
    fix = f"{_article(what)} {what} that matches `{keyword}: {value}`"
    return quirk(pointer, f"{keyword} {place}".strip(), message, f"{keyword}: {value}", actual, fix)


def _article(what: str) -> str:
    return "an" if what[0] in "aeiou" else "a"


def is_ignored(evidence: DocumentEvidence, element: Element, keyword: str) -> bool:
    """Return whether a keyword has no effect because OpenAPI 3.0 ignores everything beside a `$ref`."""
    return not evidence.is_3_1 and element.is_reference and keyword in element.node
