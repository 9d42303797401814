"""The API is reached where it was reached.

A client has the address in its settings; once the old one is no longer documented, it may stop answering any day. The
order says nothing, nor does the name of a variable (OpenAPI 3.1 sections 4.8.5 and 4.8.6).

Fails: `url: https://api.example.dev` that becomes `url: https://api.example.com`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from conformance.contract.conjunction import canonical_text, list_of, mapping_of
from conformance.contract.openapi import Operation
from conformance.model import JsonValue
from conformance.rules.change._elements import change, node_at
from conformance.rules.change_evidence import ChangeEvidence, Side, Use
from conformance.rules.change_observation import Change, Impact

_VARIABLE = r"\{([^{}]*)\}"


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
            for keyword, impact in _differences(before, after):
                message = f"{keyword} of the server {url} changed"
                yield change(f"server {keyword}", impact, message, old[url], new[url], use)


def _differences(old: Mapping[str, JsonValue], new: Mapping[str, JsonValue]) -> Iterator[tuple[str, Impact]]:
    if old.get("description") != new.get("description"):
        yield "description", Impact.DOCUMENTATION
    for before, after in zip(_variables(old), _variables(new), strict=True):
        if canonical_text(before.get("default")) != canonical_text(after.get("default")):
            yield "default of a variable", Impact.WARNING
        if before.get("description") != after.get("description"):
            yield "description of a variable", Impact.DOCUMENTATION
        listed, still = (set(map(str, list_of(each.get("enum")))) for each in (before, after))
        if listed != still:
            is_narrowed = bool(still and (not listed or listed - still))
            yield "values of a variable", Impact.BREAKING if is_narrowed else Impact.SAFE


def _variables(server: Mapping[str, JsonValue]) -> list[Mapping[str, JsonValue]]:
    """Return what is said of the variables of an address, in their order there."""
    named = mapping_of(server.get("variables"))
    return [mapping_of(named.get(name)) for name in re.findall(_VARIABLE, str(server.get("url", "")))]


def _servers(side: Side, operation: Operation) -> Mapping[str, str]:
    """Return the addresses of an operation with their places; under "" where they stand."""
    at = next((each for each in _places(operation) if side.document.has(each)), "#")
    listed = list_of(side.document.at(at)) if at != "#" else []
    found = {_url(node_at(side.document, f"{at}/{index}")): f"{at}/{index}" for index in range(len(listed))}
    return {"": at, **(found or {"/": at})}


def _places(operation: Operation) -> tuple[str, ...]:
    return f"{operation.pointer}/servers", f"{operation.pointer.rpartition('/')[0]}/servers", "#/servers"


def _url(server: Mapping[str, JsonValue]) -> str:
    """Return an address in one spelling: without the names of variables, its host in small letters."""
    url = re.sub(_VARIABLE, "{}", str(server.get("url", ""))).rstrip("/") or "/"
    return re.sub(r"^[A-Za-z]+://[^/]*", lambda host: host.group().lower(), url)
