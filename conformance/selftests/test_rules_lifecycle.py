"""The rules on what is deprecated in a document, and on names."""

from __future__ import annotations

import pytest

from conformance.contract.load import SPEC
from conformance.rules.observation import Deviation
from conformance.selftests.documents import OPERATION, THING, found, observed, with_operation, with_schema

OLD = f"{THING}/properties/old"
PHONE = "#/components/schemas/Batch/properties/from_phone_number"


def old(rest: str, others: str = "new_one: {type: string}") -> str:
    """Return a document with a deprecated property, given its further keywords and its siblings."""
    return with_schema(f"{{properties: {{old: {{type: string, deprecated: true, {rest}}}, {others}}}}}")


def said(text: str) -> str:
    """Return a document with a deprecated property of a description."""
    return old(f'description: "{text}"')


def fixes(rule: str, text: str) -> list[str]:
    """Return what a rule suggests."""
    return [each.fix for each in observed(rule, text) if isinstance(each, Deviation)]


def vendored(rule: str) -> list[str]:
    """Return what a rule finds on the vendored document."""
    return found(rule, (SPEC / "openapi.yaml").read_text(encoding="utf-8"))


class TestNothingIsDeprecated:
    RULE = "nothing-is-deprecated"

    def test_fails(self) -> None:
        """A deprecated operation, parameter, header and schema are found."""
        operation = """\
        deprecated: true
        parameters: [{in: query, name: a, deprecated: true, schema: {type: string, deprecated: true}}]
        responses: {'200': {headers: {X-A: {deprecated: true, schema: {type: string}}}}}
        """
        assert found(self.RULE, with_operation(operation)) == [
            OPERATION,
            f"{OPERATION}/parameters/0",
            f"{OPERATION}/responses/200/headers/X-A",
            f"{OPERATION}/parameters/0/schema",
        ]

    @pytest.mark.parametrize("rest", ["deprecated: false", "deprecated: 'true'", "example: {deprecated: true}"])
    def test_passes(self, rest: str) -> None:
        """What is not deprecated is sound, and an example does not count."""
        assert found(self.RULE, with_schema(f"{{type: string, {rest}}}")) == []

    def test_property_of_that_name(self) -> None:
        """A property may be called deprecated."""
        assert found(self.RULE, with_schema("{properties: {deprecated: {type: boolean}}}")) == []

    def test_vendored(self) -> None:
        """The vendored document has one deprecated property, and it is named."""
        text = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
        (deviation,) = (each for each in observed(self.RULE, text) if isinstance(each, Deviation))
        assert (deviation.location, "from_phone_number" in deviation.message) == (PHONE, True)


class TestDeprecationHasASunsetDate:
    RULE = "deprecation-has-a-sunset-date"

    @pytest.mark.parametrize(
        "rest", ["description: Use `new_one` instead.", "x-replaced-by: new_one", "x-sunset: soon"]
    )
    def test_fails(self, rest: str) -> None:
        """A deprecation without a date is found."""
        assert found(self.RULE, old(rest)) == [f"{OLD}/deprecated"]

    @pytest.mark.parametrize(
        "rest",
        [
            "x-sunset: '2027-06-30'",
            "x-removal-date: 2027-06-30",
            "x-deprecated-until: {date: '2027-06'}",
            "description: Goes away on 2027-06-30.",
            'description: "Removed on June 30, 2027."',
            "description: Available until 30 June 2027",
            "description: Gone in Q3 2027",
            "description: Will be removed in version 3",
            "description: Deprecated since 2024",
            "title: Until 2027-06-30",
        ],
    )
    def test_passes(self, rest: str) -> None:
        """A date or a release is enough, in prose or in an extension."""
        assert found(self.RULE, old(rest)) == []

    def test_header(self) -> None:
        """An operation may state it in its answers (RFC 8594)."""
        operation = "deprecated: true\nresponses: {'200': {headers: {Sunset: {schema: {type: string}}}}}"
        assert found(self.RULE, with_operation(operation)) == []

    def test_reference(self) -> None:
        """The schema referred to counts; the parts of something deprecated are not reported again."""
        schema = """\
        properties:
          old: {deprecated: true, $ref: '#/components/schemas/Thing/properties/base'}
          base:
            description: Gone on 2027-06-30
            type: object
            deprecated: true
            properties: {inner: {deprecated: true}}
        """
        assert found(self.RULE, with_schema(schema)) == []

    def test_none(self) -> None:
        """Without anything deprecated nothing is observed."""
        assert observed(self.RULE, with_schema("{type: string}")) == []

    def test_vendored(self) -> None:
        """The vendored property has no date of removal."""
        assert vendored(self.RULE) == [f"{PHONE}/deprecated"]


class TestDeprecationNamesItsReplacement:
    RULE = "deprecation-names-its-replacement"

    @pytest.mark.parametrize("text", ["Deprecated.", "The old one.", "Will be removed on 2027-06-30."])
    def test_fails(self, text: str) -> None:
        """Prose that names no replacement is found."""
        assert found(self.RULE, said(text)) == [f"{OLD}/description"]

    def test_nothing_said(self) -> None:
        """Without a description the property itself is found."""
        assert found(self.RULE, old("maxLength: 3")) == [OLD]

    @pytest.mark.parametrize(
        "text",
        [
            "Use `new_one` instead.",
            "Replaced by new_one.",
            "Deprecated in favour of `new_one`.",
            "Deprecated in favor of new_one",
            "See new_one.",
            "There is no replacement.",
            "It is gone without a replacement.",
            "No longer has any effect.",
        ],
    )
    def test_passes(self, text: str) -> None:
        """Any pointer to a replacement, or the statement that there is none, is enough."""
        assert found(self.RULE, said(text)) == []

    def test_extension(self) -> None:
        """An extension is enough."""
        assert found(self.RULE, old("x-replaced-by: new_one")) == []

    def test_vendored(self) -> None:
        """The vendored property names its replacement."""
        assert vendored(self.RULE) == []


