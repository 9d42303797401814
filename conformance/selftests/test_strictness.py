"""The share of possible corruptions of one field that a document's schemas reject."""

from __future__ import annotations

import pytest

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Schemas
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.sample_instance import sample_instance
from conformance.rules.strictness import Strength, strengths
from conformance.selftests.documents import THING, with_schema


def evidence(schema: str, version: str = "3.1.0") -> DocumentEvidence:
    """Return a document whose one answer has a schema."""
    contract = read_contract(parse(with_schema(schema, version), "test.yaml"))
    return DocumentEvidence(contract, Schemas(contract))


class TestSpecimen:
    @pytest.mark.parametrize(
        ("schema", "expected"),
        [
            ("{type: string, example: abc}", "abc"),
            ("{type: string, format: date-time, example: '2024-02-29T04:22:89Z'}", "2024-02-29T04:22:09Z"),
            ("{type: string, enum: [b, a]}", "b"),
            ("{const: 4}", 4),
            ("{type: integer, minimum: 10}", 10),
            ("{type: integer, exclusiveMinimum: 10}", 11),
            ("{type: array, items: {type: boolean}}", [True]),
            ("{type: [string, 'null'], format: uuid}", "0b7e4a52-6c1d-4f3b-9a58-2e1f7c90d4a6"),
            ("{anyOf: [{type: integer}, {type: string}]}", 7),
            ("{allOf: [{properties: {a: {type: integer}}}, {properties: {b: {type: string}}}]}", {"a": 7, "b": "text"}),
            ("{type: object, additionalProperties: {type: integer}}", {"name": 7}),
            ("{properties: {self: {$ref: '#/components/schemas/Thing'}, a: {const: 1}}}", None),
        ],
    )
    def test_value(self, schema: str, expected: object) -> None:
        """A sample instance is the document's example if that is valid, and plausible otherwise."""
        made = evidence(schema)
        value = sample_instance(made, THING)
        assert made.schemas.accepts(THING, value)
        assert expected is None or expected == value

    def test_pattern(self) -> None:
        """A text is generated for a pattern that has no example."""
        made = evidence("{type: string, pattern: '^[A-F]{4}-[0-9]{2}$'}")
        assert made.schemas.accepts(THING, sample_instance(made, THING))

    def test_unread_pattern(self) -> None:
        """What stands beside a pattern that the engine cannot read judges nothing, and hinders nothing."""
        made = evidence("{patternProperties: {'(': {}}, additionalProperties: {type: string}, minProperties: 1}")
        assert sample_instance(made, THING) == {"name": "text"}


class TestStrengths:
    def test_circle(self) -> None:
        """A schema that is a part of itself ends."""
        found = strengths(evidence(f"{{allOf: [{{$ref: '{THING}'}}], properties: {{a: {{type: string}}}}}}"))
        assert [each.pointer for each in found] == [f"{THING}/properties/a"]

    def test_closed(self) -> None:
        """Every corruption of a closed list is rejected except a missing property that is not required."""
        schema = "{type: object, required: [a], additionalProperties: false, properties: {a: {enum: [x, y]}}}"
        found = strengths(evidence(schema))
        assert [(each.pointer, each.accepted) for each in found] == [(f"{THING}/properties/a", ())]
        assert found[0].rejected == found[0].total > 0

    def test_vacuous(self) -> None:
        """A property without constraints rejects nothing."""
        found = strengths(evidence("{type: object, properties: {a: {}}}"))
        assert [each.rejected for each in found] == [0]

    def test_counts(self) -> None:
        """Rejected and accepted corruptions add up, for scalars in lists and maps too."""
        schema = """\
            type: object
            required: [list, map]
            properties:
              list: {type: array, items: {type: string, example: a}}
              map: {type: object, additionalProperties: {type: integer}}
        """
        found = strengths(evidence(schema))
        assert [each.pointer.removeprefix(f"{THING}/properties/") for each in found] == [
            *("list", "list/items", "map", "map/additionalProperties")
        ]
        assert all(each.rejected + len(each.accepted) == each.total for each in found)
        assert Strength in map(type, found)

    def test_required(self) -> None:
        """A required property must not be missing; an optional one may."""
        schema = "{type: object, required: [a], properties: {a: {type: string}, b: {type: string}}}"
        missing = ["missing" in each.accepted for each in strengths(evidence(schema))]
        assert missing == [False, True]

    def test_int32(self) -> None:
        """2^31 is rejected where the format is int32, and accepted where there is none."""
        schema = "{type: object, properties: {a: {type: integer, format: int32}, b: {type: integer}}}"
        assert ["2^31" in each.accepted for each in strengths(evidence(schema))] == [False, True]

    def test_no_realistic_answer(self) -> None:
        """An unsatisfiable answer gives no score."""
        assert strengths(evidence("{type: object, properties: {a: false}, required: [a]}")) == []
