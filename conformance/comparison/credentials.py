"""The credentials that an operation requires, identified by their properties and not by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from conformance.contract.document import Document, escape
from conformance.contract.effective_schema import list_of, mapping_of
from conformance.contract.openapi import Operation
from conformance.contract.schema_graph import resolve
from conformance.model import JsonValue

Alternative = Mapping[str, frozenset[str]]
"""Schemes by their identity, each with the required scopes; empty if nothing is required."""


@dataclass(frozen=True)
class RequiredCredentials:
    """The credentials that an operation requires, and the pointer of the requirement."""

    pointer: str
    alternatives: tuple[Alternative, ...]


def asked(document: Document, operation: Operation) -> RequiredCredentials:
    """Return the credentials that an operation requires: one of the alternatives."""
    places = (f"{operation.pointer}/security", "#/security")
    at = next((each for each in places if document.has(each)), None)
    if at is None:
        return RequiredCredentials(operation.pointer, ({},))
    listed = document.at(at)
    found = tuple(met for each in list_of(listed) for met in _alternatives(document, each))
    return RequiredCredentials(at, found or ({},))


def suffices(presented: Alternative, alternatives: tuple[Alternative, ...]) -> bool:
    """Return whether presented credentials satisfy any of some alternatives."""
    return any(
        all(scheme in presented and scopes <= presented[scheme] for scheme, scopes in each.items())
        for each in alternatives
    )


def named(alternative: Alternative) -> str:
    """Return an alternative in words."""
    described = (
        f"{scheme}{f' with {chr(44).join(sorted(scopes))}' if scopes else ''}" for scheme, scopes in alternative.items()
    )
    return " and ".join(sorted(described)) or "nothing"


def _alternatives(document: Document, node: JsonValue) -> Iterator[Alternative]:
    """Yield the combinations that satisfy all of some schemes: a token of any flow satisfies an OAuth scheme."""
    schemes = node.items() if isinstance(node, Mapping) else ()
    combined = (
        [(identity, frozenset(map(str, list_of(scopes)))) for identity in _identities(document, name)]
        for name, scopes in schemes
    )
    yield from map(dict, product(*combined))


def _identities(document: Document, name: str) -> list[str]:
    at = f"#/components/securitySchemes/{escape(name)}"
    if not document.has(at):
        return [f"{name}, which is not defined"]  # a rule on the document reports it; nobody can mend an old version
    _, node = resolve(document, at)
    scheme = mapping_of(node)
    kind, flows = f"type {scheme.get('type')}", mapping_of(scheme.get("flows"))
    match scheme.get("type"):
        case "apiKey":
            place, key = str(scheme.get("in")), str(scheme.get("name"))
            return [f"in {place}, name {key.lower() if place == 'header' else key}, {kind}"]
        case "http":
            return [f"scheme {str(scheme.get('scheme')).lower()}, {kind}"]
        case "openIdConnect":
            return [f"openIdConnectUrl {scheme.get('openIdConnectUrl')}, {kind}"]
        case "oauth2" if flows:
            return [
                f"{flow}: {' '.join(_urls(each))}, {kind}" for flow, each in sorted(flows.items()) if _is_flow(flow)
            ]
        case _:
            return [kind]


def _is_flow(name: str) -> bool:
    return not name.startswith("x-")


def _urls(flow: JsonValue) -> Iterator[str]:
    yield from (str(mapping_of(flow)[key]) for key in ("authorizationUrl", "tokenUrl") if key in mapping_of(flow))
