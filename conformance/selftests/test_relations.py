"""The relations between the properties of a row are found in its schema, and violations are detected."""

from __future__ import annotations

from typing import ClassVar

import pytest

from conformance.contract.document import parse
from conformance.contract.load import SPEC
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Schemas
from conformance.model import JsonValue
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.identity import own_id
from conformance.rules.moments import age, ago, moment, oldest, stamp
from conformance.rules.properties import properties_of
from conformance.rules.relation_kinds import Breach, Relation
from conformance.rules.relations import is_past, relations

TIME = "{type: string, format: date-time}"


def found(properties: str) -> tuple[Relation, ...]:
    """Return the relations of an object whose properties are given as YAML."""
    document = parse(f"type: object\nproperties: {properties}\n", "schema.yaml")
    return relations(properties_of(document, "#"))


def kinds(properties: str) -> list[tuple[str, ...]]:
    """Return the kinds of relations of an object, each with the names that it relates."""
    return [(each.kind, *each.names) for each in found(properties)]


def breaches(properties: str, row: dict[str, JsonValue]) -> list[Breach]:
    """Return how a row violates the relations of an object."""
    return [breach for each in found(properties) if (breach := each.breach(row)) is not None]


class TestMoment:
    @pytest.mark.parametrize(
        ("earlier", "later"),
        [
            ("2024-02-29T04:22:09Z", "2024-02-29T04:22:89Z"),
            ("2024-02-29T10:00:00+05:30", "2024-02-29T04:30:01Z"),
            ("2024-02-29", "2024-03-01"),
            ("2024-02-29 04:22", "2024-02-29 04:23"),
            (1_700_000_000, 1_700_000_001),
            (1_700_000_000, 1_700_000_001_000),
            ("2024-02-29T00:00:00", "2024-03-03T00:00:00Z"),
        ],
    )
    def test_order(self, earlier: JsonValue, later: JsonValue) -> None:
        """Times are compared with second 89, offsets, dates, seconds and milliseconds since 1970."""
        first, second = moment(earlier), moment(later)
        assert first is not None
        assert second is not None
        assert (first.is_before(second), second.is_before(first)) == (True, False)

    def test_no_zone(self) -> None:
        """Within the range of time zones, a stamp without a zone is not before one with a zone."""
        local, zoned = moment("2024-02-29T00:00:00"), moment("2024-02-29T09:00:00Z")
        assert local is not None
        assert zoned is not None
        assert not local.is_before(zoned)

    @pytest.mark.parametrize(
        "value", [None, True, 7, -1, 10**20, "", "soon", "12:00", "2024-13-01", "0000-01-01", [], {}, 1e300]
    )
    def test_none(self, value: JsonValue) -> None:
        """A value that gives no moment is ignored, whatever its type."""
        assert moment(value) is None

    @pytest.mark.parametrize(
        ("text", "seconds"),
        [
            ("5 minutes ago", 360),
            ("an hour ago", 7200),
            ("Just now", 120),
            ("2 months ago", 93 * 86400),
            ("3d ago", 345600),
        ],
    )
    def test_oldest(self, text: str, seconds: float) -> None:
        """A relative text bounds the elapsed time."""
        assert seconds == oldest(text)

    @pytest.mark.parametrize(
        "text", ["", "inside 5 minutes", "ago", "a long time ago", "5 parsecs ago", "5 minutes ago!"]
    )
    def test_no_relative_text(self, text: str) -> None:
        """Any other text bounds nothing."""
        assert oldest(text) is None

    def test_written(self) -> None:
        """Suggested times are written as people and RFC 3339 do; beyond year 9999 nothing is suggested."""
        assert (ago(36.97 * 86400), ago(0)) == ("37 days ago", "1 second ago")
        assert (stamp(0), stamp(1e12)) == ("1970-01-01T00:00:00Z", None)