class TestReplacementExists:
    RULE = "replacement-exists"

    @pytest.mark.parametrize(
        "text",
        [
            "Use `newer_one` instead.",
            "Replaced by 'other'.",
            "Use the property `newer_one`.",
            "Deprecated in favour of `GET /nothing`.",
            "Use `new_one.inner`.",
        ],
    )
    def test_fails(self, text: str) -> None:
        """A name that the document does not have is found."""
        assert found(self.RULE, said(text)) == [f"{OLD}/description"]

    def test_extension(self) -> None:
        """A name in an extension is looked up too, and the intended one is suggested."""
        text = old("x-replaced-by: new_ones")
        assert (found(self.RULE, text), fixes(self.RULE, text)) == ([f"{OLD}/x-replaced-by"], ["did you mean new_one?"])

    @pytest.mark.parametrize(
        "text",
        [
            "Use `new_one` instead.",
            "Use `thing_id` instead.",
            "Use `Thing` instead.",
            "Use `GET /things/{id}` instead.",
            "Use `/v2/things` instead.",
            "Use `true` instead.",
            "Use `v2` instead.",
            "Use `sdk.call` instead.",
            "Use `a value, any` instead.",
            "Use `Retry-After` instead.",
            "Use newer_one instead.",
            "Use `new_one`, not `newer_one`.",
            "The field isn't used. Don't use it.",
        ],
    )
    def test_passes(self, text: str) -> None:
        """Existing names, unclear names and names from elsewhere are ignored."""
        assert found(self.RULE, said(text)) == []

    def test_operation(self) -> None:
        """An operation is looked up by its id and by its path."""
        rest = "paths: {/other: {get: {operationId: listOthers, responses: {}}}}"
        for name, expected in (("listOthers", []), ("listNothing", [f"{OPERATION}/description"])):
            text = with_operation(f"deprecated: true\ndescription: Use `{name}` instead.")
            text = text.replace("paths:\n", f"paths:\n  {rest.removeprefix('paths: ')[1:-1]}\n")
            assert found(self.RULE, text) == expected

    def test_vendored(self) -> None:
        """The vendored replacement exists; if it is renamed, the deprecation is reported."""
        text = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
        assert vendored(self.RULE) == []
        assert found(self.RULE, text.replace("from_phone_numbers:", "caller_ids:")) == [f"{PHONE}/description"]


class TestReplacementIsMachineReadable:
    RULE = "replacement-is-machine-readable"

    def test_fails(self) -> None:
        """A name in prose is found, and the extension is suggested."""
        text = said("Use `new_one` instead.")
        expected = ([f"{OLD}/description"], ["x-replaced-by: new_one"])
        assert (found(self.RULE, text), fixes(self.RULE, text)) == expected

    @pytest.mark.parametrize(
        "rest",
        [
            "x-replaced-by: new_one, description: Use `new_one` instead.",
            "x-superseded-by: new_one",
            "description: Deprecated.",
            "description: No longer used; there is no replacement.",
        ],
    )
    def test_passes(self, rest: str) -> None:
        """An extension is sound; without a name nothing is reported."""
        assert found(self.RULE, old(rest)) == []

    def test_vendored(self) -> None:
        """The vendored replacement is named in prose only."""
        assert vendored(self.RULE) == [f"{PHONE}/description"]


class TestNamesAreNotConfusable:
    RULE = "names-are-not-confusable"

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("phone_number", "phone_numbers"),
            ("recieved", "received"),
            ("user_name", "username"),
            ("userName", "username"),
            ("tag_id", "tag_ids"),
            ("license", "licence"),
        ],
    )
    def test_fails(self, one: str, other: str) -> None:
        """A plural, swapped letters, another case or spelling is found at the later name."""
        schema = f"{{properties: {{{one}: {{}}, {other}: {{}}}}}}"
        assert found(self.RULE, with_schema(schema)) == [f"{THING}/properties/{other}"]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("line_1", "line_2"),
            ("address1", "address"),
            ("x_axis", "y_axis"),
            ("rx_bytes", "tx_bytes"),
            ("cpu_time", "gpu_time"),
            ("name", "names"),
            ("created_at", "updated_at"),
            ("min_size", "max_size"),
            ("width", "height"),
            ("int8x", "int16x"),
            ("행정동코드", "법정동코드"),
        ],
    )
    def test_passes(self, one: str, other: str) -> None:
        """Numbered names, axes, pairs, short names and different words are sound."""
        assert found(self.RULE, with_schema(f"{{properties: {{{one}: {{}}, {other}: {{}}}}}}")) == []

    def test_other_object(self) -> None:
        """Names of two objects are not compared."""
        schema = "{properties: {a: {properties: {numbers: {}}}, b: {properties: {number: {}}}}}"
        assert found(self.RULE, with_schema(schema)) == []

    def test_vendored(self) -> None:
        """The two vendored phone properties differ by one letter."""
        assert vendored(self.RULE) == [f"{PHONE}s"]
