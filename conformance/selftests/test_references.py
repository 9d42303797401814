"""References are followed to their target within a document, and none leaves it."""

from __future__ import annotations

import pytest

from conformance.contract.document import parse
from conformance.contract.references import refuse_outside
from conformance.contract.schema_graph import local_pointer, resolve
from conformance.model import InputError

DOCUMENT = parse(
    """\
direct: {$ref: '#/end'}
twice: {$ref: '#/direct'}
end: {type: string}
escaped: {$ref: '#/names/a~1b~0c'}
percent: {$ref: '#/names/%7Bid%7D%20%25'}
both: {$ref: '#/names/a%7E1b~0c'}
item: {$ref: '#/list/1'}
whole: {$ref: '#'}
names: {a/b~c: 1, '{id} %': 2}
list: [3, 4]
nowhere:
  $ref: '#/names/x'
onward: {$ref: '#/nowhere'}
beyond: {$ref: '#/list/2'}
anchor: {$ref: '#end'}
round: {$ref: '#/about'}
about: {$ref: '#/round'}
itself: {$ref: '#/itself'}
into: {$ref: '#/itself'}
property: {$ref: {type: string}}
""",
    "f.yaml",
)


@pytest.mark.parametrize(
    ("pointer", "end", "node"),
    [
        ("#/end", "#/end", {"type": "string"}),
        ("#/direct", "#/end", {"type": "string"}),
        ("#/twice", "#/end", {"type": "string"}),
        ("#/escaped", "#/names/a~1b~0c", 1),
        ("#/percent", "#/names/{id} %", 2),
        ("#/both", "#/names/a~1b~0c", 1),
        ("#/item", "#/list/1", 4),
        ("#/whole", "#", DOCUMENT.data),
        ("#/property", "#/property", {"$ref": {"type": "string"}}),
    ],
)
def test_resolve(pointer: str, end: str, node: object) -> None:
    """`resolve` follows references, escaped and percent-encoded ones too, to their target."""
    assert (end, node) == resolve(DOCUMENT, pointer)


@pytest.mark.parametrize(
    ("pointer", "message"),
    [
        ("#/nowhere", "f.yaml:12: $ref does not resolve: #/names/x"),
        ("#/onward", "f.yaml:12: $ref does not resolve: #/names/x"),
        ("#/beyond", "f.yaml:14: $ref does not resolve: #/list/2"),
        ("#/anchor", "f.yaml:15: $ref does not resolve: #end"),
        ("#/round", "f.yaml:16: $ref is circular"),
        ("#/about", "f.yaml:17: $ref is circular"),
        ("#/itself", "f.yaml:18: $ref is circular"),
        ("#/into", "f.yaml:19: $ref is circular"),
    ],
)
def test_resolve_error(pointer: str, message: str) -> None:
    """A dangling or circular reference is an error at its line."""
    with pytest.raises(InputError) as caught:
        resolve(DOCUMENT, pointer)
    assert message == str(caught.value)


def test_long_chain() -> None:
    """A chain of many references is followed without recursion."""
    links = "".join(f"a{index}: {{$ref: '#/a{index + 1}'}}\n" for index in range(2_000))
    assert resolve(parse(f"{links}a2000: 7\n", "f"), "#/a0") == ("#/a2000", 7)


@pytest.mark.parametrize(
    ("reference", "pointer"),
    [("#/a", "#/a"), ("#/a%2Fb", "#/a/b"), ("#/%C3%A9", "#/é"), ("#/~01", "#/~01"), ("#/a+b", "#/a+b")],
)
def test_local_pointer(reference: str, pointer: str) -> None:
    """Percent encoding is decoded, the pointer's own escapes are not."""
    assert pointer == local_pointer(reference)


OUTSIDE = [
    "http://h/a.json",
    "https://h/a#/b",
    "file:///etc/passwd",
    "other.yaml",
    "../o.yaml#/a",
    "/o#/a",
    "",
    "//h/a",
]
PLACES = [
    "{}",
    "[{}]",
    "components: {schemas: {A: {}}}",
    "components: {schemas: {default: {}}}",
    "components: {responses: {example: {}}}",
    "components: {parameters: {value: {}}}",
    "components: {headers: {x-rate: {}}}",
    "components: {examples: {A: {}}}",
    "components: {requestBodies: {const: {}}}",
    "paths: {/a: {}}",
    "paths: {/a: {get: {responses: {default: {}}}}}",
    "paths: {/a: {get: {responses: {default: {content: {x-a/b: {schema: {}}}}}}}}",
    "paths: {/a: {get: {parameters: [{}]}}}",
    "schema: {properties: {example: {}}}",
    "schema: {properties: {properties: {properties: {enum: {}}}}}",
    "schema: {$defs: {const: {}}, definitions: {}}",
    "schema: {patternProperties: {x-.*: {}}}",
    "schema: {dependentSchemas: {default: {}}}",
    "schema: {items: {allOf: [{not: {}}]}}",
    "content: {a/b: {examples: {default: {}}}}",
]


@pytest.mark.parametrize("reference", OUTSIDE)
@pytest.mark.parametrize("keyword", ["$ref", "$dynamicRef"])
def test_refuse_outside(keyword: str, reference: str) -> None:
    """A reference to anything outside the document is refused at its line, never fetched."""
    with pytest.raises(InputError) as caught:
        refuse_outside(parse(f"a:\n  b:\n    {keyword}: '{reference}'\n", "f.yaml"))
    assert str(caught.value).startswith(f"f.yaml:3: $ref leaves the document ({reference})")


@pytest.mark.parametrize("place", PLACES)
def test_refuse_outside_everywhere(place: str) -> None:
    """A reference is recognised wherever a schema, a response or another object of the contract can be."""
    document = parse(f"a: 1\nb:\n {place.replace('{}', '{$ref: other.yaml}', 1)}\n", "f")
    with pytest.raises(InputError, match=r"^f:3: \$ref leaves the document \(other\.yaml\)"):
        refuse_outside(document)


@pytest.mark.parametrize(
    "text",
    [
        "a: {$ref: '#/b'}",
        "a: {$ref: '#'}",
        "schema: {example: {$ref: 'http://h'}}",
        "schema: {examples: [{$ref: 'http://h'}]}",
        "schema: {default: {a: [{$ref: 'http://h'}]}}",
        "schema: {enum: [{$ref: 'http://h'}], const: {$ref: 'http://h'}}",
        "schema: {properties: {$ref: {type: string}}}",
        "schema: {properties: {a: {x-note: {$ref: 'http://h'}}}}",
        "content: {a/b: {examples: {one: {value: {$ref: 'http://h'}}}}}",
        "schema: {properties: {example: {example: {$ref: 'http://h'}}}}",
        "a: {$ref: [http://h]}",
    ],
)
def test_data_is_no_reference(text: str) -> None:
    """A reference within the document, and `$ref` as a name or in data, is accepted."""
    refuse_outside(parse(text, "f"))


def test_text_is_no_schema() -> None:
    """`$ref` with a text is refused as a name too: a text is not a schema, and an engine could follow it."""
    with pytest.raises(InputError, match=r"^f:1: \$ref leaves the document"):
        refuse_outside(parse("properties: {$ref: 'http://h'}", "f"))
