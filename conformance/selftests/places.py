"""The places of a document in which an address is a value, and those in which it is a reference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from conformance.contract.load import SPEC

PATH = "/batches/{agent_id}/all"
VENDORED = yaml.safe_load((SPEC / "openapi.yaml").read_text(encoding="utf-8"))

DEFAULT = {"default": {"description": "any"}}
Place = Callable[[dict[str, Any], str, str], None]
"""Puts an address into a document under a unique name."""


def operation(document: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = document["paths"][PATH]["get"]
    return made


def answer(document: dict[str, Any]) -> Any:
    return operation(document)["responses"]["200"]


def in_property(schema: Callable[[str], dict[str, Any]]) -> Place:
    """Return the place in the schema of a property that no batch has."""

    def put(document: dict[str, Any], name: str, address: str) -> None:
        document["components"]["schemas"]["Batch"]["properties"][name] = schema(address)

    return put


def in_parameter(schema: Callable[[str], dict[str, Any]], **others: Callable[[str], Any]) -> Place:
    """Return the place in an optional parameter."""

    def put(document: dict[str, Any], name: str, address: str) -> None:
        more = {key.rstrip("_"): made(address) for key, made in others.items()}
        operation(document)["parameters"].append({"name": name, "in": "query", "schema": schema(address), **more})

    return put


def under(owner: Callable[[dict[str, Any]], dict[str, Any]], *path: str, value: Callable[[str], Any]) -> Place:
    """Return the place in a map that an object has or gets."""

    def put(document: dict[str, Any], name: str, address: str) -> None:
        node = owner(document)
        for each in path:
            node = node.setdefault(each, {})
        node[name] = value(address)

    return put


def ref(address: str) -> dict[str, Any]:
    return {"$ref": address}


def text(_: str) -> dict[str, Any]:
    return {"type": "string"}


def component(document: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = document["components"]["schemas"].setdefault("Odd", {})
    return made


def whole(document: dict[str, Any]) -> dict[str, Any]:
    return document


def media(document: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = answer(document)["content"]["application/json"]
    return made


VALUES: dict[str, Place] = {
    "const": in_property(lambda address: {"const": ref(address)}),
    "const-deep": in_property(lambda address: {"const": [1, {"a": [ref(address)]}]}),
    "const-dynamic": in_property(lambda address: {"const": {"$dynamicRef": address, "$schema": address}}),
    "enum": in_property(lambda address: {"enum": ["a", ref(address)]}),
    "default": in_property(lambda address: {"type": "object", "default": ref(address)}),
    "example": in_property(lambda address: {"type": "object", "example": ref(address)}),
    "examples": in_property(lambda address: {"type": "object", "examples": [ref(address)]}),
    "extension": in_property(lambda address: {"type": "object", "x-of": ref(address)}),
    "contentSchema": in_property(lambda address: {"type": "string", "contentSchema": {"const": ref(address)}}),
    "property-of-that-name": in_property(lambda address: {"properties": {"$ref": {"const": address}}}),
    "property-const": in_property(lambda address: {"properties": {"const": {"enum": [ref(address)]}}}),
    "pattern-const": in_property(lambda address: {"patternProperties": {"^a": {"const": ref(address)}}}),
    "schema": in_property(lambda address: {"type": "string", "$schema": address}),
    "identity": in_property(lambda address: {"type": "string", "$id": address}),
    "comment": in_property(lambda address: {"type": "string", "$comment": address, "externalDocs": {"url": address}}),
    "discriminator": in_property(
        lambda address: {
            "oneOf": [{"$ref": "#/components/schemas/Error"}],
            "discriminator": {"propertyName": "error", "mapping": {"a": address}},
        }
    ),
    "parameter-const": in_parameter(lambda address: {"const": ref(address)}),
    "parameter-enum": in_parameter(lambda address: {"enum": ["a", ref(address)]}),
    "parameter-default": in_parameter(lambda address: {"type": "string", "default": ref(address)}),
    "parameter-schema": in_parameter(lambda address: {"type": "string", "$schema": address, "$id": address}),
    "parameter-example": in_parameter(text, example=ref),
    "parameter-examples": in_parameter(text, examples=lambda address: {"a": {"value": ref(address)}}),
    "parameter-elsewhere": in_parameter(text, examples=lambda address: {"a": {"externalValue": address}}),
    "parameter-extension": in_parameter(text, **{"x-of": ref}),
    "header": under(
        answer, "headers", value=lambda address: {"schema": {"const": ref(address), "default": ref(address)}}
    ),
    "media-elsewhere": under(media, "examples", value=lambda address: {"externalValue": address}),
    "media-value": under(media, "examples", value=lambda address: {"value": ref(address)}),
    "link": under(answer, "links", value=lambda address: {"operationRef": address}),
    "callback": under(
        operation, "callbacks", value=lambda address: {"{$url}": {"post": {"x-of": ref(address), "responses": DEFAULT}}}
    ),
    "extension-of-operation": under(operation, "x-of", value=ref),
    "extension-of-document": under(whole, "x-of", value=ref),
    "extension-of-components": under(component, "x-of", value=ref),
    "unused": under(component, "properties", value=lambda address: {"const": ref(address)}),
}
"""Places where an address is not a reference: a value, or a name."""

REFERENCES: dict[str, Place] = {
    "property": in_property(ref),
    "dynamic": in_property(lambda address: {"$dynamicRef": address}),
    "items": in_property(lambda address: {"items": ref(address)}),
    "all-of": in_property(lambda address: {"allOf": [ref(address)]}),
    "property-const": in_property(lambda address: {"properties": {"const": ref(address)}}),
    "additional": in_property(lambda address: {"additionalProperties": ref(address)}),
    "not": in_property(lambda address: {"not": ref(address)}),
    "definition": in_property(lambda address: {"$defs": {"enum": ref(address)}}),
    "parameter-schema": in_parameter(ref),
    "parameter": lambda document, _, address: operation(document)["parameters"].append(ref(address)),
    "example": under(media, "examples", value=ref),
    "header": under(answer, "headers", value=ref),
    "link": under(answer, "links", value=ref),
    "callback": under(operation, "callbacks", value=ref),
    "callback-path": under(operation, "callbacks", value=lambda address: {"{$url}": ref(address)}),
    "response": under(operation, "responses", value=ref),
    "path": under(whole, "paths", value=ref),
    "webhook": under(whole, "webhooks", value=ref),
    "component": under(component, "properties", value=ref),
    "component-response": under(whole, "components", "responses", value=ref),
    "request-body": under(whole, "components", "requestBodies", value=ref),
}
"""Places where an address is a reference, which leaves the document."""