class TestOrder:
    @pytest.mark.parametrize(
        ("earlier", "later"),
        [
            ("created_at", "updated_at"),
            ("createdAt", "lastUpdatedAt"),
            ("date_created", "date_updated"),
            ("trial_start", "trial_end"),
        ],
    )
    def test_found(self, earlier: str, later: str) -> None:
        """Names of both spellings are paired if they are otherwise equal."""
        assert [("order", earlier, later)] == kinds(f"{{{later}: {TIME}, {earlier}: {TIME}}}")

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("created_at", "finished_at"),
            ("account_created_at", "updated_at"),
            ("last_started_at", "last_finished_at"),
            ("start", "end_user"),
            ("scheduled_at", "updated_at"),
            ("createdTime", "modifiedTime"),
            ("StartedAt", "FinishedAt"),
            ("run_started_at", "run_completed_at"),
        ],
    )
    def test_not_found(self, one: str, other: str) -> None:
        """Names of different things, recurring times and unpaired names have no order."""
        assert kinds(f"{{{one}: {TIME}, {other}: {TIME}}}") == []

    def test_offsets(self) -> None:
        """A start and an end that are not times are not compared."""
        assert kinds("{start: {type: integer}, end: {type: integer}}") == []

    def test_breach(self) -> None:
        """The later one is reported, and equal moments are in order."""
        properties = f"{{created_at: {TIME}, updated_at: {TIME}}}"
        row: dict[str, JsonValue] = {"created_at": "2024-03-01T00:00:00Z", "updated_at": "2024-02-29T23:59:60Z"}
        assert breaches(properties, row) == []
        row["updated_at"] = "2024-02-29T23:59:59Z"
        assert [each.property for each in breaches(properties, row)] == ["updated_at"]
        assert breaches(properties, {**row, "updated_at": None}) == []


class TestPartOfTotal:
    @pytest.mark.parametrize(
        ("part", "total"),
        [
            ("valid_contacts", "total_contacts"),
            ("failedJobs", "totalJobs"),
            ("contacts_valid", "contacts_total"),
            ("completed_job_count", "total_job_count"),
        ],
    )
    def test_found(self, part: str, total: str) -> None:
        """A part and a total of one noun are paired."""
        assert [("parts", part, total)] == kinds(f"{{{part}: {{type: integer}}, {total}: {{type: integer}}}}")

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("max_tokens", "total_tokens"),
            ("current_page", "total_pages"),
            ("valid_contacts", "total_calls"),
            ("failed", "total"),
            ("used_bytes", "total_bytes"),
        ],
    )
    def test_not_found(self, one: str, other: str) -> None:
        """A count that may exceed the total, or is of another noun or none, is not a part."""
        assert kinds(f"{{{one}: {{type: integer}}, {other}: {{type: integer}}}}") == []

    def test_amounts(self) -> None:
        """Amounts are not counts."""
        assert kinds("{open_amount: {type: number}, total_amount: {type: number}}") == []


COUNTS = "{type: object, description: Count of jobs by status, additionalProperties: {type: integer}}"


class TestCounts:
    def test_found(self) -> None:
        """A map of counts by status belongs to the one total beside it."""
        assert kinds(f"{{by_status: {COUNTS}, total_jobs: {{type: integer}}}}") == [
            ("parts", "by_status", "total_jobs")
        ]

    @pytest.mark.parametrize(
        "properties",
        [
            f"{{a: {COUNTS}, total_jobs: {{type: integer}}, total_calls: {{type: integer}}}}",
            f"{{a: {COUNTS}, b: {COUNTS}, total_jobs: {{type: integer}}}}",
            f"{{a: {COUNTS}, total_jobs: {{type: integer, description: A retry counts once more}}}}",
            f"{{a: {COUNTS}, total_pages: {{type: integer}}}}",
            "{a: {type: object, additionalProperties: {type: integer}}, total_jobs: {type: integer}}",
            "{a: {type: object, description: Number of stars, additionalProperties: {type: integer}},"
            " total_jobs: {type: integer}}",
        ],
    )
    def test_not_found(self, properties: str) -> None:
        """With two totals or maps, counted retries, pages, or a map of something else, nothing is related."""
        assert kinds(properties) == []

    def test_better(self) -> None:
        """The suggestion fits the total."""
        properties = f"{{by_status: {COUNTS}, total_jobs: {{type: integer}}}}"
        (breach,) = breaches(properties, {"by_status": {"a": 1, "b": 10, "c": 15}, "total_jobs": 11})
        assert breach.better == {"a": 0, "b": 4, "c": 6}

    @pytest.mark.parametrize("value", [None, [], "", {"a": "x"}, {"a": None}, {"a": True}])
    def test_odd_values(self, value: JsonValue) -> None:
        """A map of another type violates nothing."""
        properties = f"{{by_status: {COUNTS}, total_jobs: {{type: integer}}}}"
        assert breaches(properties, {"by_status": value, "total_jobs": 0}) == []


