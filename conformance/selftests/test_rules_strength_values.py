"""The rules on what single values leave open: counts, formats, texts, forms described in prose, ids and patterns."""

from __future__ import annotations

import pytest

from conformance.contract.load import SPEC
from conformance.rules.observation import Deviation
from conformance.selftests.documents import OPERATION, THING, found, observed, with_operation, with_schema

BATCH = "#/components/schemas/Batch/properties"
VENDORED = (SPEC / "openapi.yaml").read_text(encoding="utf-8")


def of_property(name: str, schema: str, rest: str = "") -> str:
    """Return a document whose answer has one property."""
    return with_schema(f"{{type: object, properties: {{{name}: {schema}}}}}") + f"\n{rest}"


def deviations(rule: str, text: str) -> list[Deviation]:
    """Return the deviations that a rule finds."""
    return [each for each in observed(rule, text) if isinstance(each, Deviation)]


class TestCountHasAMinimum:
    RULE = "count-has-a-minimum"

    @pytest.mark.parametrize(
        ("name", "description"),
        [
            ("contacts", "Count of all contacts"),
            ("contacts", "Total number of valid contacts in the file"),
            ("contacts", "The number of contacts."),
            ("contacts", "How many contacts there are"),
            ("contact_count", ""),
            ("contactCount", ""),
            ("numberOfContacts", ""),
            ("num_contacts", ""),
            ("total_contacts", ""),
            ("quantity", ""),
            ("file_size", ""),
        ],
    )
    def test_fails(self, name: str, description: str) -> None:
        """A count by its description or its name accepts -1."""
        (only,) = deviations(self.RULE, of_property(name, f"{{type: integer, description: '{description}'}}"))
        assert (f"{THING}/properties/{name}", "accepts -1", "minimum: 0") == (only.location, only.actual, only.fix)

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: object, additionalProperties: {type: integer, description: The count of users with a status}}",
            "{type: object, description: Count of users by status, additionalProperties: {type: integer}}",
        ],
    )
    def test_map(self, schema: str) -> None:
        """The values of a map of counts are counts."""
        expected = [f"{THING}/properties/by_status/additionalProperties"]
        assert expected == found(self.RULE, of_property("by_status", schema))

    def test_header(self) -> None:
        """A header with a count is checked, too."""
        operation = """
            responses:
              '200': {description: It, headers: {X-Total-Count: {schema: {type: integer}}}}
        """
        assert [f"{OPERATION}/responses/200/headers/X-Total-Count/schema"] == found(
            self.RULE, with_operation(operation)
        )

    def test_reference(self) -> None:
        """A count that several properties refer to is reported once, at its definition."""
        text = with_schema("{properties: {a: {$ref: '#/components/schemas/N'}, b: {$ref: '#/components/schemas/N'}}}")
        text += "\n    N: {type: integer, description: Number of rows}\n"
        assert found(self.RULE, text) == ["#/components/schemas/N"]

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: integer, minimum: 0}",
            "{type: integer, exclusiveMinimum: 0}",
            "{type: integer, enum: [1, 2]}",
            "{type: integer, const: 1}",
            "{type: integer, format: uint32}",
            "{allOf: [{type: integer}, {minimum: 1}]}",
            "{anyOf: [{type: integer, minimum: 0}, {type: 'null'}]}",
            "{type: [integer, 'null'], minimum: -1}",
        ],
    )
    def test_passes(self, schema: str) -> None:
        """One with a lower bound is sound, wherever the bound is."""
        assert found(self.RULE, of_property("row_count", schema)) == []
        assert observed(self.RULE, of_property("row_count", schema))

    def test_narrowed(self) -> None:
        """A bound in another part of the composition counts."""
        schema = "{allOf: [{properties: {row_count: {type: integer}}}, {properties: {row_count: {minimum: 0}}}]}"
        assert found(self.RULE, with_schema(schema)) == []

    @pytest.mark.parametrize(
        ("name", "schema"),
        [
            ("phone", "{type: integer, description: Phone number of the user}"),
            ("line", "{type: integer, description: The number of the line}"),
            ("sequence", "{type: integer, description: Sequence number of the event}"),
            ("growth_count", "{type: integer, description: Change in the number of users}"),
            ("net_count", "{type: integer}"),
            ("limit_count", "{type: integer, description: 'Greatest number; -1 if there is none'}"),
            ("total_price", "{type: number}"),
            ("total_credits", "{type: integer}"),
            ("total", "{type: number}"),
            ("position_size", "{type: number}"),
            ("total_status", "{type: integer}"),
            ("discount", "{type: integer}"),
            ("account", "{type: integer}"),
            ("country", "{type: integer, description: Country code}"),
            ("row_count", "{type: string}"),
            ("row_count", "{type: boolean}"),
            ("row_count", "{}"),
            ("countdown", "{type: integer, description: Count down to the start}"),
        ],
    )
    def test_near(self, name: str, schema: str) -> None:
        """Identifiers, numbers that may be negative, and amounts of money are ignored."""
        assert observed(self.RULE, of_property(name, schema)) == []

    def test_requests(self) -> None:
        """Schemas that only requests use are not checked."""
        operation = """
            parameters: [{in: query, name: row_count, schema: {type: integer}}]
            responses: {'204': {description: Done}}
        """
        assert observed(self.RULE, with_operation(operation)) == []

    def test_vendored(self) -> None:
        """Three counts of Batch have no minimum."""
        names = ("valid_contacts", "total_contacts", "execution_status/additionalProperties")
        assert [f"{BATCH}/{name}" for name in names] == found(self.RULE, VENDORED)


