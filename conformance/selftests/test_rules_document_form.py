"""What OpenAPI demands of a document beyond its published schema, and what it leaves to chance."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.selftests.documents import found, observed, with_operation, with_schema

CASES = Path(__file__).parent / "data" / "cases" / "documents"
HEAD = "openapi: 3.0.3\ninfo: {title: a, version: '1'}\n"
PATHS = HEAD + "paths: {%s}\n"
GET = "{get: {responses: {}}}"
POST = "{post: {responses: {}}}"


@pytest.mark.parametrize(
    ("rule", "case"),
    [
        ("templated-paths-differ", "01-identical-templates.json"),
        ("server-variables-are-defined", "02-server-variable-undefined.json"),
        ("array-states-its-items", "07-array-without-items.json"),
        ("parameters-are-unique", "08-duplicate-parameter.json"),
        ("component-name-is-plain", "35-component-name-space.json"),
        ("parameter-has-a-schema-or-content", "55-param-swagger2-type.json"),
    ],
)
def test_case(rule: str, case: str) -> None:
    """Each defect is found once."""
    assert len(found(rule, (CASES / case).read_text(encoding="utf-8"))) == 1


@pytest.mark.parametrize(
    ("rule", "text", "places"),
    [
        ("templated-paths-differ", PATHS % f"'/a/{{b}}': {GET}, '/a/{{c}}': {POST}", ["#/paths/~1a~1{c}"]),
        ("paths-are-unambiguous", PATHS % f"'/{{a}}/b': {GET}, '/c/{{d}}': {GET}", ["#/paths/~1c~1{d}"]),
        ("path-starts-with-a-slash", PATHS % f"a: {GET}", ["#/paths/a"]),
        ("path-has-no-query", PATHS % f"'/a?b={{b}}': {GET}", ["#/paths/~1a?b={b}"]),
        ("tag-names-are-unique", HEAD + "paths: {}\ntags: [{name: a}, {name: b}, {name: a}]\n", ["#/tags/2"]),
        (
            "parameters-are-unique",
            PATHS % "/a: {get: {parameters: [{name: X, in: header}, {name: x, in: header}], responses: {}}}",
            ["#/paths/~1a/get/parameters/1"],
        ),
        (
            "parameter-has-a-schema-or-content",
            PATHS % "/a: {get: {parameters: [{name: x, in: query, type: integer}], responses: {}}}",
            ["#/paths/~1a/get/parameters/0"],
        ),
        (
            "parameter-has-a-schema-or-content",
            PATHS % "/a: {get: {parameters: [{name: x, in: query, schema: {}, content: {a/b: {}}}], responses: {}}}",
            ["#/paths/~1a/get/parameters/0"],
        ),
        (
            "example-and-examples-exclude-each-other",
            PATHS % "/a: {get: {responses: {'200': {content: {a/b: {example: 1, examples: {c: {value: 1}}}}}}}}",
            ["#/paths/~1a/get/responses/200/content/a~1b"],
        ),
        (
            "server-variables-are-defined",
            HEAD + "servers: [{url: 'https://{a}.{b}', variables: {a: {default: x}}}]\npaths: {}\n",
            ["#/servers/0"],
        ),
        (
            "server-variables-are-defined",
            HEAD + "servers: [{url: 'https://{a}', variables: {a: {default: x, enum: [y]}}}]\npaths: {}\n",
            ["#/servers/0/variables/a/default"],
        ),
        (
            "component-name-is-plain",
            HEAD + "paths: {}\ncomponents: {schemas: {a b: {}}}\n",
            ["#/components/schemas/a b"],
        ),
        (
            "tags-are-declared",
            HEAD + "tags: [{name: things}]\npaths: {/a: {get: {tags: [thing, things], responses: {}}}}\n",
            ["#/paths/~1a/get/tags/0"],
        ),
    ],
)
def test_found(rule: str, text: str, places: list[str]) -> None:
    """The deviation is found at its place."""
    assert found(rule, text) == places


@pytest.mark.parametrize(
    ("rule", "schema", "version", "at"),
    [
        ("array-states-its-items", "{properties: {a: {type: array}}}", "3.0.3", ["/properties/a"]),
        ("enum-values-are-unique", "{enum: [a, 1, true, a, 1]}", "3.1.0", ["/enum/3", "/enum/4"]),
        ("required-property-is-declared", "{required: [naem], properties: {name: {}}}", "3.1.0", ["/required"]),
        ("alternatives-exclude-each-other", "{oneOf: [{type: integer}, {type: number}]}", "3.1.0", ["/oneOf/0"]),
        (
            "alternatives-exclude-each-other",
            "{oneOf: [{type: object, properties: {a: {type: string}}}, {properties: {b: {type: string}}}]}",
            "3.1.0",
            ["/oneOf/0"],
        ),
        (
            "discriminator-mapping-resolves",
            "{oneOf: [], discriminator: {propertyName: a, mapping: {b: '#/components/schemas/B', c: Thing, d: D}}}",
            "3.1.0",
            ["/discriminator/mapping/b", "/discriminator/mapping/d"],
        ),
    ],
)
def test_found_in_a_schema(rule: str, schema: str, version: str, at: list[str]) -> None:
    """The deviation of a schema is found at its place."""
    assert found(rule, with_schema(schema, version)) == [f"#/components/schemas/Thing{each}" for each in at]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("templated-paths-differ", PATHS % f"'/a/{{b}}': {GET}, '/a/{{b}}/c': {GET}, /a/b: {GET}"),
        (
            "paths-are-unambiguous",
            PATHS % f"'/a/{{b}}': {GET}, '/a/c': {GET}, '/{{a}}/d': {POST}, '/{{a}}/{{b}}': {GET}",
        ),
        ("paths-are-unambiguous", PATHS % f"'/a/{{b}}.json': {GET}, '/{{a}}/b': {GET}"),
        ("path-starts-with-a-slash", PATHS % f"/a: {GET}, x-b: 1"),
        ("path-has-no-query", PATHS % f"'/a/{{b?}}': {GET}"),
        ("tag-names-are-unique", HEAD + "paths: {}\ntags: [{name: a}, {name: b}]\n"),
        ("parameters-are-unique", PATHS % "/a: {get: {parameters: [{name: x, in: query}, {name: x, in: header}]}}"),
        (
            "parameters-are-unique",
            PATHS % "/a: {parameters: [{name: x, in: query}], get: {parameters: [{name: x, in: query}]}}",
        ),
        ("parameter-has-a-schema-or-content", PATHS % "/a: {get: {parameters: [{name: x, in: query, schema: true}]}}"),
        ("server-variables-are-defined", HEAD + "servers: [{url: '/{a}', variables: {a: {default: x, enum: [x]}}}]\n"),
        ("component-name-is-plain", HEAD + "components: {schemas: {a-b._C9: {}}, x-notes: {a b: {}}}\n"),
        ("tags-are-declared", with_operation("{tags: [a], responses: {}}")),
        ("array-states-its-items", with_schema("{type: array}", "3.1.0")),
        (
            "array-states-its-items",
            with_schema("{properties: {type: {type: string}, a: {type: array, items: {}}}}", "3.0.3"),
        ),
        ("enum-values-are-unique", with_schema("{enum: [1, true, '1', null]}")),
        (
            "required-property-is-declared",
            with_schema("{required: [a], patternProperties: {a: {}}, properties: {b: {}}}"),
        ),
        (
            "required-property-is-declared",
            with_schema("{allOf: [{required: [a], properties: {b: {}}}, {properties: {a: {}}}]}"),
        ),
        (
            "required-property-is-declared",
            with_schema("{required: [a], properties: {}, allOf: [{properties: {a: {}}}]}"),
        ),
        ("alternatives-exclude-each-other", with_schema("{oneOf: [{type: integer}, {type: string}]}")),
        (
            "alternatives-exclude-each-other",
            with_schema(
                "{oneOf: [{required: [a], properties: {a: {const: 1}}}, {required: [a], properties: {a: {const: 2}}}]}"
            ),
        ),
        (
            "discriminator-mapping-resolves",
            with_schema("{discriminator: {mapping: {a: Thing, b: 'https://h/b.json', c: ./c.json}}}"),
        ),
        (
            "example-and-examples-exclude-each-other",
            PATHS % "/a: {get: {responses: {'200': {content: {a/b: {example: 1}}}}}}",
        ),
    ],
)
def test_sound(rule: str, text: str) -> None:
    """What OpenAPI allows is not reported."""
    assert found(rule, text) == [], observed(rule, text)


def test_prose_against_the_example() -> None:
    """No form is proposed that an example beside the description does not have."""
    rule = "prose-constraint-is-in-schema"
    assert found(rule, (CASES / "prose-date-fix-breaks-example.yaml").read_text(encoding="utf-8")) == []
    text = "{type: string, description: The date in ISO 8601 date format.%s}"
    assert len(found(rule, with_schema("{properties: {a: %s}}" % (text % "")))) == 1
    assert len(found(rule, with_schema("{properties: {a: %s}}" % (text % ", example: '2024-02-29'")))) == 1
    around = "{properties: {a: %s}, example: {a: '2024-02-29T00:00:00Z'}}" % (text % "")
    assert found(rule, with_schema(around)) == []


@pytest.mark.parametrize(
    "rule", ["rate-limit-is-documented", "server-error-is-documented", "rate-limit-headers-are-declared"]
)
@pytest.mark.parametrize(("number", "expected"), [(2, 2), (3, 1), (40, 1)])
def test_habit(rule: str, number: int, expected: int) -> None:
    """What no operation of several documents is one finding of the document, with the list of them."""
    answer = "{get: {responses: {'200': {description: a}}}}"
    places = found(rule, PATHS % ", ".join(f"/a{index}: {answer}" for index in range(number)))
    assert len(places) == expected
    one_documents_it = "/z: {get: {responses: {default: {description: a, headers: {Retry-After: {schema: {}}}}}}}"
    assert len(found(rule, PATHS % f"/a: {answer}, /b: {answer}, /c: {answer}, {one_documents_it}")) == 3
