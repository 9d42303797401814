"""The operations of an OpenAPI document, with their parameters, responses and security."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from conformance.contract.document import Document, escape
from conformance.contract.keywords import Dialect
from conformance.contract.media_types import matching
from conformance.contract.schema_graph import resolve
from conformance.model import JsonValue

_DIALECTS = {"3.0.": Dialect.OPENAPI_3_0, "3.1.": Dialect.DRAFT_2020_12}
"""The dialect of the schemas in a document, by the prefix of its OpenAPI version."""
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class SecurityScheme:
    """How a credential is presented (OpenAPI 3.1 section 4.8.27)."""

    name: str
    kind: str
    """`http`, `apiKey`, `oauth2`, `openIdConnect` or `mutualTLS`."""
    scheme: str = ""
    """The HTTP authentication scheme of kind `http`, in lower case."""
    location: str = ""
    """`header`, `query` or `cookie` for kind `apiKey`."""
    parameter: str = ""
    """The name of the header, query parameter or cookie for kind `apiKey`."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation; `schema` is the pointer of its schema, if it has one."""

    name: str
    location: str
    required: bool
    pointer: str
    schema: str | None


@dataclass(frozen=True)
class ResponseSpec:
    """A documented response: of one status, range (`4XX`) or `default`."""

    status: str
    pointer: str
    media: Mapping[str, str | None] = field(default_factory=dict)
    """Media type (or range) to the pointer of its schema."""

    def described_by(self, received: str) -> tuple[str, ...]:
        """Return which of the documented media types describe a received one; several where it is ambiguous."""
        return matching(received, self.media)

    @property
    def is_error(self) -> bool:
        """Whether it describes a client or server error."""
        return self.status[0] in "45d"


