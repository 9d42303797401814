"""The rules on the wording of descriptions, the targets of links, and the notation of examples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.contract.load import SPEC
from conformance.rules.observation import Conforming, Deviation
from conformance.selftests.documents import OPERATION, THING, found, observed, with_operation, with_schema

VENDORED = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
SOUND = (Path(__file__).parent / "data" / "sound.yaml").read_text(encoding="utf-8")
LIST = "#/paths/~1batches~1{agent_id}~1all/get"
BATCH = "#/components/schemas/Batch/properties"


class TestDescriptionSaysSomething:
    RULE = "description-says-something"

    @staticmethod
    def document(description: str, status: str = "200", own: str = "") -> str:
        """Return a document with the description of a response, and more of its operation."""
        return with_operation(f"{own}\nresponses: {{'{status}': {{description: {description!r}}}}}")

    @pytest.mark.parametrize(
        ("status", "description"),
        [
            ("200", "OK"),
            ("200", "list things response"),
            ("200", "Successful response"),
            ("200", "A **thing**."),
            ("404", "Not Found"),
            ("404", "404 not found"),
            ("4XX", "Error"),
            ("default", "Default response"),
        ],
    )
    def test_fails(self, status: str, description: str) -> None:
        """Every word already occurs beside it."""
        place = f"{OPERATION}/responses/{status}/description"
        assert found(self.RULE, self.document(description, status)) == [place]

    @pytest.mark.parametrize(
        ("status", "description"),
        [
            ("200", "The thing, with its parts"),
            ("404", "There is no such thing"),
            ("400", "unexpected error"),
            ("200", "Список"),
            ("200", "—"),
            ("200", ""),
        ],
    )
    def test_passes(self, status: str, description: str) -> None:
        """One more word, or one that cannot be compared, is enough."""
        assert found(self.RULE, self.document(description, status)) == []

    def test_operation(self) -> None:
        """The description of an operation repeats its path and operationId."""
        text = self.document("With parts", own="operationId: archiveThing\ndescription: Archive thing by id")
        assert found(self.RULE, text) == [f"{OPERATION}/description"]
        assert found(self.RULE, text.replace("archiveThing", "a1")) == []

    def test_verb_of_method(self) -> None:
        """A verb adds nothing if it is the method's, and something otherwise."""
        text = self.document("With parts", own="description: Delete thing")
        assert found(self.RULE, text) == []
        assert found(self.RULE, text.replace("    get:", "    delete:")) == [
            OPERATION.replace("get", "delete") + "/description"
        ]

    def test_vendored(self) -> None:
        """Two descriptions of the vendored document repeat the path."""
        assert found(self.RULE, VENDORED) == [f"{LIST}/description", f"{LIST}/responses/200/description"]
        assert found(self.RULE, SOUND) == []


class TestDescriptionCountsWhatItsNameSays:
    RULE = "description-counts-what-its-name-says"

    @pytest.mark.parametrize(
        ("properties", "place"),
        [
            (
                "execution_status: {additionalProperties: {type: integer, description: The count of users for one}}",
                "execution_status/additionalProperties",
            ),
            ("message_count: {type: integer, description: Number of users who wrote}", "message_count"),
            ("totalContacts: {type: [integer, 'null'], description: Count of all calls.}", "totalContacts"),
        ],
    )
    def test_fails(self, properties: str, place: str) -> None:
        """The description counts something that the name does not mention."""
        text = with_schema(f"type: object\nproperties: {{{properties}}}")
        assert found(self.RULE, text) == [f"{THING}/properties/{place}/description"]

    @pytest.mark.parametrize(
        "properties",
        [
            "executions: {additionalProperties: {type: integer, description: Count of executions in a status}}",
            "by_status: {description: All users, additionalProperties: {type: integer, description: Count of users}}",
            "total_contacts: {type: integer, description: Count of all contacts in the file}",
            "execution_count: {type: integer, description: Number of executed calls}",
            "thing_parts_count: {type: integer, description: Number of queries}",
            "limit: {type: integer, description: Number of users to return}",
            "retries: {type: integer, description: Number of attempts}",
            "total: {type: integer, description: Number of users}",
            "num_users: {type: integer, description: Number of items}",
            "user_count: {type: integer, description: Number of seconds}",
            "users_count: {type: string, description: Number of contacts}",
            "phone_number: {type: string, description: Number of the caller}",
        ],
    )
    def test_passes(self, properties: str) -> None:
        """Names that agree, names without a counted noun, and descriptions that count anything are sound."""
        text = with_schema(f"type: object\ndescription: Answers to queries\nproperties: {{{properties}}}")
        assert found(self.RULE, text) == []

    def test_vendored(self) -> None:
        """The vendored document counts users among executions."""
        assert found(self.RULE, VENDORED) == [f"{BATCH}/execution_status/additionalProperties/description"]
        assert found(self.RULE, SOUND) == []


