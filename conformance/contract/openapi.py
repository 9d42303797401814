"""The operations of an OpenAPI document, with their parameters, responses and security."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from conformance.contract.document import Document, escape
from conformance.contract.elements import METHODS
from conformance.contract.keywords import Dialect
from conformance.contract.media_types import matching
from conformance.contract.schema_graph import resolve
from conformance.contract.servers import server_urls
from conformance.model import InputError, JsonValue

_DIALECTS = {"3.0.": Dialect.OPENAPI_3_0, "3.1.": Dialect.DRAFT_2020_12, "3.2.": Dialect.DRAFT_2020_12}
"""The dialect of the schemas in a document, by the prefix of its OpenAPI version."""
IGNORED = frozenset({"header accept", "header content-type", "header authorization"})
"""The header parameters that are ignored: other parts of a document define them (OpenAPI 3.1 section 4.8.12.1)."""
_USUAL_STYLE = {"query": "form", "cookie": "form"}


@dataclass(frozen=True)
class SecurityScheme:
    """How a credential is presented (OpenAPI 3.1 section 4.8.27)."""

    name: str
    kind: str
    """`http`, `apiKey`, `oauth2`, `openIdConnect` or `mutualTLS`; empty for a scheme that the document lacks."""
    scheme: str = ""
    """The HTTP authentication scheme of kind `http`, in lower case."""
    location: str = ""
    """`header`, `query` or `cookie` for kind `apiKey`."""
    parameter: str = ""
    """The name of the header, query parameter or cookie for kind `apiKey`."""

    @property
    def is_bearer(self) -> bool:
        """Whether its credential is a bearer token (RFC 6750)."""
        return self.kind in ("oauth2", "openIdConnect") or (self.kind == "http" and self.scheme == "bearer")


_UNKNOWN = SecurityScheme("unknown", "")
"""Stands for malformed security: some credential is required, and none can be sent."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation, and how its values are written (OpenAPI 3.1 section 4.8.12)."""

    name: str
    location: str
    required: bool
    pointer: str
    schema: str | None
    """The pointer of its schema, if it has one; with `content`, that of its media type."""
    style: str = "simple"
    explode: bool = False
    media: str | None = None
    """The media type of `content`, which stands in place of a style."""

    @property
    def is_ignored(self) -> bool:
        """Whether other parts of a document define it, so that it is ignored (OpenAPI 3.1 section 4.8.12.1)."""
        return f"{self.location} {self.name.lower()}" in IGNORED


@dataclass(frozen=True)
class ResponseSpec:
    """A documented response: of one status, range (`4XX`) or `default`."""

    status: str
    pointer: str
    media: Mapping[str, str | None] = field(default_factory=dict)
    """Media type (or range) to the pointer of its schema."""
    items: Mapping[str, str] = field(default_factory=dict)
    """Sequential media type to the pointer of the schema of each item (OpenAPI 3.2 section 4.14)."""
    headers: tuple[Parameter, ...] = ()
    """Its headers, each read like a header parameter (section 4.8.21); Content-Type, which is ignored, is left out."""

    @property
    def schemas(self) -> tuple[str, ...]:
        """The pointers of all its schemas, each once."""
        return tuple(dict.fromkeys(each for each in (*self.media.values(), *self.items.values()) if each is not None))

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
    servers: tuple[str, ...] = ()
    """The URLs of its own servers, or of its path's; empty where those of the contract hold (section 4.8.10)."""
    tags: tuple[str, ...] = ()
    name: str = ""
    """Its `operationId`; empty if it has none."""

    @property
    def needs_credentials(self) -> bool:
        """Whether every alternative requires a credential."""
        return bool(self.security) and all(self.security)

    @property
    def required_parameters(self) -> tuple[Parameter, ...]:
        """The parameters without which a request is not valid."""
        return tuple(parameter for parameter in self.parameters if parameter.required and not parameter.is_ignored)

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
        """The URLs under `servers` of the document."""
        return server_urls(self.document, "#")

    def servers_of(self, operation: Operation) -> tuple[str, ...]:
        """Return the URLs of the servers that an operation is at: the nearest ones (OpenAPI 3.1 section 4.8.10)."""
        return operation.servers or self.servers


def read_contract(document: Document) -> Contract:
    """Read the operations of a document.

    Raises:
        InputError: It is not an OpenAPI document of version 3.0, 3.1 or 3.2.
    """
    return Contract(document, version_of(document), tuple(_operations(document)))


def version_of(document: Document) -> str:
    """Return the version of OpenAPI that a document is written in.

    Raises:
        InputError: It is of another version, or another kind of document.
    """
    version = _get(document.data, "openapi")
    if not isinstance(version, str) or not version.startswith((*_DIALECTS,)):
        raise _not_openapi(document, version)
    return version


def _not_openapi(document: Document, version: JsonValue) -> InputError:
    """Return the error for a document of another kind, which names that kind and what to do."""
    data = document.data
    if not isinstance(data, Mapping):
        return document.error("is not an OpenAPI document: it is not an object", "#")
    if "swagger" in data:
        message = f"is Swagger {data['swagger']}; convert it to OpenAPI 3 first, with swagger2openapi, for example"
        return document.error(message, "#/swagger")
    if "asyncapi" in data:
        return document.error("is an AsyncAPI document: it describes messages, not an HTTP API", "#/asyncapi")
    if "$schema" in data or ("openapi" not in data and data.keys() & {"type", "properties", "$defs"}):
        return document.error("is a JSON Schema; give the OpenAPI document that refers to it", "#")
    found = "none" if version is None else repr(version)
    return document.error(f"openapi must be 3.0.x, 3.1.x or 3.2.x, found {found}", "#/openapi")


