r"""A pattern means the same to every regular expression engine.

What it checks: Every pattern, for constructs that engines read differently or not at all.

Why it matters: Some match `$` before a final line break, and some let `\d` match digits of every script: a value is
valid on one side only.

Example: `pattern: ^[0-9a-f]{32}$` without `maxLength`, which in Python also matches with a line break after the digits.

Fix: Write classes out (`[0-9]` for `\d`), bound the length beside `$`, and avoid lookbehind and named groups.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.dialect import is_readable
from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._expressions import CLASSES, differences, tokens
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.MAY, source="JSON Schema 2020-12 core section 6.4; RFC 9485 (interoperable expressions)", since="0.2.0"
)
_SHOWN = 4


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every pattern."""
    for schema in evidence.of("schema"):
        pattern = schema.node.get("pattern")
        if not isinstance(pattern, str):
            continue
        problems = list(dict.fromkeys(differences(pattern, is_bounded=_is_bounded(evidence, schema))))
        if not problems and not is_readable(pattern):
            problems = ["syntax that ECMA-262 refuses"]
        if not problems:
            yield Conforming()
            continue
        message = f"engines differ on {', '.join(problems[:_SHOWN])}"
        expected = "a pattern that every engine reads in the same way"
        pointer = f"{schema.pointer}/pattern"
        yield quirk(pointer, "engine-dependent", message, expected, pattern, _fix(pattern, problems))


def _is_bounded(evidence: DocumentEvidence, schema: Element) -> bool:
    """Return whether a maximum length leaves no room for a line end, beside the pattern or in its composition."""
    owner = schema
    while owner.keyword == "allOf" and owner.owner is not None:
        owner = owner.owner
    return any(evidence.keyword(each, "maxLength") is not None for each in (schema, owner))


def _fix(pattern: str, problems: list[str]) -> str:
    """Return the pattern with its classes written out, and what else to do."""
    written = "".join(
        (CLASSES[token] if inside else f"[{CLASSES[token]}]") if token in CLASSES else token
        for token, inside in tokens(pattern)
    )
    if any(not problem.startswith(("`$`", *(f"`{each}`" for each in CLASSES))) for problem in problems):
        return "a pattern of plain classes, groups and quantifiers, as JSON Schema core section 6.4 recommends"
    bound = "\n# with a maxLength, which leaves no room for a line end" if "`$` before a line end" in problems else ""
    return snippet({"pattern": written}) + bound
