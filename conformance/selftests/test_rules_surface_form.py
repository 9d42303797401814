"""The rules on the form of a document: names of operations, declarations and their use."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.contract.load import SPEC
from conformance.rules.observation import Conforming, Deviation
from conformance.selftests.documents import OPERATION, THING, found, observed, with_operation, with_schema

VENDORED = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
SOUND = (Path(__file__).parent / "data" / "sound.yaml").read_text(encoding="utf-8")
LIST = "#/paths/~1batches~1{agent_id}~1all/get"
PARAMETER = "parameters: [{in: path, name: thing_id, required: true, schema: {type: string}}]"
RESPONSES = "responses: {'200': {description: a}}"


def operation(more: str = "", rest: str = "", version: str = "3.1.0") -> str:
    """Return a document with one operation that has some more keywords."""
    return with_operation(f"{PARAMETER}\n{RESPONSES}\n{more}", rest, version)


@pytest.mark.parametrize(
    ("rule", "keyword"),
    [
        ("operation-has-an-operation-id", "operationId: listThings"),
        ("operation-has-a-summary", "summary: The things"),
        ("operation-has-tags", "tags: [things]"),
    ],
)
class TestOperationIsNamed:
    def test_fails(self, rule: str, keyword: str) -> None:
        """An operation lacks the keyword."""
        assert found(rule, operation()) == [OPERATION]

    def test_empty(self, rule: str, keyword: str) -> None:
        """An empty value counts as missing."""
        empty = keyword.partition(":")[0] + (": []" if "[" in keyword else ": ''")
        assert found(rule, operation(empty)) == [OPERATION]

    def test_passes(self, rule: str, keyword: str) -> None:
        """An operation has the keyword."""
        assert observed(rule, operation(keyword)) == [Conforming()]

    def test_shared_path_item(self, rule: str, keyword: str) -> None:
        """A shared path item in an extension is still checked."""
        text = (
            "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {$ref: '#/x-shared/a'}}\n"
            "x-shared: {a: {get: {responses: {'200': {description: a}}}}}"
        )
        assert found(rule, text) == ["#/x-shared/a/get"]

    def test_no_operation(self, rule: str, keyword: str) -> None:
        """A document without operations has nothing to check."""
        assert observed(rule, "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {}") == []

    def test_vendored(self, rule: str, keyword: str) -> None:
        """The vendored document's operation lacks it; the sound twin's has it."""
        assert found(rule, VENDORED) == [LIST]
        assert found(rule, SOUND) == []


class TestOperationIdsAreUnique:
    RULE = "operation-ids-are-unique"
    TWO = (
        "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths:\n"
        "  /a: {get: {operationId: read, responses: {}}}\n  /b: {get: {operationId: %s, responses: {}}}\n"
    )

    def test_fails(self) -> None:
        """The later of two equal ids is reported, and names the line of the earlier."""
        assert found(self.RULE, self.TWO % "read") == ["#/paths/~1b/get/operationId"]
        expected = [each.expected for each in observed(self.RULE, self.TWO % "read") if isinstance(each, Deviation)]
        assert expected == ["another id than the one on line 4"]

    @pytest.mark.parametrize("other", ["readB", "Read"])
    def test_passes(self, other: str) -> None:
        """Ids that differ, even only in case, are distinct."""
        assert found(self.RULE, self.TWO % other) == []

    def test_webhook(self) -> None:
        """The operations of webhooks count too."""
        text = self.TWO % "readB" + "webhooks: {w: {post: {operationId: read, responses: {}}}}"
        assert found(self.RULE, text) == ["#/webhooks/w/post/operationId"]

    def test_shared_path_item(self) -> None:
        """One operation that two paths share has one id."""
        text = (
            "openapi: 3.1.0\ninfo: {title: a, version: '1'}\n"
            "paths: {/a: {$ref: '#/components/pathItems/P'}, /b: {$ref: '#/components/pathItems/P'}}\n"
            "components: {pathItems: {P: {get: {operationId: read, responses: {}}}}}"
        )
        assert observed(self.RULE, text) == [Conforming()]

    def test_none(self) -> None:
        """Without an id there is nothing to compare, as in the vendored document."""
        assert observed(self.RULE, VENDORED) == []


class TestOperationSaysWhoMayCall:
    RULE = "operation-says-who-may-call"
    SCHEMES = "components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}"

    def test_fails(self) -> None:
        """A document has security schemes, and an operation does not refer to them."""
        assert found(self.RULE, operation(rest=self.SCHEMES)) == [OPERATION]

    @pytest.mark.parametrize("security", ["security: []", "security: [{key: []}]", "security: [{}]"])
    def test_passes(self, security: str) -> None:
        """The operation or the document refers to them, even by an empty list."""
        assert observed(self.RULE, operation(security, self.SCHEMES)) == [Conforming()]
        assert observed(self.RULE, operation(rest=f"{self.SCHEMES}\n{security}")) == [Conforming()]

    def test_no_schemes(self) -> None:
        """A document without security schemes need not refer to any."""
        assert observed(self.RULE, operation()) == []

    def test_vendored(self) -> None:
        """The vendored document refers to them for all operations."""
        assert found(self.RULE, VENDORED) == []


class TestNamesAreNotRepeated:
    RULE = "names-are-not-repeated"

    def test_fails(self) -> None:
        """A repeated property is reported at the later line."""
        text = with_schema("type: object\nproperties:\n  a: {type: string}\n  b: {type: string}\n  a: {type: integer}")
        assert found(self.RULE, text) == [f"{THING}/properties/a"]

    def test_passes(self) -> None:
        """Equal names in different objects are sound."""
        text = with_schema("type: object\nproperties:\n  type: {type: string}\n  a: {type: string}")
        assert observed(self.RULE, text) == [Conforming()]

    def test_json(self) -> None:
        """A repeated name in JSON is found too."""
        text = '{"openapi": "3.1.0", "info": {"title": "a", "title": "b", "version": "1"}, "paths": {}}'
        assert found(self.RULE, text) == ["#/info/title"]

    def test_vendored(self) -> None:
        """The vendored document repeats nothing."""
        assert observed(self.RULE, VENDORED) == [Conforming()]


class TestPathParametersAreDeclared:
    RULE = "path-parameters-are-declared"

    def test_undeclared(self) -> None:
        """A name of the template is not declared."""
        assert found(self.RULE, with_operation(RESPONSES)) == [OPERATION]

    def test_only_as_query(self) -> None:
        """A parameter of the query does not fill the path."""
        text = operation().replace("in: path", "in: query")
        assert found(self.RULE, text) == [f"{OPERATION}/parameters"]

    def test_not_in_the_path(self) -> None:
        """A path parameter is not in the template."""
        text = operation().replace("[{in: path", "[{in: path, name: other, required: true, schema: {}}, {in: path")
        assert found(self.RULE, text) == [f"{OPERATION}/parameters/0"]

    def test_passes(self) -> None:
        """Template and parameters agree."""
        assert observed(self.RULE, operation()) == [Conforming()]

    def test_path_level(self) -> None:
        """A parameter of the path item counts, a reference too."""
        text = with_operation(
            RESPONSES, "components: {parameters: {T: {in: path, name: thing_id, required: true, schema: {}}}}"
        )
        shared = text.replace("    get:", "    parameters: [{$ref: '#/components/parameters/T'}]\n    get:")
        assert observed(self.RULE, shared) == [Conforming()]

    @pytest.mark.parametrize("template", ["{thing_id+}", "{thing_id:[0-9]+}", "{thing_id}?expand={expand}"])
    def test_dialects(self, template: str) -> None:
        """Additions of gateways and routers to a template are not the fault of the parameter."""
        assert found(self.RULE, operation().replace("{thing_id}", template)) == []

    def test_none(self) -> None:
        """A path without a template and parameters has nothing to check."""
        assert observed(self.RULE, with_operation(RESPONSES).replace("/{thing_id}", "")) == []

    def test_vendored(self) -> None:
        """The vendored document declares its agent_id."""
        assert observed(self.RULE, VENDORED) == [Conforming()]


class TestComponentIsUsed:
    RULE = "component-is-used"

    @pytest.mark.parametrize(
        ("keyword", "node"),
        [
            ("schemas", "{type: string}"),
            ("parameters", "{in: query, name: q, schema: {type: string}}"),
            ("responses", "{description: a}"),
        ],
    )
    def test_fails(self, keyword: str, node: str) -> None:
        """Nothing refers to a component."""
        assert found(self.RULE, operation(rest=f"components: {{{keyword}: {{A: {node}}}}}")) == [
            f"#/components/{keyword}/A"
        ]

    def test_of_one_name(self) -> None:
        """A reference to the response of that name does not use the schema."""
        text = operation(rest="components: {schemas: {A: {}}, responses: {A: {description: a}}}")
        text = text.replace("{'200': {description: a}}", "{'200': {$ref: '#/components/responses/A'}}")
        assert found(self.RULE, text) == ["#/components/schemas/A"]

    @pytest.mark.parametrize(
        "schemas",
        [
            "{Base: {discriminator: {propertyName: k, mapping: {a: A}}}, A: {type: object}}",
            "{Base: {discriminator: {propertyName: k, mapping: {a: '#/components/schemas/A'}}}, A: {type: object}}",
            "{Base: {discriminator: {propertyName: k}}, A: {allOf: [{$ref: '#/components/schemas/Base'}]}}",
            "{Base: {properties: {a: {$ref: '#/components/schemas/A/properties/b'}}}, A: {properties: {b: {}}}}",
            "{Base: {}, A: {$anchor: a, type: object}}",
            "{Base: {x-also: '#/components/schemas/A'}, A: {type: object}}",
        ],
    )
    def test_passes(self, schemas: str) -> None:
        """A schema is also used by a discriminator, by a reference into it, by an anchor or by an extension."""
        body = "{application/json: {schema: {$ref: '#/components/schemas/Base'}}}"
        text = operation(rest=f"components: {{schemas: {schemas}}}")
        assert found(self.RULE, text.replace("{description: a}", f"{{description: a, content: {body}}}")) == []

    def test_escaped_name(self) -> None:
        """A name is compared as references spell it."""
        body = "{application/json: {schema: {$ref: '#/components/schemas/a~1b%20c'}}}"
        text = operation(rest="components: {schemas: {a/b c: {type: string}}}")
        assert found(self.RULE, text.replace("{description: a}", f"{{description: a, content: {body}}}")) == []

    def test_library(self) -> None:
        """In a document without operations, components may be used from elsewhere."""
        text = "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {}}}"
        assert observed(self.RULE, text) == []

    def test_vendored(self) -> None:
        """The vendored document uses every schema."""
        assert found(self.RULE, VENDORED) == []
