"""Operations are read from OpenAPI 3.0 and 3.1 with everything that a request and a response must satisfy."""

from __future__ import annotations

import pytest

from conformance.contract.bundle import bundled
from conformance.contract.document import parse
from conformance.contract.openapi import (
    Contract,
    Operation,
    Parameter,
    ResponseSpec,
    SecurityScheme,
    read_contract,
)
from conformance.model import InputError

DOCUMENT = """\
openapi: VERSION
servers: [{url: https://a}, {description: none}, {url: https://b/v1}]
security: [{bearer: []}]
paths:
  x-note: {get: {}}
  /things/{id}:
    parameters:
      - $ref: '#/components/parameters/Id'
      - {name: page, in: query, schema: {type: integer}}
      - {name: page, in: header, required: true}
    get:
      parameters:
        - {name: page, in: query, required: true, schema: {type: string}}
        - {name: filter, in: query, content: {application/json: {schema: {type: object}}}}
      responses:
        200: {$ref: '#/components/responses/Thing'}
        4xx: {description: wrong, content: {application/problem+json: {}}}
        default: {description: other}
        x-note: {}
    delete: {security: [], responses: {'204': {description: gone}}}
    summary: a thing
  /moved: {$ref: '#/components/pathItems/Moved'}
  /both:
    get: {security: [{bearer: [], key: []}, {cookie: []}]}
    head: {security: [{}, {key: []}]}
components:
  parameters:
    Id: {name: id, in: path, required: false, schema: {type: string, format: uuid}}
  pathItems:
    Moved: {post: {operationId: moved}}
  responses:
    Thing:
      content:
        application/json: {schema: {$ref: '#/components/schemas/Thing'}}
        text/*: {schema: true}
  schemas:
    Thing: {properties: {a: {properties: {b: {}}}, properties: {type: string}}}
  securitySchemes:
    bearer: {type: http, scheme: Bearer}
    key: {$ref: '#/components/securitySchemes/other'}
    other: {type: apiKey, in: query, name: api_key}
    cookie: {type: apiKey, in: cookie, name: sid}
"""
VERSIONS = ["3.0.0", "3.0.3", "3.1.0", "3.1.1"]


def contract(text: str = DOCUMENT, version: str = "3.1.0") -> Contract:
    return read_contract(parse(text.replace("VERSION", version), "f.yaml"))


def operation(name: str) -> Operation:
    return next(each for each in contract().operations if each.id == name)


def of_paths(paths: str) -> str:
    return f"openapi: 3.1.0\npaths:\n  {paths}\n"


@pytest.mark.parametrize("version", VERSIONS)
def test_operations(version: str) -> None:
    """Every method of every path is an operation, in the order of the document's paths; other keys are not."""
    found = contract(version=version)
    assert found.version == version
    assert [each.id for each in found.operations] == [
        "GET /things/{id}",
        "DELETE /things/{id}",
        "POST /moved",
        "GET /both",
        "HEAD /both",
    ]


def test_path_item_by_reference() -> None:
    """An operation behind a reference keeps its path, and points to its definition."""
    moved = operation("POST /moved")
    assert (moved.method, moved.path, moved.pointer) == ("POST", "/moved", "#/components/pathItems/Moved/post")


def test_parameters() -> None:
    """Parameters of the path apply to each method; one of the method's own replaces that of its name and location."""
    assert operation("GET /things/{id}").parameters == (
        Parameter("id", "path", True, "#/components/parameters/Id", "#/components/parameters/Id/schema"),
        Parameter(
            "page",
            "query",
            True,
            "#/paths/~1things~1{id}/get/parameters/0",
            "#/paths/~1things~1{id}/get/parameters/0/schema",
            style="form",
            explode=True,
        ),
        Parameter("page", "header", True, "#/paths/~1things~1{id}/parameters/2", None),
        Parameter(
            "filter",
            "query",
            False,
            "#/paths/~1things~1{id}/get/parameters/1",
            "#/paths/~1things~1{id}/get/parameters/1/content/application~1json/schema",
            style="form",
            explode=True,
            media="application/json",
        ),
    )
    assert [each.required for each in operation("DELETE /things/{id}").parameters] == [True, False, True]
    assert [each.name for each in operation("GET /things/{id}").required_parameters] == ["id", "page", "page"]


def test_path_parameter_is_required() -> None:
    """A path parameter is required whatever the document says."""
    assert contract(of_paths("/a/{b}: {get: {parameters: [{name: b, in: path}]}}")).operations[0].required_parameters


def test_responses() -> None:
    """Responses are read through references, each media type with the pointer of its schema."""
    responses = operation("GET /things/{id}").responses
    media = "#/components/responses/Thing/content/"
    assert dict(responses) == {
        "200": ResponseSpec(
            "200",
            "#/components/responses/Thing",
            {"application/json": f"{media}application~1json/schema", "text/*": f"{media}text~1*/schema"},
        ),
        "4XX": ResponseSpec("4XX", "#/paths/~1things~1{id}/get/responses/4xx", {"application/problem+json": None}),
        "default": ResponseSpec("default", "#/paths/~1things~1{id}/get/responses/default", {}),
    }
    assert [each.is_error for each in responses.values()] == [False, True, True]


@pytest.mark.parametrize(
    ("status", "found"), [(200, "200"), (404, "4XX"), (499, "4XX"), (201, "default"), (500, "default")]
)
def test_response_of_a_status(status: int, found: str) -> None:
    """A status is documented by itself, by its range, or by `default`."""
    response = operation("GET /things/{id}").response(status)
    assert response
    assert response.status == found


def test_undocumented_status() -> None:
    """Without a range and without `default`, any other status is undocumented."""
    assert operation("DELETE /things/{id}").response(200) is None
    assert operation("DELETE /things/{id}").response(204)


