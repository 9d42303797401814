"""The rules on what the examples of a document show as one object."""

from __future__ import annotations

import pytest

from conformance.contract.load import SPEC
from conformance.rules.observation import Conforming
from conformance.selftests.documents import OPERATION, THING, found, observed, with_operation, with_schema

TIMES = "example-times-are-in-order"
PARTS = "example-parts-fit-their-total"
STATUS = "example-status-agrees-with-counts"
SCHEDULE = "example-schedule-agrees-with-status"
RELATIVE = "example-relative-time-agrees"
BATCH = "#/components/schemas/Batch/properties"


def times(created: str, updated: str, rest: str = "") -> str:
    """Return an object with two time stamps, with the keywords given for each."""
    stamp = "type: string, format: date-time"
    return f"{{properties: {{created_at: {{{stamp}{created}}}, updated_at: {{{stamp}{updated}}}}}{rest}}}"


EARLY, LATE = "'2024-01-01T00:00:00Z'", "'2024-02-01T00:00:00Z'"


class TestExampleTimesAreInOrder:
    @pytest.mark.parametrize(
        ("schema", "pointer"),
        [
            (times(f", example: {LATE}", f", example: {EARLY}"), "/properties/updated_at/example"),
            (times(f", examples: [{LATE}]", f", examples: [{EARLY}]"), "/properties/updated_at/examples/0"),
            (times("", "", f", example: {{created_at: {LATE}, updated_at: {EARLY}}}"), "/example/updated_at"),
        ],
    )
    def test_fails(self, schema: str, pointer: str) -> None:
        """Examples of properties and of the object are judged alike."""
        assert found(TIMES, with_schema(schema)) == [f"{THING}{pointer}"]

    @pytest.mark.parametrize(
        "schema",
        [
            times(f", example: {EARLY}", f", example: {LATE}"),
            times(f", example: {EARLY}", f", example: {EARLY}"),
            times(f", example: {LATE}", ", example: null"),
            times(f", example: {LATE}", ", example: soon"),
            times(f", examples: [{LATE}, {EARLY}]", f", examples: [{EARLY}]"),
            times("", "", f", example: {{created_at: {EARLY}, updated_at: {LATE}}}"),
        ],
    )
    def test_passes(self, schema: str) -> None:
        """Ordered times, values that are not times, and examples of which some fit together are sound."""
        assert found(TIMES, with_schema(schema)) == []

    def test_none(self) -> None:
        """Without a pair of examples nothing is observed."""
        assert observed(TIMES, with_schema(times(f", example: {EARLY}", ""))) == []

    @pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
    def test_list_in_answer(self, version: str) -> None:
        """An item of a list in an example answer is reported at its place, behind `$ref`, `allOf` and `anyOf`."""
        operation = f"""\
        responses:
          '200':
            content:
              application/json:
                schema:
                  properties:
                    rows: {{type: array, items: {{anyOf: [{{$ref: '#/components/schemas/B'}}]}}}}
                examples:
                  one:
                    value:
                      rows:
                        - {{created_at: {EARLY}, updated_at: {LATE}}}
                        - {{created_at: {LATE}, updated_at: {EARLY}}}
        """
        rest = """\
        components:
          schemas:
            A: {properties: {created_at: {type: string, format: date-time}}}
            B:
              allOf:
                - {$ref: '#/components/schemas/A'}
                - {properties: {updated_at: {type: string, format: date-time}}}
        """
        media = f"{OPERATION}/responses/200/content/application~1json"
        assert found(TIMES, with_operation(operation, rest, version)) == [
            f"{media}/examples/one/value/rows/1/updated_at"
        ]

    def test_composed(self) -> None:
        """Examples of properties in branches of `allOf` make one object, and are reported once."""
        schema = f"""\
        allOf:
          - {{properties: {{created_at: {{type: string, format: date-time, example: {LATE}}}}}}}
          - {{properties: {{updated_at: {{type: string, format: date-time, example: {EARLY}}}}}}}
        """
        assert found(TIMES, with_schema(schema)) == [f"{THING}/allOf/1/properties/updated_at/example"]

    @pytest.mark.parametrize("schema", ["true", "{properties: [], example: {a: 1}}", "{allOf: 7, example: [[{}]]}"])
    def test_odd_schemas(self, schema: str) -> None:
        """Odd values cause no crash."""
        assert found(TIMES, with_schema(schema)) == []

    def test_vendored(self) -> None:
        """The vendored time stamps are in order, second 89 or not."""
        assert [Conforming()] == observed(TIMES, (SPEC / "openapi.yaml").read_text(encoding="utf-8"))