class TestIntegerFormatIsAsserted:
    RULE = "integer-format-is-asserted"

    @pytest.mark.parametrize(
        ("schema", "fix"),
        [
            ("{type: integer, format: int32}", "minimum: -2147483648\nmaximum: 2147483647"),
            ("{type: integer, format: int32, description: Number of rows}", "minimum: 0\nmaximum: 2147483647"),
            ("{type: integer, format: uint8}", "minimum: 0\nmaximum: 255"),
            (
                "{type: integer, format: int64, minimum: 0}",
                "minimum: -9223372036854775808\nmaximum: 9223372036854775807",
            ),
            ("{type: integer, format: unix-time}", "a `minimum` and a `maximum` that say what the format means"),
        ],
    )
    def test_fails(self, schema: str, fix: str) -> None:
        """A format without both bounds is an annotation; the fix adds them."""
        (only,) = deviations(self.RULE, of_property("a", schema))
        assert (f"{THING}/properties/a/format", fix) == (only.location, only.fix)

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: integer, format: int32, minimum: 0, maximum: 9}",
            "{type: integer, format: int32, exclusiveMinimum: 0, exclusiveMaximum: 9}",
            "{type: integer, format: int32, enum: [1, 2]}",
            "{type: integer}",
            "{type: number, format: double}",
            "{type: string, format: int64}",
            "{type: integer, format: [int32]}",
        ],
    )
    def test_near(self, schema: str) -> None:
        """Both bounds or a closed list are sound; `double` bounds nothing."""
        assert found(self.RULE, of_property("a", schema)) == []

    def test_vendored(self) -> None:
        """Three int32 are annotations only."""
        expected = ["#/components/schemas/Error/properties/error/format"]
        expected += [f"{BATCH}/{name}/format" for name in ("valid_contacts", "total_contacts")]
        assert expected == found(self.RULE, VENDORED)


class TestStringIsConstrained:
    RULE = "string-is-constrained"

    def test_fails(self) -> None:
        """A bare text accepts ten thousand characters; one that several places refer to is reported once."""
        text = with_schema("{properties: {a: {$ref: '#/components/schemas/T'}, b: {$ref: '#/components/schemas/T'}}}")
        text += "\n    T: {type: string}\n"
        (only,) = deviations(self.RULE, text)
        assert (only.location, only.actual) == ("#/components/schemas/T", "accepts a text of 10,000 characters")

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: string, maxLength: 5}",
            "{type: string, pattern: ^a$}",
            "{type: string, format: uuid}",
            "{type: string, enum: [a]}",
            "{type: string, const: a}",
            "{type: string, contentEncoding: base64}",
            "{allOf: [{type: string}, {maxLength: 5}]}",
            "{anyOf: [{type: string, format: date}, {type: 'null'}]}",
            "{type: [string, integer]}",
            "{enum: [a, b]}",
            "{}",
        ],
    )
    def test_near(self, schema: str) -> None:
        """Any constraint is sound, and a value that may be other than a text is ignored."""
        assert found(self.RULE, of_property("a", schema)) == []

    def test_vendored(self) -> None:
        """Five texts of the page may be anything."""
        names = ("humanized_created_at", "from_phone_number", "from_phone_numbers/items", "file_name")
        expected = ["#/components/schemas/Error/properties/message", *(f"{BATCH}/{name}" for name in names)]
        assert expected == found(self.RULE, VENDORED)


