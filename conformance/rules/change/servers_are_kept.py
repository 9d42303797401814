"""The API is reached where it was reached.

A client has the address in its settings; once the old one is no longer documented, it may stop answering any day. The
order says nothing (OpenAPI 3.1 section 4.8.5).

Fails: `url: https://api.example.dev` that becomes `url: https://api.example.com`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.contract.conjunction import canonical_text
from conformance.contract.document import Document
from conformance.contract.openapi import Operation
from conformance.rules.change._elements import change, node_at
from conformance.rules.change_evidence import ChangeEvidence, Side, Use
from conformance.rules.change_observation import Change, Impact


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the addresses of each operation."""
    for matched in evidence.operations:
        use = Use(matched.id)
        old, new = _servers(evidence.old, matched.old), _servers(evidence.new, matched.new)
        at_old, at_new = (each[""] for each in (old, new))
        for url in (each for each in old if each not in new):
            message = f"the server {url} is gone"
            yield change("server removed", Impact.BREAKING, message, old[url], at_new, use)
        for url in (each for each in new if each not in old):
            yield change("server added", Impact.SAFE, f"the server {url} is new", at_old, new[url], use)
        for url in (each for each in old if each and each in new):
            before, after = node_at(evidence.old.document, old[url]), node_at(evidence.new.document, new[url])
            for keyword, impact in (("description", Impact.DOCUMENTATION), ("variables", Impact.WARNING)):
                if canonical_text(before.get(keyword)) != canonical_text(after.get(keyword)):
                    message = f"{keyword} of the server {url} changed"
                    yield change(f"server {keyword}", impact, message, old[url], new[url], use)


def _servers(side: Side, operation: Operation) -> Mapping[str, str]:
    """Return the addresses of an operation with their places; under "" where they stand."""
    at = next((each for each in _places(operation) if side.document.has(each)), "#")
    listed = side.document.at(at) if at != "#" else ()
    found = {_url(side.document, f"{at}/{index}"): f"{at}/{index}" for index in range(len(listed))}  # type: ignore[arg-type]
    return {"": at, **(found or {"/": at})}


def _places(operation: Operation) -> tuple[str, ...]:
    return f"{operation.pointer}/servers", f"{operation.pointer.rpartition('/')[0]}/servers", "#/servers"


def _url(document: Document, pointer: str) -> str:
    return str(node_at(document, pointer).get("url", "")).rstrip("/") or "/"