JOBS = """\
properties:
  status: {type: string, enum: [scheduled, running, done], example: %s}
  failed_jobs: {type: integer, example: %s}
  total_jobs: {type: integer, example: 10}
  by_status: {type: object, description: Count by status, additionalProperties: {type: integer}, example: %s}
"""


class TestParts:
    @pytest.mark.parametrize(
        ("failed", "counts", "expected"),
        [
            ("11", "{done: 3}", ["failed_jobs"]),
            ("3", "{done: 7, failed: 4}", ["by_status"]),
            ("10", "{done: 6, failed: 4}", []),
            ("null", "{}", []),
        ],
    )
    def test_total(self, failed: str, counts: str, expected: list[str]) -> None:
        """A part and a sum of counts may equal the total, and no more."""
        text = with_schema(JOBS % ("done", failed, counts))
        assert found(PARTS, text) == [f"{THING}/properties/{name}/example" for name in expected]

    def test_vendored(self) -> None:
        """The vendored counts sum to more than there are contacts."""
        assert found(PARTS, vendored()) == [f"{BATCH}/execution_status/example"]


class TestStatus:
    @pytest.mark.parametrize(
        ("status", "counts", "expected"),
        [
            ("scheduled", "{done: 3}", 1),
            ("scheduled", "{in-progress: 3}", 1),
            ("scheduled", "{done: 0}", 0),
            ("scheduled", "{queued: 3}", 0),
            ("running", "{done: 3}", 0),
        ],
    )
    def test_counts(self, status: str, counts: str, expected: int) -> None:
        """A scheduled item has no counts of anything that has begun."""
        assert (
            found(STATUS, with_schema(JOBS % (status, 1, counts))) == [f"{THING}/properties/status/example"] * expected
        )

    def test_vendored(self) -> None:
        """The vendored status is that of an item that has not begun."""
        assert found(STATUS, vendored()) == [f"{BATCH}/status/example"]


class TestSchedule:
    @pytest.mark.parametrize(
        ("status", "at", "expected"),
        [("planned", EARLY, 1), ("planned", "'2024-03-01T00:00:00Z'", 0), ("done", EARLY, 0)],
    )
    def test_past(self, status: str, at: str, expected: int) -> None:
        """A planned time is after the last change."""
        schema = f"""\
        properties:
          state: {{type: string, enum: [planned, done], example: {status}}}
          planned_for: {{type: string, format: date-time, example: {at}}}
          updated_at: {{type: string, format: date-time, example: {LATE}}}
        """
        assert found(SCHEDULE, with_schema(schema)) == [f"{THING}/properties/planned_for/example"] * expected

    def test_vendored(self) -> None:
        """The vendored batch waits for a time that has passed."""
        assert found(SCHEDULE, vendored()) == [f"{BATCH}/scheduled_at/example"]


class TestRelative:
    @pytest.mark.parametrize(
        ("text", "expected"), [("1 hour ago", 1), ("31 days ago", 0), ("a month ago", 0), ("new", 0)]
    )
    def test_text(self, text: str, expected: int) -> None:
        """A relative text leaves room for the last change."""
        schema = f"""\
        properties:
          created_ago: {{type: string, example: {text}}}
          created_at: {{type: string, format: date-time, example: {EARLY}}}
          updated_at: {{type: string, format: date-time, example: {LATE}}}
        """
        assert found(RELATIVE, with_schema(schema)) == [f"{THING}/properties/created_ago/example"] * expected

    def test_vendored(self) -> None:
        """The vendored text leaves five minutes for 37 days."""
        assert found(RELATIVE, vendored()) == [f"{BATCH}/humanized_created_at/example"]


def vendored() -> str:
    """Return the vendored document."""
    return (SPEC / "openapi.yaml").read_text(encoding="utf-8")