class TestProseConstraintIsInSchema:
    RULE = "prose-constraint-is-in-schema"

    @pytest.mark.parametrize(
        ("description", "actual", "fix"),
        [
            ("Phone number in E.164 format", "not a phone", r"pattern: ^\+[1-9][0-9]{1,14}$"),
            ("The sender ([E.164](https://en.wikipedia.org/wiki/E.164)).", "not a phone", ""),
            ("Unique identifier (UUID)", "not a UUID", "format: uuid"),
            ("UUID of the agent", "not a UUID", "format: uuid"),
            ("The agent, as a UUID", "not a UUID", "format: uuid"),
            ("When it was made, in ISO 8601", "not a time", "format: date-time"),
            ("RFC 3339 timestamp, or null", "not a time", "format: date-time"),
            ("The date, ISO 8601", "not a date", "format: date"),
            ("Email address of the customer", "not an address", "format: email"),
            ("The customer's e-mail address", "not an address", "format: email"),
            ("URL of the recording", "not a URL", "format: uri"),
            ("IPv4 address of the host", "not an address", "format: ipv4"),
            ("IP address", "not an address", ""),
            ("ISO 4217 currency code", "not a currency", "pattern: ^[A-Z]{3}$"),
            ("ISO 3166-1 alpha-2 code", "not a country", "pattern: ^[A-Z]{2}$"),
            ("Language as BCP 47 tag", "not a language", ""),
            ("Name of the CSV batch file uploaded", "not a CSV file", r"pattern: ^[^/]+\.[cC][sS][vV]$"),
        ],
    )
    def test_fails(self, description: str, actual: str, fix: str) -> None:
        """A text whose form is described in prose only accepts a value that violates the form."""
        schema = f'{{type: string, description: "{description}"}}'
        (only,) = deviations(self.RULE, of_property("a", schema))
        assert (f"{THING}/properties/a", f'accepts "{actual}"') == (only.location, only.actual)
        assert fix in ("", only.fix)

    def test_list(self) -> None:
        """A form described for the texts of a list is missing at its items."""
        schema = "{type: array, items: {type: string}, description: Numbers. Each is in E.164 format.}"
        assert [f"{THING}/properties/a/items"] == found(self.RULE, of_property("a", schema))

    def test_parameter(self) -> None:
        """A form described for a parameter is missing in its schema."""
        operation = """
            parameters: [{in: query, name: to, description: Number in E.164, schema: {type: string}}]
            responses: {'204': {description: Done}}
        """
        assert [f"{OPERATION}/parameters/0/schema"] == found(self.RULE, with_operation(operation))

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: string, description: Number in E.164, pattern: ^a}",
            "{type: string, description: UUID, format: uuid}",
            "{type: string, description: ISO 4217, enum: [EUR]}",
            "{allOf: [{$ref: '#/components/schemas/Phone'}], description: Number in E.164}",
            "{$ref: '#/components/schemas/Phone', description: Number in E.164}",
            "{type: array, description: Each in E.164, items: {$ref: '#/components/schemas/Phone'}}",
            "{anyOf: [{type: string, pattern: ^a}, {type: 'null'}], description: Number in E.164}",
            "{type: string, maxLength: 3, description: ISO 4217}",
        ],
    )
    def test_passes(self, schema: str) -> None:
        """A form that the schema asserts is sound, wherever it is."""
        text = of_property("a", schema, "    Phone: {type: string, pattern: ^a}\n")
        assert found(self.RULE, text) == []
        assert observed(self.RULE, text)

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: integer, description: Number of contacts found in the CSV file}",
            "{type: string, description: Status of the CSV file}",
            "{type: string, description: Email or phone number in E.164}",
            "{type: string, description: Phone number; usually in E.164}",
            "{type: string, description: Subject of the email address change}",
            "{type: string, description: Name of the URL parameter}",
            "{type: string, description: URL-encoded name}",
            "{type: string, description: URL path of the page}",
            "{type: string, description: The slug url identifier}",
            "{type: string, description: Hash of the UUID}",
            "{type: string, description: Comma-separated UUIDs}",
            "{type: string, description: Masked email address}",
            "{type: string, description: Email address domain}",
            "{type: string, description: IP address range}",
            "{type: string, description: Text containing a URL}",
            "{type: string, description: Where it is, example: /a}",
            "{type: string, description: URL of the page, example: /a}",
            "{type: boolean, description: Whether the email address is confirmed}",
            "{type: object, description: Numbers in E.164}",
            "{type: string, description: Any text}",
            "{type: string, description: [E.164]}",
        ],
    )
    def test_near(self, schema: str) -> None:
        """Descriptions of other things, of one form among several, or of other types require nothing."""
        assert observed(self.RULE, of_property("a", schema)) == []

    def test_vendored(self) -> None:
        """Both phone properties and the file name have their form in prose only."""
        names = ("from_phone_number", "from_phone_numbers/items", "file_name")
        assert [f"{BATCH}/{name}" for name in names] == found(self.RULE, VENDORED)


class TestUtcInProseIsInSchema:
    RULE = "utc-in-prose-is-in-schema"

    def test_fails(self) -> None:
        """A time stamp described as UTC accepts another offset."""
        schema = "{type: string, format: date-time, description: 'When it starts, in UTC'}"
        (only,) = deviations(self.RULE, of_property("a", schema))
        assert (f"{THING}/properties/a", "pattern: Z$") == (only.location, only.fix)
        assert only.actual == 'accepts "2024-01-29T14:00:00+05:30"'

    @pytest.mark.parametrize(
        "rest",
        [
            "format: date-time, pattern: Z$, description: In UTC",
            "format: date-time, description: Converted to UTC if it has an offset",
            "format: date-time, description: With its offset from UTC",
            "format: date-time, description: When it starts",
            "format: date, description: The day in UTC",
            "description: The UTC offset",
        ],
    )
    def test_near(self, rest: str) -> None:
        """One that rejects it, one that may have another offset, and other types are ignored."""
        assert found(self.RULE, of_property("a", f"{{type: string, {rest}}}")) == []

    def test_vendored(self) -> None:
        """scheduled_at is in UTC by prose only."""
        assert [f"{BATCH}/scheduled_at"] == found(self.RULE, VENDORED)
