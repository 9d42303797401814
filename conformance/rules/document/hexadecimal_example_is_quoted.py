"""An example that is text, but of a form that also holds numbers or times, is quoted.

An id of hexadecimal digits is text until one is drawn that has decimal digits only: unquoted, it is a number in YAML.

Fails: `{type: string, pattern: '^[0-9a-f]{32}$', example: 3c90c3cc0d444b5088888dd25736052a}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.document import tokens
from conformance.contract.elements import Element
from conformance.rules.document._examples import examples
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation, Witness

_HEXADECIMAL = re.compile(
    r"(?=.*[0-9])(?=.*[a-f])[0-9a-f]{6,}|(?=.*[0-9])(?=.*[A-F])[0-9A-F]{6,}|(?=.*[0-9])[0-9a-fA-F]{12,}"
)
# What YAML 1.1, which many tools still read, takes for a number: groups of digits, and base 60.
_NUMBER = re.compile(r"[0-9][0-9_]*_[0-9_]*|[0-9]{1,3}(?::[0-5]?[0-9])+(?:\.[0-9]*)?")
_DIGITS = str.maketrans("abcdefABCDEF", "123456123456")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the source of every text that is given as an example, a default or one of an enum."""
    for pointer, schema, value, is_drawn in _texts(evidence):
        target = evidence.by_pointer.get(schema)
        if target is None or evidence.types(target) - {"null"} != {"string"}:
            continue
        risk = _risk(evidence, schema, value, is_drawn)
        if not risk or not _is_plain(evidence, pointer, value):
            yield Witness()
            continue
        message = f"the example is unquoted, and another of its form loads as a number: {risk}"
        quoted = f"'{value}'"
        keyword = "- " if tokens(pointer)[-1].isdigit() else f"{tokens(pointer)[-1]}: "
        yield quirk(pointer, "unquoted", message, quoted, f"{value} without quotes", keyword + quoted)


def _texts(evidence: DocumentEvidence) -> Iterator[tuple[str, str, str, bool]]:
    """Yield pointer, pointer of the schema, text, and whether it is one of many that could have been drawn."""
    for example in examples(evidence):
        if isinstance(example.value, str):
            yield example.pointer, example.schema, example.value, True
    for schema in evidence.of("schema"):
        for pointer, value in _given(schema):
            if isinstance(value, str):
                yield pointer, schema.pointer, value, False


def _given(schema: Element) -> Iterator[tuple[str, object]]:
    if "default" in schema.node:
        yield f"{schema.pointer}/default", schema.node["default"]
    listed = schema.node.get("enum")
    for index, value in enumerate(listed if isinstance(listed, list) else ()):
        yield f"{schema.pointer}/enum/{index}", value


def _risk(evidence: DocumentEvidence, schema: str, value: str, is_drawn: bool) -> str:
    """Return a text of the same form that loads as a number; empty where there is none that the schema accepts."""
    if _NUMBER.fullmatch(value):
        return value
    if not is_drawn or not _HEXADECIMAL.fullmatch(value):
        return ""
    other = value.translate(_DIGITS)
    return other if evidence.schemas.accepts(schema, other) else ""


def _is_plain(evidence: DocumentEvidence, pointer: str, value: str) -> bool:
    """Tell whether a text stands in the source without quotes, on the line of its name or on the next."""
    document = evidence.contract.document
    if pointer not in document.positions:
        return False
    place = document.positions[pointer]
    index = place.line - document.first_line
    source = "\n".join(document.lines[index : index + 2])[place.column - 1 :]
    name = re.escape(tokens(pointer)[-1])
    rest = re.sub(rf"^(?:(['\"]?){name}\1\s*:)?\s*", "", source, count=1)
    return rest.startswith(value)