class TestLinkLeadsSomewhere:
    RULE = "link-leads-somewhere"
    AT = f"{THING}/description"

    @pytest.mark.parametrize(
        "description",
        [
            "[All statuses](/list)",
            'See [the guide](../guide "Guide").',
            "[a](guide.html#top)",
            "[a](https://a.example) and [b](docs/b)",
            "![figure](figure.png)",
            "<a href='/list'>all</a>",
            '<a class="x" href="guide/a">all</a>',
            "See [all].\n\n[all]: /list",
            "[a](?q=/b)",
        ],
    )
    def test_fails(self, description: str) -> None:
        """A link is relative to a site where the reader is not."""
        assert found(self.RULE, with_schema(f"description: {json.dumps(description)}")) == [self.AT]

    @pytest.mark.parametrize(
        "description",
        [
            "[a](https://a.example/b)",
            "[a](HTTP://a.example)",
            "[a](//a.example/b)",
            "[a](#section)",
            "[a](mailto:a@a.example)",
            "[a](ref:getting-started)",
            "[a]({host}/b)",
            "`[a](/b)`",
            "```\n[a](/b)\n```",
            "f[index](value)",
            "matches [A-Z](\\d+)/",
            "GET /list (all) [sic]",
            "[ ] (/b)",
            "<a name='/b'>",
            "",
        ],
    )
    def test_passes(self, description: str) -> None:
        """Absolute addresses, anchors on the page, other schemes, code and other texts are sound."""
        assert found(self.RULE, with_schema(f"description: {json.dumps(description)}")) == []

    def test_several(self) -> None:
        """One description is reported once, with all of its dead links."""
        (deviation,) = observed(self.RULE, with_schema("description: '[a](/a) [b](/b)'"))
        assert isinstance(deviation, Deviation)
        assert deviation.actual == "/a, /b"

    def test_external_docs(self) -> None:
        """A relative externalDocs leads nowhere either."""
        text = with_operation("externalDocs: {url: /guide}\nresponses: {'200': {description: a}}")
        assert found(self.RULE, text) == [f"{OPERATION}/externalDocs/url"]
        assert observed(self.RULE, text.replace("/guide", "https://a.example")) == [Conforming()]

    @pytest.mark.parametrize("value", ["3", "{url: 3}", "[]", "{}"])
    def test_odd(self, value: str) -> None:
        """An externalDocs of another shape is not checked, nor is a property of that name."""
        text = with_schema(f"externalDocs: {value}\nproperties: {{externalDocs: {{type: string}}}}")
        assert observed(self.RULE, text) == []

    def test_vendored(self) -> None:
        """The vendored document links to a page of the vendor's site."""
        assert found(self.RULE, VENDORED) == [f"{BATCH}/execution_status/description"]
        assert found(self.RULE, SOUND) == []


class TestHexadecimalExampleIsQuoted:
    RULE = "hexadecimal-example-is-quoted"

    @pytest.mark.parametrize(
        ("schema", "place"),
        [
            ("type: string\nexample: 3c90c3cc0d44", "example"),
            ("type: string\nexamples:\n  - 3C90C3\n", "examples/0"),
            ("{type: string, example: 3c90c3cc0d44}", "example"),
            ("type: string\nexample:\n  3c90c3cc0d44", "example"),
            ("type: [string, 'null']\nexample: 0a1b2c", "example"),
            ("type: string\ndefault: 1_000", "default"),
            ("type: string\nenum: [a, 12:30]", "enum/1"),
            ("type: string\nexample: 08:30", "example"),
            ("type: string\nexample: 00:1b:44:11:3a:b7", "example"),
        ],
    )
    def test_fails(self, schema: str, place: str) -> None:
        """An unquoted text is a number, or another one of its form is."""
        assert found(self.RULE, with_schema(schema)) == [f"{THING}/{place}"]

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: string, example: '3c90c3cc0d44'}",
            'type: string\nexample: "3c90c3cc0d44"',
            "type: string\nexample: |-\n  3c90c3cc0d44",
            "{type: string, example: decade}",
            "{type: string, example: facade}",
            "{type: string, example: 2a}",
            "{type: string, enum: [3c90c3cc0d44]}",
            "{type: string, example: 3c90c3cc-0d44}",
            "{type: string, format: uuid, example: 3c90c3cc0d44}",
            "{type: string, pattern: '^[0-9]c', example: 3c90c3cc0d44}",
            "{type: string, example: 0:0:0:0:0:0:0:1}",
            "{type: string, example: v1_000}",
            "{example: 3c90c3cc0d44}",
            "{type: [string, integer], example: 3c90c3cc0d44}",
        ],
    )
    def test_passes(self, schema: str) -> None:
        """Quoted texts, words, closed lists, and forms that no number can have are sound."""
        assert found(self.RULE, with_schema(schema)) == []

    def test_json(self) -> None:
        """JSON quotes every text."""
        text = (
            '{"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "paths": {},\n'
            '"components": {"schemas": {"A": {"type": "string", "example": "3c90c3cc0d44"}}}}'
        )
        assert observed(self.RULE, text) == [Conforming()]

    def test_of_parameter(self) -> None:
        """The example of a parameter is checked by its schema."""
        text = with_operation(
            "parameters: [{in: query, name: q, schema: {type: string}, example: 3c90c3}]\nresponses: {}"
        )
        assert found(self.RULE, text) == [f"{OPERATION}/parameters/0/example"]

    def test_malformed_schema(self) -> None:
        """A schema that cannot be compiled is reported by another rule."""
        assert found(self.RULE, with_schema("{type: string, maxLength: many, example: 3c90c3cc0d44}")) == []

    def test_vendored(self) -> None:
        """The vendored document's batch_id is unquoted, and the fix quotes it."""
        assert found(self.RULE, VENDORED) == [f"{BATCH}/batch_id/example"]
        (fix,) = [each.fix for each in observed(self.RULE, VENDORED) if isinstance(each, Deviation)]
        assert fix == "example: '3c90c3cc0d444b5088888dd25736052a'"
        assert found(self.RULE, SOUND) == []