def _operations(document: Document) -> Iterator[Operation]:
    paths = _mapping(document, "#/paths")
    for path in paths:
        if path.startswith("x-"):
            continue
        pointer, _ = resolve(document, f"#/paths/{escape(path)}")
        item = _mapping(document, pointer)
        for method in METHODS:
            if method in item:
                yield operation_at(document, method, path, pointer, f"{pointer}/{method}")
        for method in _mapping(document, f"{pointer}/additionalOperations"):  # OpenAPI 3.2 section 4.9
            yield operation_at(document, method, path, pointer, f"{pointer}/additionalOperations/{escape(method)}")


def operation_at(document: Document, method: str, path: str, item: str, pointer: str) -> Operation:
    """Return the operation at a pointer, of the path item at another; a part of the wrong shape is left out."""
    node = _mapping(document, pointer)
    parameters = {
        (parameter.name, parameter.location): parameter
        for owner in (item, pointer)
        for parameter in _parameters(document, owner)
    }
    responses = {}
    for status in _mapping(document, f"{pointer}/responses"):
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
        servers=server_urls(document, pointer) or server_urls(document, item),
        tags=_texts(node.get("tags")),
        name="".join(_texts([node.get("operationId")])),
    )


def _texts(value: JsonValue) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _parameters(document: Document, owner: str) -> Iterator[Parameter]:
    listed = _get(document.at(owner), "parameters")
    for index in range(len(listed) if isinstance(listed, list) else 0):
        pointer, node = resolve(document, f"{owner}/parameters/{index}")
        name, location = _get(node, "name"), _get(node, "in")
        if not isinstance(name, str) or not isinstance(location, str):
            continue  # a broken reference, or a parameter that is none: rules on the document report it
        is_required = location == "path" or _get(node, "required") is True
        yield _parameter(document, name, location, pointer, is_required=is_required)


def _parameter(document: Document, name: str, location: str, pointer: str, *, is_required: bool) -> Parameter:
    node = document.at(pointer)
    content = _get(node, "content")
    media = next(iter(content), None) if isinstance(content, Mapping) else None
    holder = pointer if media is None else f"{pointer}/content/{escape(media)}"
    schema = f"{holder}/schema" if isinstance(_get(document.at(holder), "schema"), Mapping) else None
    return Parameter(name, location, is_required, pointer, schema, *_style(node, location), media)


def _headers(document: Document, response: str) -> Iterator[Parameter]:
    for name in _mapping(document, f"{response}/headers"):
        pointer, node = resolve(document, f"{response}/headers/{escape(name)}")
        if name.lower() != "content-type" and isinstance(node, Mapping):
            is_required = node.get("required") is True
            yield _parameter(document, name, "header", pointer, is_required=is_required)


def _style(node: JsonValue, location: str) -> tuple[str, bool]:
    """Return the style of a parameter and whether it explodes, by default only in the style `form`."""
    style, explode = _get(node, "style"), _get(node, "explode")
    style = style if isinstance(style, str) else _USUAL_STYLE.get(location, "simple")
    return style, explode if isinstance(explode, bool) else style == "form"


def _response(document: Document, status: str, at: str) -> ResponseSpec:
    pointer, node = resolve(document, at)
    content = _get(node, "content")
    media: dict[str, str | None] = {}
    items: dict[str, str] = {}
    for name, value in content.items() if isinstance(content, Mapping) else ():
        schema = _get(value, "schema")
        has_schema = isinstance(schema, Mapping | bool)
        media[name] = f"{pointer}/content/{escape(name)}/schema" if has_schema else None
        if version_of(document).startswith("3.2.") and isinstance(_get(value, "itemSchema"), Mapping | bool):
            items[name] = f"{pointer}/content/{escape(name)}/itemSchema"
    return ResponseSpec(status, pointer, media, items, tuple(_headers(document, pointer)))


def _security(document: Document, pointer: str) -> tuple[tuple[SecurityScheme, ...], ...]:
    if not document.has(pointer):
        return ()
    alternatives = document.at(pointer)
    if not isinstance(alternatives, list) or not all(isinstance(each, Mapping) for each in alternatives):
        return ((_UNKNOWN,),)
    return tuple(
        tuple(_scheme(document, name) for name in _mapping(document, f"{pointer}/{index}"))
        for index in range(len(alternatives))
    )


def _scheme(document: Document, name: str) -> SecurityScheme:
    at = f"#/components/securitySchemes/{escape(name)}"
    # A scheme that the document does not define is of no kind: nothing can be sent for it.
    node = resolve(document, at)[1] if document.has(at) else None
    texts = {key: str(_get(node, key) or "") for key in ("type", "scheme", "in", "name")}
    return SecurityScheme(name, texts["type"], texts["scheme"].lower(), texts["in"], texts["name"])


def _mapping(document: Document, pointer: str) -> Mapping[str, JsonValue]:
    """Return the object at a pointer; an empty one where there is another value, which rules on the document report."""
    node = document.get(pointer)
    return node if isinstance(node, Mapping) else {}


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