@dataclass(frozen=True)
class Operation:
    """One method of one path; `id` reads `GET /batches/{agent_id}/all`."""

    id: str
    method: str
    path: str
    pointer: str
    parameters: tuple[Parameter, ...]
    responses: Mapping[str, ResponseSpec]
    security: tuple[tuple[SecurityScheme, ...], ...]
    """The alternatives, each a set of schemes; empty if no credential is required."""

    @property
    def needs_credentials(self) -> bool:
        """Whether every alternative requires a credential."""
        return bool(self.security) and all(self.security)

    @property
    def required_parameters(self) -> tuple[Parameter, ...]:
        """The parameters without which a request is not valid."""
        return tuple(parameter for parameter in self.parameters if parameter.required)

    def response(self, status: int) -> ResponseSpec | None:
        """Return the documented response for a status: its own, its range or `default` (OpenAPI 3.1 section 4.8.16)."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                return self.responses[key]
        return None


@dataclass(frozen=True)
class Contract:
    """An OpenAPI document and the operations read from it."""

    document: Document
    version: str
    operations: tuple[Operation, ...]

    @cached_property
    def dialect(self) -> Dialect:
        """The dialect of its schemas."""
        return next(dialect for start, dialect in _DIALECTS.items() if self.version.startswith(start))

    @cached_property
    def declared_names(self) -> frozenset[str]:
        """Every property name that a schema of the document declares."""
        return frozenset(_property_names(self.document.data))

    @cached_property
    def servers(self) -> tuple[str, ...]:
        """The URLs under `servers`."""
        servers = _get(self.document.data, "servers")
        urls = [_get(server, "url") for server in servers] if isinstance(servers, list) else []
        return tuple(url for url in urls if isinstance(url, str))


def read_contract(document: Document) -> Contract:
    """Read the operations of a document.

    Raises:
        InputError: It is not an OpenAPI 3.0 or 3.1 document, or a required part has the wrong shape.
    """
    version = _get(document.data, "openapi")
    if not isinstance(version, str) or not version.startswith((*_DIALECTS,)):
        found = "none" if version is None else repr(version)
        older = _get(document.data, "swagger")
        found += f" (it is Swagger {older!r})" if older is not None else ""
        found += "" if isinstance(document.data, Mapping) else " (not an object)"
        message = f"openapi must be 3.0.x or 3.1.x, found {found}; convert the document first"
        raise document.error(message, "#/openapi")
    return Contract(document, version, tuple(_operations(document)))


def _operations(document: Document) -> Iterator[Operation]:
    paths = _mapping(document, "#/paths", missing={})
    for path in paths:
        if path.startswith("x-"):
            continue
        pointer, _ = resolve(document, f"#/paths/{escape(path)}")
        item = _mapping(document, pointer)
        for method in METHODS:
            if method in item:
                yield operation_at(document, method, path, pointer)


def operation_at(document: Document, method: str, path: str, item_pointer: str) -> Operation:
    """Return one method of the path item at a pointer.

    Raises:
        InputError: A required part has the wrong shape.
    """
    pointer = f"{item_pointer}/{method}"
    node = _mapping(document, pointer)
    parameters = {
        (parameter.name, parameter.location): parameter
        for owner in (item_pointer, pointer)
        for parameter in _parameters(document, owner)
    }
    responses = {}
    for status in _mapping(document, f"{pointer}/responses", missing={}):
        if not status.startswith("x-"):
            key = status.upper() if status != "default" else status
            responses[key] = _response(document, key, f"{pointer}/responses/{escape(status)}")
    return Operation(
        id=f"{method.upper()} {path}",
        method=method.upper(),
        path=path,
        pointer=pointer,
        parameters=tuple(parameters.values()),
        responses=responses,
        security=_security(document, f"{pointer}/security" if "security" in node else "#/security"),
    )


def _parameters(document: Document, owner: str) -> Iterator[Parameter]:
    listed = _get(document.at(owner), "parameters")
    for index in range(len(listed) if isinstance(listed, list) else 0):
        pointer, node = resolve(document, f"{owner}/parameters/{index}")
        name, location = _get(node, "name"), _get(node, "in")
        if not isinstance(name, str) or not isinstance(location, str):
            raise document.error("a parameter needs a name and an `in`", pointer)
        schema = f"{pointer}/schema" if isinstance(_get(node, "schema"), Mapping) else None
        yield Parameter(name, location, location == "path" or _get(node, "required") is True, pointer, schema)


def _response(document: Document, status: str, at: str) -> ResponseSpec:
    pointer, node = resolve(document, at)
    content = _get(node, "content")
    media: dict[str, str | None] = {}
    for name, value in content.items() if isinstance(content, Mapping) else ():
        schema = _get(value, "schema")
        has_schema = isinstance(schema, Mapping | bool)
        media[name] = f"{pointer}/content/{escape(name)}/schema" if has_schema else None
    return ResponseSpec(status, pointer, media)


def _security(document: Document, pointer: str) -> tuple[tuple[SecurityScheme, ...], ...]:
    if not document.has(pointer):
        return ()
    alternatives = document.at(pointer)
    if not isinstance(alternatives, list):
        raise document.error("security must be a list", pointer)
    return tuple(
        tuple(_scheme(document, name, f"{pointer}/{index}") for name in _mapping(document, f"{pointer}/{index}"))
        for index in range(len(alternatives))
    )


def _scheme(document: Document, name: str, used_at: str) -> SecurityScheme:
    at = f"#/components/securitySchemes/{escape(name)}"
    if not document.has(at):
        raise document.error(f"security names the scheme {name}, which components/securitySchemes lacks", used_at)
    _, node = resolve(document, at)
    texts = {key: str(_get(node, key) or "") for key in ("type", "scheme", "in", "name")}
    return SecurityScheme(name, texts["type"], texts["scheme"].lower(), texts["in"], texts["name"])


def _mapping(
    document: Document, pointer: str, missing: Mapping[str, JsonValue] | None = None
) -> Mapping[str, JsonValue]:
    if missing is not None and not document.has(pointer):
        return missing
    node = document.at(pointer)
    if not isinstance(node, Mapping):
        raise document.error(f"{pointer} must be an object", pointer)
    return node


def _get(node: JsonValue, key: str) -> JsonValue:
    return node.get(key) if isinstance(node, Mapping) else None


def _property_names(node: JsonValue, *, names: bool = False) -> Iterator[str]:
    for child in node if isinstance(node, list) else ():
        yield from _property_names(child)
    for key, child in node.items() if isinstance(node, Mapping) else ():
        # Directly below `properties`, `properties` is the name of a property.
        if not names and key == "properties" and isinstance(child, Mapping):
            yield from child
            yield from _property_names(child, names=True)
        else:
            yield from _property_names(child)
