"""What a deprecation names as replacement is in the document.

A reader who is sent to something that does not exist is worse off than one who is told nothing.

Fails: ``description: Use `from_numbers` instead.`` where no property, parameter, operation or schema has that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from conformance.contract.document import escape
from conformance.model import JsonValue
from conformance.rules.document._deprecated import Deprecation, deprecations
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.replacements import PATH, is_name

_VERSION = re.compile(r"/(?:[^/]+/)?v[0-9]")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look up every name that clearly stands for a replacement; whatever is no clear name is passed over."""
    known: dict[str, str] = {}
    for each in deprecations(evidence):
        for pointer, name in _named(each):
            known = known or _known(evidence)
            if _is_known(name, known):
                yield Conforming()
                continue
            message = f"{each.called} sends the reader to {name}, which the document does not have"
            near = get_close_matches(_plain(name), known, 1, 0.7)
            fix = f"did you mean {known[near[0]]}?" if near else f"a property, parameter, operation or schema {name}"
            yield quirk(pointer, "no such replacement", message, "a name in this document", name, fix)


def _named(each: Deprecation) -> Iterator[tuple[str, str]]:
    """Yield the names of replacements with the place that gives them."""
    for keyword, value in each.replacements:
        if isinstance(value, str) and is_name(value):
            yield f"{each.element.pointer}/{escape(keyword)}", value
    yield from ((each.text_at, name) for name in each.sent_to)


def _is_known(name: str, known: Mapping[str, str]) -> bool:
    """Tell whether a document has a name; a path of a version that it lacks, or what hangs on no name, is another's."""
    path = PATH.fullmatch(name)
    if path is not None:
        paths = [each for each in known if each.startswith("/")]
        plain = _plain_path(path[1])
        is_elsewhere = bool(_VERSION.match(plain)) and not any(_VERSION.match(each) for each in paths)
        return is_elsewhere or any(plain.endswith(each) or each.endswith(plain) for each in paths)
    first, *rest = name.split(".")
    return _plain(rest[-1] if rest else first) in known or (bool(rest) and _plain(first) not in known)


def _known(evidence: DocumentEvidence) -> dict[str, str]:
    """Return the names of all that a document has by how `_plain` spells them, and its paths."""
    names: list[JsonValue] = list(evidence.contract.declared_names)
    for element in evidence.elements:
        names += (element.name, element.node.get("name"), element.node.get("operationId"), element.node.get("title"))
        for keyword in ("enum", "tags"):
            listed = element.node.get(keyword)
            names += listed if isinstance(listed, list) else ()
    known = {_plain(name): name for name in names if isinstance(name, str)}
    return known | {_plain_path(each.path): each.path for each in evidence.contract.operations}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _plain_path(path: str) -> str:
    return re.sub(r"\{[^}]*\}|:[a-z_]+", "{}", path.lower()).rstrip("/.,")