class TestStatus:
    STATUS = "{type: string, enum: [scheduled, queued, executed]}"

    def test_breach(self) -> None:
        """An item that is only scheduled has done nothing yet."""
        properties = f"{{status: {self.STATUS}, by_status: {COUNTS}}}"
        row: dict[str, JsonValue] = {"status": "scheduled", "by_status": {"in-progress": 1, "waiting": 3}}
        assert [(each.property, each.better) for each in breaches(properties, row)] == [("status", "executed")]

    @pytest.mark.parametrize(
        "row",
        [
            {"status": "executed", "by_status": {"completed": 1}},
            {"status": "scheduled", "by_status": {"completed": 0, "waiting": 3}},
            {"status": "scheduled", "by_status": {"canceled": 3}},
            {"status": None, "by_status": {"completed": 1}},
        ],
    )
    def test_no_breach(self, row: dict[str, JsonValue]) -> None:
        """Anything else agrees."""
        assert breaches(f"{{status: {self.STATUS}, by_status: {COUNTS}}}", row) == []

    def test_other_status(self) -> None:
        """A status that never ends is not that of the counted things: a new customer has finished orders."""
        assert kinds(f"{{status: {{type: string, enum: [new, active, blocked]}}, orders_by_status: {COUNTS}}}") == []


class TestSchedule:
    PROPERTIES = f"{{status: {{type: string, enum: [scheduled, done]}}, scheduled_at: {TIME}, updated_at: {TIME}}}"

    def test_breach(self) -> None:
        """The scheduled time is reported, and the suggestion is later."""
        row: dict[str, JsonValue] = {
            "status": "scheduled",
            "scheduled_at": "2024-01-29T08:30:00Z",
            "updated_at": "2024-02-29T04:22:89Z",
        }
        (breach,) = breaches(self.PROPERTIES, row)
        assert (breach.property, breach.better) == ("scheduled_at", "2024-02-29T04:33:29Z")
        assert breaches(self.PROPERTIES, {**row, "status": "done"}) == []
        assert breaches(self.PROPERTIES, {**row, "scheduled_at": "2024-03-01T00:00:00Z"}) == []

    def test_past(self) -> None:
        """A time that a status has reached, not planned, is in the past."""
        properties = f"{{status: {{type: string, enum: [queued, done]}}, queued_at: {TIME}, updated_at: {TIME}}}"
        assert kinds(properties) == []


class TestRelativeTime:
    PROPERTIES = f"{{humanized_created_at: {{type: string}}, created_at: {TIME}, updated_at: {TIME}}}"

    @pytest.mark.parametrize(
        ("text", "updated", "expected"),
        [
            ("5 minutes ago", "2024-02-29T04:22:89Z", ["37 days ago"]),
            ("2 months ago", "2024-02-29T04:22:89Z", []),
            ("5 minutes ago", "2024-01-23T05:20:37Z", []),
            ("5 minutes ago", "2024-01-23T05:20:38Z", ["6 minutes ago"]),
        ],
    )
    def test_breach(self, text: str, updated: str, expected: list[str]) -> None:
        """The text is reported if it puts now before the last change, to the second."""
        created = "2024-01-23T05:14:37Z"
        row: dict[str, JsonValue] = {"humanized_created_at": text, "created_at": created, "updated_at": updated}
        assert expected == [each.better for each in breaches(self.PROPERTIES, row)]

    @pytest.mark.parametrize("name", ["human_readable_id", "humanized_deleted_at", "created_by"])
    def test_not_found(self, name: str) -> None:
        """A text that belongs to no time stamp beside it is bound to none."""
        assert kinds(f"{{{name}: {{type: string}}, created_at: {TIME}}}") == []


class TestComposed:
    def test_all_of(self) -> None:
        """Properties behind `$ref` and in `allOf` belong to the object; a circle terminates."""
        text = """\
        openapi: 3.1.0
        paths: {}
        components:
          schemas:
            Base:
              properties: {created_at: {$ref: '#/components/schemas/Time'}}
              allOf: [{$ref: '#/components/schemas/A'}]
            Time: {type: string, format: date-time}
            A:
              allOf: [{$ref: '#/components/schemas/Base'}]
              properties: {updated_at: {allOf: [{$ref: '#/components/schemas/Time'}]}}
            Loop: {$ref: '#/components/schemas/Loop'}
        """
        contract = read_contract(parse(text, "a.yaml"))
        evidence = DocumentEvidence(contract, Schemas(contract))
        (relation,) = evidence.relations("#/components/schemas/A")
        assert relation.names == ("created_at", "updated_at")
        assert evidence.relations("#/components/schemas/Loop") == ()

    def test_vendored(self) -> None:
        """All six kinds of relations are found in the vendored contract."""
        contract = read_contract(parse((SPEC / "openapi.yaml").read_text(encoding="utf-8"), "openapi.yaml"))
        found = DocumentEvidence(contract, Schemas(contract)).relations("#/components/schemas/Batch")
        assert [(each.kind, *each.names) for each in found] == [
            ("order", "created_at", "updated_at"),
            ("parts", "valid_contacts", "total_contacts"),
            ("parts", "execution_status", "total_contacts"),
            ("status", "status", "execution_status"),
            ("schedule", "status", "scheduled_at"),
            ("relative", "humanized_created_at", "created_at"),
        ]


