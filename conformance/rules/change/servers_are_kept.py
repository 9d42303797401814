"""Every server of an operation is still documented.

What it checks: The addresses of every operation. Their order, the names of variables, and a variable in place of its
value are no change (OpenAPI 3.1 sections 4.8.5 and 4.8.6).

Why it matters: Clients have the address in their settings; once it is no longer documented, it may stop answering any
day.

Example: `url: https://api.example.dev` becomes `url: https://api.example.com`.

Fix: Keep the old address documented and in service until clients have moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.comparison.addresses import addresses, servers, urls, variables
from conformance.comparison.elements import change, node_at
from conformance.comparison.evidence import ChangeEvidence, Usage
from conformance.comparison.observation import Change, Impact
from conformance.contract.bodies import wire_path
from conformance.contract.effective_schema import canonical_text, list_of
from conformance.model import JsonValue, Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.MUST, source="OpenAPI 3.1 section 4.8.5", since="0.3.0")
_RESPELLED = "server changed", "written in another way", Impact.EQUIVALENT
Servers = Mapping[str, Mapping[str, JsonValue]]


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the addresses of each operation."""
    for matched in evidence.operations:
        use = Usage(matched.id)
        sides = ((evidence.old.document, matched.old), (evidence.new.document, matched.new))
        old, new = (servers(*each) for each in sides)
        at_old, at_new = (each[""] for each in (old, new))
        before, after = (
            {url: node_at(side.document, at) for url, at in each.items() if url}
            for side, each in ((evidence.old, old), (evidence.new, new))
        )
        is_moved = wire_path(matched.old.path) != wire_path(matched.new.path)
        if is_moved and len({frozenset(map(wire_path, urls(*each))) for each in sides}) == 1:
            message = "a part of the path is in the address of the server instead, or the other way round"
            yield change("server changed", Impact.EQUIVALENT, message, at_old, at_new, use)
            continue
        for url, is_known in _only_in(before, after):
            kind, verb, impact = _RESPELLED if is_known else ("server removed", "gone", Impact.BREAKING)
            yield change(kind, impact, f"the server {url} is {verb}", old[url], at_new, use)
        for url, is_known in _only_in(after, before):
            kind, verb, impact = _RESPELLED if is_known else ("server added", "new", Impact.SAFE)
            yield change(kind, impact, f"the server {url} is {verb}", at_old, new[url], use)
        for url in (each for each in before if each in after):
            for keyword, impact in _differences(before[url], after[url]):
                message = f"{keyword} of the server {url} changed"
                yield change(f"server {keyword}", impact, message, old[url], new[url], use)


def _only_in(these: Servers, others: Servers) -> Iterator[tuple[str, bool]]:
    """Yield the addresses that only one document has, and whether the other has all addresses that they cover."""
    known = {address for server in others.values() for address in addresses(server)}
    for url in (each for each in these if each not in others):
        meant = addresses(these[url])
        yield url, bool(meant) and known.issuperset(meant)


def _differences(old: Mapping[str, JsonValue], new: Mapping[str, JsonValue]) -> Iterator[tuple[str, Impact]]:
    if old.get("description") != new.get("description"):
        yield "description", Impact.DOCUMENTATION
    for before, after in zip(variables(old), variables(new), strict=True):
        if canonical_text(before.get("default")) != canonical_text(after.get("default")):
            yield "default of a variable", Impact.WARNING
        if before.get("description") != after.get("description"):
            yield "description of a variable", Impact.DOCUMENTATION
        listed, still = (set(map(str, list_of(each.get("enum")))) for each in (before, after))
        if listed != still:
            is_narrowed = bool(still and (not listed or listed - still))
            yield "values of a variable", Impact.BREAKING if is_narrowed else Impact.SAFE
