"""The names of things in a document, in any spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping

from conformance.model import JsonValue
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.replacements import PATH

_VERSION = re.compile(r"/(?:[^/]+/)?v[0-9]")


def is_known(name: str, known: Mapping[str, str]) -> bool:
    """Return whether a document has a name; paths of another version and members of unknown names do not count."""
    path = PATH.fullmatch(name)
    if path is not None:
        paths = [each for each in known if each.startswith("/")]
        asked = _plain_path(path[1])
        is_elsewhere = bool(_VERSION.match(asked)) and not any(_VERSION.match(each) for each in paths)
        return is_elsewhere or any(asked.endswith(each) or each.endswith(asked) for each in paths)
    first, *rest = name.split(".")
    return plain(rest[-1] if rest else first) in known or (bool(rest) and plain(first) not in known)


def known_names(evidence: DocumentEvidence) -> dict[str, str]:
    """Return the names of all things in a document, and its paths, by their normalised spelling."""
    names: list[JsonValue] = list(evidence.contract.declared_names)
    for element in evidence.elements:
        names += (element.name, element.node.get("name"), element.node.get("operationId"), element.node.get("title"))
        for keyword in ("enum", "tags"):
            listed = element.node.get(keyword)
            names += listed if isinstance(listed, list) else ()
    known = {plain(name): name for name in names if isinstance(name, str)}
    return known | {_plain_path(each.path): each.path for each in evidence.contract.operations}


def plain(name: str) -> str:
    """Return a name without letter case and separators."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _plain_path(path: str) -> str:
    return re.sub(r"\{[^}]*\}|:[a-z_]+", "{}", path.lower()).rstrip("/.,")
