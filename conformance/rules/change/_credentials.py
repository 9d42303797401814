"""What has to be presented to an operation, by what it is and not by what the document calls it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.contract.conjunction import canonical_text
from conformance.contract.document import Document, escape
from conformance.contract.openapi import Operation
from conformance.contract.references import resolve
from conformance.model import JsonValue

_PROSE = ("description", "bearerFormat")

Alternative = Mapping[str, frozenset[str]]
"""Schemes by their identity, each with the scopes that are asked for; none asks for nothing."""


@dataclass(frozen=True)
class Asked:
    """What an operation asks for, and where that is said."""

    pointer: str
    alternatives: tuple[Alternative, ...]


def asked(document: Document, operation: Operation) -> Asked:
    """Return what an operation asks for; of several alternatives one has to be presented."""
    places = (f"{operation.pointer}/security", "#/security")
    at = next((each for each in places if document.has(each)), None)
    if at is None:
        return Asked(operation.pointer, ({},))
    listed = document.at(at)
    found = tuple(_alternative(document, each) for each in listed) if isinstance(listed, list) else ()
    return Asked(at, found or ({},))


def suffices(presented: Alternative, alternatives: tuple[Alternative, ...]) -> bool:
    """Tell whether what was presented meets any of some alternatives."""
    return any(
        all(scheme in presented and scopes <= presented[scheme] for scheme, scopes in each.items())
        for each in alternatives
    )


def named(alternative: Alternative) -> str:
    """Return an alternative in words."""
    told = (
        f"{scheme}{f' with {chr(44).join(sorted(scopes))}' if scopes else ''}" for scheme, scopes in alternative.items()
    )
    return " and ".join(sorted(told)) or "nothing"


def _alternative(document: Document, node: JsonValue) -> Alternative:
    schemes = node.items() if isinstance(node, Mapping) else ()
    return {
        _identity(document, name): frozenset(map(str, scopes if isinstance(scopes, list) else ()))
        for name, scopes in schemes
    }


def _identity(document: Document, name: str) -> str:
    _, node = resolve(document, f"#/components/securitySchemes/{escape(name)}")
    scheme = node if isinstance(node, Mapping) else {}
    return ", ".join(_told(key, value) for key, value in sorted(scheme.items()) if key not in _PROSE)


def _told(key: str, value: JsonValue) -> str:
    if key == "flows" and isinstance(value, Mapping):
        return "; ".join(f"{flow}: {' '.join(_urls(each))}" for flow, each in sorted(value.items()))
    return f"{key} {value.lower() if key == 'scheme' and isinstance(value, str) else _plain(value)}"


def _urls(flow: JsonValue) -> Iterator[str]:
    if isinstance(flow, Mapping):
        yield from (str(flow[key]) for key in ("authorizationUrl", "tokenUrl", "refreshUrl") if key in flow)


def _plain(value: JsonValue) -> str:
    return value if isinstance(value, str) else canonical_text(value)
