"""A pattern that describes the whole text is anchored by `^` and `$`.

What it checks: Every pattern without an anchor, where an example or the description shows that the whole text is meant.

Why it matters: JSON Schema searches for a pattern anywhere in a text: without anchors every text that contains a match
is valid.

Example: `{type: string, pattern: '[0-9]{5}', example: '12345'}`, which accepts `"no 12345 such"`.

Fix: Write `^(?:…)$` around the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._absurd import absurd, accepts
from conformance.rules.document._expressions import is_anchored
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.MAY,
    source="JSON Schema 2020-12 validation section 6.3.3 (patterns are not implicitly anchored)",
    since="0.2.0",
)
_SAYS_WHOLE = re.compile(
    r"(?i)\bformat\b|\bof the form\b|\bconsists? of\b|\bexactly\b|\bmust (?:be|match|have)\b"
    r"|\b\d+[- ](?:digits?|characters?|letters?)\b|\b(?:code|id|identifier|number|version)$"
)
_SAYS_PART = re.compile(
    r"(?i)\b(?:contains?|containing|includes?|including|at least one|starts?|begins?|ends?|prefix|suffix)\b"
)
# A pattern with a repeated class describes a form; one such as `\S` only demands some text.
_IS_FORM = re.compile(r"[\])wdD]\{\d+(?:,\d*)?\}")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every pattern without an anchor, where an example or the words show that the whole text is meant."""
    for schema in evidence.of("schema"):
        pattern = schema.node.get("pattern")
        if not isinstance(pattern, str):
            continue
        if is_anchored(pattern) or is_anchored(pattern, start=False):
            yield Conforming()
            continue
        said = shapes.text(evidence, schema)
        means_whole = _SAYS_WHOLE.search(said) or _IS_FORM.search(pattern)
        if _SAYS_PART.search(said) or not means_whole:
            continue
        accepted = absurd(evidence, schema.pointer, _around(evidence, schema))
        if accepted:
            message = "the pattern has no anchor: any text that contains a match is valid"
            fix = snippet({"pattern": f"^(?:{pattern})$"})
            yield quirk(f"{schema.pointer}/pattern", "no anchors", message, "^ and $", accepted, fix)


def _around(evidence: DocumentEvidence, schema: Element) -> list[str]:
    """Return valid examples with more text around them."""
    listed = schema.node.get("examples")
    given = [schema.node.get("example"), *(listed if isinstance(listed, list) else ())]
    valid = [each for each in given if isinstance(each, str) and accepts(evidence, schema.pointer, each)]
    return [f"no {each} such" for each in valid]
