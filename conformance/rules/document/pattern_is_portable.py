r"""A pattern means the same in every engine of regular expressions.

Some let `$` match before a line end, some let `\d` take digits of every script: a value is valid for one side only.

Fails: `pattern: ^[0-9a-f]{32}$` without `maxLength`, which Python's engine finds with a line end after the digits, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.dialect import is_readable
from conformance.contract.elements import Element
from conformance.rules.document._expressions import tokens
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

_CLASSES = {r"\d": "0-9", r"\w": "A-Za-z0-9_"}
_OTHER_CLASSES = frozenset({r"\s", r"\b", r"\D", r"\W", r"\S", r"\B"})
_OWN_ANCHORS = frozenset({r"\A", r"\z", r"\Z", r"\h", r"\R", r"\G", r"\Q", r"\K"})
_SHOWN = 4


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every pattern."""
    for schema in evidence.of("schema"):
        pattern = schema.node.get("pattern")
        if not isinstance(pattern, str):
            continue
        problems = list(dict.fromkeys(_problems(pattern, is_bounded=_is_bounded(evidence, schema))))
        if not problems and not is_readable(pattern):
            problems = ["syntax that ECMA-262 refuses"]
        if not problems:
            yield Conforming()
            continue
        message = f"engines differ on {', '.join(problems[:_SHOWN])}"
        expected = "a pattern that every engine reads alike"
        pointer = f"{schema.pointer}/pattern"
        yield quirk(pointer, "engine-dependent", message, expected, pattern, _fix(pattern, problems))


def _is_bounded(evidence: DocumentEvidence, schema: Element) -> bool:
    """Tell whether a greatest length keeps a line end out: beside the pattern, or in the composition around it."""
    owner = schema
    while owner.keyword == "allOf" and owner.owner is not None:
        owner = owner.owner
    return any(evidence.keyword(each, "maxLength") is not None for each in (schema, owner))


def _problems(pattern: str, *, is_bounded: bool) -> Iterator[str]:
    for token, inside in tokens(pattern):
        if token == "$" and not inside and not is_bounded:
            yield "`$` before a line end"
        elif token in _CLASSES or token in _OTHER_CLASSES:
            yield f"`{token}`"
        elif inside:
            continue
        elif token in _OWN_ANCHORS:
            yield f"`{token}`, which ECMA-262 lacks"
        elif token in ("(?<=", "(?<!"):
            yield "lookbehind"
        elif token.startswith("(?") and token not in ("(?=", "(?!", "(?:"):
            yield "named groups" if "<" in token or "P=" in token or "'" in token else f"`{token}`"
        elif token[:1] in ("*", "+", "?", "{") and token.endswith("+") and len(token) > 1:
            yield "possessive quantifiers"


def _fix(pattern: str, problems: list[str]) -> str:
    """Return the pattern with its classes written out, and what else to do."""
    written = "".join(
        (_CLASSES[token] if inside else f"[{_CLASSES[token]}]") if token in _CLASSES else token
        for token, inside in tokens(pattern)
    )
    if any(not problem.startswith(("`$`", *(f"`{each}`" for each in _CLASSES))) for problem in problems):
        return "a pattern of plain classes, groups and quantifiers, as JSON Schema core section 6.4 recommends"
    bound = "\n# with a maxLength, which no line end fits under" if "`$` before a line end" in problems else ""
    return snippet({"pattern": written}) + bound
