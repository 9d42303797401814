"""Single edits of a document, and their impact on a client, written down from the specifications before any rule.

The sources: JSON Schema 2020-12 (validation, section 6 and 7; core, section 10), OpenAPI 3.0.3 and 3.1 (the objects by
their names), RFC 9110. An edit that narrows breaks who sends, one that widens breaks or may break who receives.
"""

from __future__ import annotations

import textwrap

from conformance.selftests.change_text_edits import TEXT_EDITS, B, D, E, N, S, SchemaEdit, W

_ENUM = "type: string, enum: [a, b, c]"
_OBJECT = "type: object, properties: {a: {type: string}, b: {type: integer}}"
_CHOICE = "oneOf: [{type: string, maxLength: 3}, {type: integer}]"
_CARD = "{type: object, required: [kind], properties: {kind: {const: card}, number: {type: string}}}"
_BANK = "{type: object, required: [kind], properties: {kind: {const: bank}}}"
_MOVED, _TWIN = "{$ref: '#/components/schemas/Moved'}", "{$ref: '#/components/schemas/Twin'}"
_TOLD_APART = "discriminator: {propertyName: a"

SCHEMA_EDITS = [
    *TEXT_EDITS,
    # type (validation, 6.1.1); nullable (OpenAPI 3.0.3, 4.7.24)
    SchemaEdit("string to integer", "type: string", "type: integer", B, B, "old new"),
    SchemaEdit("integer to number", "type: integer", "type: number", S, B, "new"),
    SchemaEdit("number to integer", "type: number", "type: integer", B, S, "old"),
    SchemaEdit("null is added", "type: string", "type: [string, 'null']", S, B, "new"),
    SchemaEdit("null is removed", "type: [string, 'null']", "type: string", B, S, "old"),
    SchemaEdit("a word for null that 3.1 does not know", "type: string", "type: string, nullable: true", W, W),
    SchemaEdit("a word for what is so anyway", "type: string", "type: string, nullable: false", N, N),
    SchemaEdit("array to text or null", "type: array", "type: [string, 'null']", B, B, "old new"),
    SchemaEdit("type is removed", "type: string", "description: x", S, B, "new"),
    SchemaEdit("type is added", "{}", "type: string", B, S, "old"),
    SchemaEdit("a second type", "type: string", "type: [string, integer]", S, B, "new"),
    # enum, const (validation, 6.1.2 and 6.1.3): who reads every value in a switch meets an unknown one
    SchemaEdit("a value is added", _ENUM, "type: string, enum: [a, b, c, d]", S, B, "new"),
    SchemaEdit("a value is removed", _ENUM, "type: string, enum: [a, b]", B, S, "old"),
    SchemaEdit("values are replaced", _ENUM, "type: string, enum: [a, d]", B, B, "old new"),
    SchemaEdit("values in another order", _ENUM, "type: string, enum: [c, a, b]", N, N),
    SchemaEdit("an enumeration is added", "type: string", _ENUM, B, S, "old"),
    SchemaEdit("an enumeration is removed", _ENUM, "type: string", S, B, "new"),
    SchemaEdit("another constant", "const: a", "const: b", B, B, "old new"),
    SchemaEdit("a constant as an enumeration of one", "const: a", "enum: [a]", N, N),
    SchemaEdit("constants to choose from as an enumeration", "oneOf: [{const: a}, {const: b}]", "enum: [b, a]", N, N),
    SchemaEdit("a value of another type", "type: string, enum: [a]", "type: string, enum: [a, 1]", E, E),
    # minimum, maximum, exclusive…, multipleOf (validation, 6.2)
    SchemaEdit("a minimum is added", "type: integer", "type: integer, minimum: 1", B, S, "old"),
    SchemaEdit("a minimum is lowered", "type: integer, minimum: 5", "type: integer, minimum: 4", S, W, "new"),
    SchemaEdit("a maximum is lowered", "type: number, maximum: 9", "type: number, maximum: 8.5", B, S, "old"),
    SchemaEdit("a maximum is removed", "type: number, maximum: 9", "type: number", S, W, "new"),
    SchemaEdit(
        "a minimum turns exclusive", "type: number, minimum: 1", "type: number, exclusiveMinimum: 1", B, S, "old"
    ),
    SchemaEdit(
        "the same bound twice",
        "type: integer, exclusiveMinimum: -1",
        "type: integer, exclusiveMinimum: -1, minimum: 0",
        E,
        E,
    ),
    SchemaEdit("a coarser step", "type: integer, multipleOf: 5", "type: integer, multipleOf: 10", B, S, "old"),
    SchemaEdit("a step of one for integers", "type: integer", "type: integer, multipleOf: 1", E, E),
    SchemaEdit("another step", "type: integer, multipleOf: 4", "type: integer, multipleOf: 6", B, W, "old new"),
    # minLength, maxLength (validation, 6.3)
    SchemaEdit("a least length is added", "type: string", "type: string, minLength: 2", B, S, "old"),
    SchemaEdit("a least length of nothing", "type: string", "type: string, minLength: 0", E, E),
    SchemaEdit("a greatest length is raised", "type: string, maxLength: 5", "type: string, maxLength: 9", S, W, "new"),
    SchemaEdit("a greatest length is lowered", "type: string, maxLength: 9", "type: string, maxLength: 5", B, S, "old"),
    # arrays (validation, 6.4; core, 10.3.1)
    SchemaEdit("items are asked for", "type: array", "type: array, minItems: 1", B, S, "old"),
    SchemaEdit("more items", "type: array, maxItems: 3", "type: array, maxItems: 4", S, W, "new"),
    SchemaEdit("items have to differ", "type: array", "type: array, uniqueItems: true", B, S, "old"),
    SchemaEdit("items need not differ", "type: array", "type: array, uniqueItems: false", E, E),
    SchemaEdit(
        "items of another type",
        "type: array, items: {type: string}",
        "type: array, items: {type: integer}",
        B,
        B,
        "old new",
    ),
    SchemaEdit("items of any type", "type: array, items: {type: string}", "type: array", S, B, "new"),
    SchemaEdit("a first item", "type: array", "type: array, prefixItems: [{type: string}]", B, S, "old"),
    SchemaEdit("something is contained", "type: array", "type: array, contains: {type: string}", B, S, "old"),
    # objects (validation, 6.5; core, 10.3.2)
    SchemaEdit("a property is required", _OBJECT, f"{_OBJECT}, required: [a]", B, S, "old"),
    SchemaEdit("a property is optional", f"{_OBJECT}, required: [a]", _OBJECT, S, B, "new"),
    SchemaEdit("a property is new", _OBJECT, _OBJECT.replace("{a:", "{c: {type: boolean}, a:"), S, S, "old"),
    SchemaEdit("a property is gone", _OBJECT, "type: object, properties: {a: {type: string}}", W, W, "new"),
    SchemaEdit(
        "a property is new in a closed object",
        f"{_OBJECT}, additionalProperties: false",
        _OBJECT.replace("{a:", "{c: {type: boolean}, a:") + ", additionalProperties: false",
        S,
        W,
        "new",
    ),
    SchemaEdit(
        "a property is gone from a closed object",
        f"{_OBJECT}, additionalProperties: false",
        "type: object, properties: {a: {type: string}}, additionalProperties: false",
        B,
        W,
        "old",
    ),
    SchemaEdit(
        "properties in another order",
        _OBJECT,
        "properties: {b: {type: integer}, a: {type: string}}, type: object",
        N,
        N,
    ),
    SchemaEdit("an object is closed", _OBJECT, f"{_OBJECT}, additionalProperties: false", B, S, "old"),
    SchemaEdit("an object is opened", f"{_OBJECT}, additionalProperties: false", _OBJECT, S, W, "new"),
    SchemaEdit("an object is open, as it was", _OBJECT, f"{_OBJECT}, additionalProperties: true", E, E),
    SchemaEdit(
        "values of another type",
        "type: object, additionalProperties: {type: integer}",
        "type: object, additionalProperties: {type: string}",
        B,
        B,
        "old new",
    ),
    SchemaEdit("fewer members", "type: object, maxProperties: 3", "type: object, maxProperties: 2", B, S, "old"),
    SchemaEdit("members are asked for", "type: object", "type: object, minProperties: 1", B, S, "old"),
    SchemaEdit("names of a form", "type: object", "type: object, propertyNames: {pattern: '^[a-z]+$'}", B, S, "old"),
    SchemaEdit("a name asks for another", _OBJECT, f"{_OBJECT}, dependentRequired: {{a: [b]}}", B, S, "old"),
    SchemaEdit(
        "a pattern of names is new",
        "type: object",
        "type: object, patternProperties: {'^x': {type: string}}",
        B,
        S,
        "old",
    ),
    SchemaEdit("a property of another type", _OBJECT, _OBJECT.replace("integer", "string"), B, B, "old new"),
    # allOf, anyOf, oneOf, not, if (core, 10.2)
    SchemaEdit("all of one", _OBJECT, f"allOf: [{{{_OBJECT}}}]", N, N),
    SchemaEdit("a schema is moved out", _OBJECT, "$ref: '#/components/schemas/Moved'", N, N),
    SchemaEdit("one more of all", _OBJECT, f"{_OBJECT}, allOf: [{{required: [b]}}]", B, S, "old"),
    SchemaEdit("one more to choose", _CHOICE, _CHOICE.replace("]", ", {type: boolean}]"), S, B, "new"),
    SchemaEdit("one less to choose", _CHOICE.replace("]", ", {type: boolean}]"), _CHOICE, B, S, "old"),
    SchemaEdit("a choice in another order", _CHOICE, "oneOf: [{type: integer}, {maxLength: 3, type: string}]", N, N),
    SchemaEdit("a choice is wider", _CHOICE, _CHOICE.replace("3", "4"), S, W, "new"),
    SchemaEdit(
        "a choice that another covers",
        "anyOf: [{type: string, minLength: 1}, {type: [string, integer]}]",
        "anyOf: [{type: string, minLength: 2}, {type: [string, integer]}]",
        E,
        E,
    ),
    SchemaEdit("or null, in two spellings", "anyOf: [{type: string}, {type: 'null'}]", "type: [string, 'null']", N, N),
    SchemaEdit("something is ruled out", "type: string", "type: string, not: {enum: [no]}", B, S, "old"),
    SchemaEdit(
        "a condition is new", _OBJECT, f"{_OBJECT}, if: {{required: [a]}}, then: {{required: [b]}}", B, S, "old"
    ),
    SchemaEdit("a choice of one gets another", f"oneOf: [{_CARD}]", f"oneOf: [{_CARD}, {_BANK}]", S, B, "new"),
    SchemaEdit(
        "a choice of one that is told apart gets another",
        f"oneOf: [{_CARD}], {_TOLD_APART}}}",
        f"oneOf: [{_CARD}, {_BANK}], {_TOLD_APART}}}",
        S,
        B,
        "new",
    ),
    SchemaEdit("a schema becomes one of two", _CARD[1:-1], f"anyOf: [{_CARD}, {_BANK}]", S, B, "new"),
    SchemaEdit("a schema becomes the only one", f"oneOf: [{_CARD}, {_BANK}]", _CARD[1:-1], B, S, "old"),
    SchemaEdit(
        "a schema becomes one of two or null", _CARD[1:-1], f"anyOf: [{_CARD}, {_BANK}, {{type: 'null'}}]", S, B, "new"
    ),
    SchemaEdit(
        "any instead of one of what excludes each other",
        f"oneOf: [{_CARD}, {_BANK}]",
        f"anyOf: [{_CARD}, {_BANK}]",
        E,
        E,
    ),
    SchemaEdit(
        "one more to choose that fits what another fits",
        "oneOf: [{type: integer, multipleOf: 2}, {type: string}]",
        "oneOf: [{type: integer, multipleOf: 2}, {type: string}, {type: integer, multipleOf: 3}]",
        B,
        B,
        "old new",
    ),
    SchemaEdit(
        "or null, described",
        f"oneOf: [{_MOVED}, {{type: 'null'}}]",
        f"oneOf: [{_MOVED}, {{type: 'null', description: None.}}]",
        N,
        N,
    ),
    SchemaEdit(
        "or null, moved out",
        f"oneOf: [{_MOVED}, {{type: 'null'}}]",
        f"oneOf: [{_MOVED}, {{$ref: '#/components/schemas/Nothing'}}]",
        N,
        N,
    ),
    # keywords for another type than the stated one (core, 10.3)
    SchemaEdit("items of what is no array", "type: string", "type: string, items: {type: string}", N, N),
    SchemaEdit("properties required of what is no object", "type: string", "type: string, required: [a]", E, E),
    # annotations (validation, 9; OpenAPI 3.1, 4.8.24)
    SchemaEdit("another default", "type: integer, default: 1", "type: integer, default: 2", W, D),
    SchemaEdit("another example", "type: integer, examples: [1]", "type: integer, examples: [2]", D, D),
    SchemaEdit("an example in the older spelling", "type: integer, example: 1", "type: integer, examples: [1]", N, N),
    SchemaEdit("another description", "type: integer, description: x", "type: integer, description: y", D, D),
    SchemaEdit("another title", "type: integer, title: X", "type: integer", D, D),
    SchemaEdit(
        "told apart by another property",
        "type: object, discriminator: {propertyName: a}",
        "type: object, discriminator: {propertyName: b}",
        W,
        W,
    ),
    SchemaEdit(
        "a mapping to names, to schemas",
        f"{_TOLD_APART}, mapping: {{m: Moved}}}}",
        f"{_TOLD_APART}, mapping: {{m: '#/components/schemas/Moved'}}}}",
        N,
        N,
    ),
    SchemaEdit(
        "a mapping to a schema of another name",
        f"oneOf: [{_MOVED}], {_TOLD_APART}, mapping: {{m: Moved}}}}",
        f"oneOf: [{_TWIN}], {_TOLD_APART}, mapping: {{m: Twin}}}}",
        N,
        N,
    ),
    SchemaEdit(
        "a mapping to another schema",
        f"{_TOLD_APART}, mapping: {{m: Moved}}}}",
        f"{_TOLD_APART}, mapping: {{m: Nothing}}}}",
        W,
        W,
    ),
    SchemaEdit(
        "a name that is the value",
        f"anyOf: [{_MOVED}, {_CARD}], {_TOLD_APART}}}",
        f"anyOf: [{_TWIN}, {_CARD}], {_TOLD_APART}}}",
        W,
        W,
    ),
    SchemaEdit(
        "not deprecated, as it was not", "type: integer", "type: integer, deprecated: false, readOnly: false", N, N
    ),
    SchemaEdit("what a text holds is another", "contentSchema: {type: object}", "contentSchema: {type: array}", W, W),
    SchemaEdit(
        "a format by another that nobody asserts",
        "type: string, format: uuid",
        "type: string, format: ulid",
        W,
        B,
        "new",
    ),
    SchemaEdit("deprecated", "type: integer", "type: integer, deprecated: true", S, S),
    SchemaEdit("only to be read", _OBJECT, _OBJECT.replace("integer", "integer, readOnly: true"), W, S),
    SchemaEdit("only to be written", _OBJECT, _OBJECT.replace("integer", "integer, writeOnly: true"), S, W),
    SchemaEdit(
        "a required property that is only read is new",
        _OBJECT,
        _OBJECT.replace("{a:", "{id: {type: string, readOnly: true}, a:") + ", required: [id]",
        S,
        S,
        "old",
    ),
    SchemaEdit(
        "a required property that is only written is new",
        _OBJECT,
        _OBJECT.replace("{a:", "{id: {type: string, writeOnly: true}, a:") + ", required: [id]",
        B,
        S,
        "old",
    ),
]
"""Each is applied to a property that is sent, and to one that is received."""

_EDITED = """\
openapi: 3.1.0
info: {title: Things, version: %s}
paths:
  /things:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Body'}}}}
      responses: {'204': {description: Done.}}
    get:
      responses:
        '200': {description: The thing., content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}
components:
  schemas:
    Body: {%s}
    Answer: {%s}
    Moved: {type: object, properties: {a: {type: string}, b: {type: integer}}}
    Twin: {type: object, properties: {a: {type: string}, b: {type: integer}}}
    Nothing: {type: 'null'}
"""


def schema_documents(edit: SchemaEdit, *, is_sent: bool) -> tuple[str, str]:
    """Return a document with the older schema in a request or a response, and one with the newer."""
    old, new = (
        f"type: object, properties: {{it: {{{text.strip('{}') if text == '{}' else text}}}}}"
        for text in (edit.old, edit.new)
    )
    rest = "type: object"
    pairs = [(old, rest), (new, rest)] if is_sent else [(rest, old), (rest, new)]
    versions = ("1.0.0", "2.0.0")
    first, second = (textwrap.dedent(_EDITED) % (version, *pair) for version, pair in zip(versions, pairs, strict=True))
    return first, second