@pytest.mark.parametrize(
    ("received", "documented"),
    [
        ("application/json", ("Application/JSON; charset=utf-8",)),
        ("application/xml", ("application/*",)),
        ("text/html", ()),
        ("", ()),
        ("application", ("application/*",)),
    ],
)
def test_media_type(received: str, documented: tuple[str, ...]) -> None:
    """A media type is matched ignoring its case and its parameters, and before its range."""
    spec = ResponseSpec("200", "#", {"application/*": "a", "Application/JSON; charset=utf-8": "b"})
    assert documented == spec.described_by(received)


def test_any_media_type() -> None:
    """The widest range matches everything, after the others."""
    spec = ResponseSpec("200", "#", {"*/*": "a", "text/*": "b", "text/html": "c"})
    found = [spec.described_by(each) for each in ("text/html", "text/css", "image/png")]
    assert found == [("text/html",), ("text/*",), ("*/*",)]


@pytest.mark.parametrize(
    ("name", "security", "needed"),
    [
        ("GET /things/{id}", (("bearer",),), True),
        ("DELETE /things/{id}", (), False),
        ("GET /both", (("bearer", "key"), ("cookie",)), True),
        ("HEAD /both", ((), ("key",)), False),
    ],
)
def test_security(name: str, security: tuple[tuple[str, ...], ...], needed: bool) -> None:
    """An operation's own security replaces the document's; an empty alternative makes credentials optional."""
    found = operation(name)
    assert security == tuple(tuple(scheme.name for scheme in alternative) for alternative in found.security)
    assert needed is found.needs_credentials


def test_schemes() -> None:
    """A scheme is read through references, under the name by which it is referred to."""
    (bearer, key), (cookie,) = operation("GET /both").security
    assert bearer == SecurityScheme("bearer", "http", "bearer")
    assert key == SecurityScheme("key", "apiKey", "", "query", "api_key")
    assert cookie == SecurityScheme("cookie", "apiKey", "", "cookie", "sid")


def test_servers() -> None:
    """Servers are those that have a URL."""
    assert contract().servers == ("https://a", "https://b/v1")
    assert contract(of_paths("/a: {}")).servers == ()


def test_declared_names() -> None:
    """Declared names are those of properties at any depth, including one called `properties`."""
    assert contract().declared_names == {"a", "b", "properties"}


@pytest.mark.parametrize(
    "text", ["openapi: 3.1.0\n", "openapi: 3.1.0\npaths: {}\n", "openapi: 3.1.0\npaths: {/a: {}, x-b: 1}\n"]
)
def test_no_operations(text: str) -> None:
    """A document may have no operation."""
    assert contract(text).operations == ()


@pytest.mark.parametrize("version", ["2.0", "'3.3.0'", "3.0", "3.1", "4.0.0", "''", "null", "[3.1.0]"])
def test_other_versions(version: str) -> None:
    """A version other than 3.0.x, 3.1.x or 3.2.x is refused at its line, not read as one of them."""
    with pytest.raises(InputError, match=r"^f\.yaml:2: openapi must be 3\.0\.x, 3\.1\.x or 3\.2\.x, found "):
        contract(f"info: {{}}\nopenapi: {version}\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("swagger: '2.0'\n", "is Swagger 2.0; convert it to OpenAPI 3 first"),
        ("asyncapi: 3.0.0\n", "is an AsyncAPI document"),
        ("$schema: https://json-schema.org/draft/2020-12/schema\n", "is a JSON Schema"),
        ("type: object\nproperties: {a: {$ref: nowhere.json}}\n", "is a JSON Schema"),
        ("info: {}\n", "openapi must be 3.0.x, 3.1.x or 3.2.x, found none"),
        ("[]", "is not an OpenAPI document: it is not an object"),
        ("''", "is not an OpenAPI document: it is not an object"),
        ("7", "is not an OpenAPI document: it is not an object"),
    ],
)
def test_no_openapi(text: str, message: str) -> None:
    """A file that is not an OpenAPI document is refused, and named as what it is."""
    with pytest.raises(InputError) as caught:
        contract(text)
    assert str(caught.value).startswith(f"f.yaml:1: {message}")


@pytest.mark.parametrize(
    "paths",
    [
        "[]",
        "/a: []",
        "/a: {get: 7}",
        "/a: {get: {responses: [1]}}",
        "/a: {get: {responses: null}}",
        "/a: {get: {parameters: [{name: b}]}}",
        "/a: {get: {parameters: [{$ref: '#/b'}]}}",
        "/a: {get: {responses: {'200': {$ref: '#/b'}}}}",
        "/a: {$ref: '#/b'}",
        "/a: {$ref: '#/paths/~1a'}",
    ],
)
def test_wrong_shape(paths: str) -> None:
    """A part of the wrong shape is left out, and the rest is read: rules on the document report it."""
    text = (
        of_paths(f"{paths}\n  /z: {{get: {{responses: {{'200': {{description: a}}}}}}}}")
        if paths != "[]"
        else "openapi: 3.1.0\npaths: []\n"
    )
    read = read_contract(bundled(parse(text, "f.yaml")))
    assert [each.id for each in read.operations if each.path == "/z"] == ([] if paths == "[]" else ["GET /z"])
    assert not [each for operation in read.operations for each in operation.parameters]


@pytest.mark.parametrize("security", ["{b: []}", "[b]", "[{b: []}]", "null"])
def test_broken_security(security: str) -> None:
    """Of malformed security, or of a scheme that is not defined, some credential remains required."""
    (read,) = contract(of_paths(f"/a: {{get: {{security: {security}}}}}")).operations
    assert read.needs_credentials
    assert [scheme.kind for each in read.security for scheme in each] == [""]