class TestTells:
    """A row without the values of a relation neither satisfies nor violates it."""

    PROPERTIES = (
        f"{{created_at: {TIME}, updated_at: {TIME}, scheduled_at: {TIME}, humanized_created_at: {{type: string}},"
        " status: {type: string, enum: [created, scheduled, done]}, valid_lines: {type: integer},"
        " total_lines: {type: integer}, counts: {description: count by status, type: object,"
        " additionalProperties: {type: integer}}}"
    )
    ROW: ClassVar[dict[str, JsonValue]] = {
        "created_at": "2024-01-01T00:00:00Z",
        "updated_at": "2024-01-01T00:05:00Z",
        "scheduled_at": "2024-01-02T00:00:00Z",
        "humanized_created_at": "5 minutes ago",
        "status": "scheduled",
        "valid_lines": 1,
        "total_lines": 2,
        "counts": {"created": 1},
    }

    def test_all(self) -> None:
        """A full row is evaluated by every relation."""
        assert [each.applies(self.ROW) for each in found(self.PROPERTIES)] == [True] * 6

    @pytest.mark.parametrize("value", [None, True, [], "?", {"a": "1"}])
    def test_none(self, value: JsonValue) -> None:
        """If one of its properties is missing or of another type, a relation is not evaluated."""
        for each in found(self.PROPERTIES):
            for name in each.names:
                is_map = name == "counts" and isinstance(value, dict) and each.kind == "status"
                assert each.applies({**self.ROW, name: value}) is is_map, (each, name)


@pytest.mark.parametrize("text", ["5 minutes ago", "less than 2 days ago", "over 1 year ago", "last month", "3w ago"])
def test_age(text: str) -> None:
    """A relative text bounds a span that contains its own number."""
    span = age(text)
    assert span is not None
    assert 0 <= span[0] < span[1] == oldest(text)


@pytest.mark.parametrize(
    ("properties", "past"),
    [
        (f"{{created_at: {TIME}, finishedAt: {TIME}, lastModified: {TIME}}}", [True, True, True]),
        (f"{{ends_at: {TIME}, start: {TIME}, expected_completed_at: {TIME}, seen_at: {TIME}}}", [False] * 4),
        ("{completed_at: {type: string, format: date-time, description: when it will be complete}}", [False]),
        ("{created_by: {type: string}, updated: {type: boolean}}", [False, False]),
    ],
)
def test_past(properties: str, past: list[bool]) -> None:
    """Past times are distinguished from planned ones, and from values that are not times."""
    document = parse(f"type: object\nproperties: {properties}\n", "schema.yaml")
    assert past == [is_past(each) for each in properties_of(document, "#").values()]


@pytest.mark.parametrize(
    ("names", "schema", "path", "expected"),
    [
        (["owner_id", "job_id", "id"], "Job", "/jobs", "id"),
        (["owner_id", "job_id"], "JobListItem", "/x", "job_id"),
        (["owner_id", "jobId"], "items", "/owners/{owner_id}/jobs/all", None),
        (["owner_id", "jobId"], "", "/jobs/{owner_id}/all", "jobId"),
        (["track_id", "position"], "PlaylistTrack", "/playlists/{id}/tracks", None),
        (["device_id"], "Reading", "/devices/{device_id}/readings", None),
        (["owner_id"], "OwnerJob", "/jobs", None),
        (["id"], "JobVersion", "/jobs", None),
        (["name"], "Job", "/jobs", None),
    ],
)
def test_own_id(names: list[str], schema: str, path: str, expected: str | None) -> None:
    """A thing's own id is distinguished from those of others by the noun of its schema or its path."""
    assert expected == own_id(names, schema, path)
