"""The rules on the relations within rows, between rows and to time; without observations there is no verdict."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model import JsonValue, Outcome
from conformance.rules.moments import stamp
from conformance.selftests.exchanges import (
    Example,
    Examples,
    answer,
    assert_example,
    each_of,
    fails,
    inapplicable,
    outcome,
    passes,
    unclear,
)
from conformance.selftests.jobs import (
    COUNT,
    COUNTS,
    HEADLESS,
    JOB,
    JOBS,
    KEYS,
    NOW,
    RETRIES,
    SILENT,
    TEXT,
    TIME,
    bad,
    counted,
    ids,
    job,
    known,
    listing,
    open_,
    plan,
    retried,
    said,
    sound,
    state,
    times,
    told,
    without,
)

EXAMPLES: Examples = {
    "row-id-is-unique": {
        "each another": sound(*ids("a", "b", "c")),
        "in two answers": passes(told(*ids("a", "b")), told(*ids("a", "b")), of=JOBS),
        "foreign keys repeat": sound(*ids("a", "b")),
        "cases differ": sound(*ids("a", "A", "a ")),
        "bare": passes(told(*ids("a", "b", name="id")), of=listing({"id": TEXT, "job_id": TEXT})),
        "of the schema below another path": passes(told(*ids("a", "b")), of=listing(JOB, "/users/{user_id}/items")),
        "twice": bad("/[*]/job_id: duplicate", *ids("a", "b", "a")),
        "in two cases": bad("/[*]/job_id: duplicate", *ids("0123456789abcdef" * 2, "0123456789ABCDEF" * 2)),
        "all the same": bad("/[*]/job_id: duplicate", *ids("a", "a", "a")),
        "empty": bad("/[*]/job_id: duplicate", *ids("", "")),
        "numbers": fails("/[*]/id: duplicate", told({"id": 7}, {"id": 7}), of=listing({"id": COUNT})),
        "one row": open_(*ids("a")),
        "no row": open_(),
        "absent, null and of other types": open_({}, {}, *ids(None, None, 7, 7, [], [])),
        "rows of none": open_("a", "a", 7, 7, None, None),
        "no id": inapplicable("no list whose rows have an id", told(), of=without("job_id")),
        "parameter of the path": inapplicable(
            "no list whose rows have an id", told(), of=listing({"job_id": TEXT}, "/jobs/{job_id}/all")
        ),
        "versions of one thing": inapplicable("an id", told(), of=listing({"id": TEXT}, "/jobs/{job_id}/versions")),
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
    "times-are-in-order": {
        "later": sound(times("2024-02-01T00:00:00Z", "2024-02-01T00:00:00.5Z")),
        "equal": sound(times("2024-02-01T00:00:00Z", "2024-02-01T05:30:00+05:30")),
        "equal to the fraction": sound(times("2024-02-01T00:00:00.000001Z", "2024-02-01T00:00:00.000001+00:00")),
        "earlier": bad("/[*]/updated_at: order created_at", times("2024-02-01T00:00:01Z", "2024-02-01T00:00:00Z")),
        "earlier by a fraction": sound(times("2024-02-01T00:00:00.51Z", "2024-02-01T00:00:00.5Z")),
        "cut to the second": sound(times("2024-02-01T00:00:00.999Z", "2024-02-01T00:00:00Z")),
        "earlier by a second": bad(
            "/[*]/updated_at: order created_at", times("2024-02-01T00:00:01Z", "2024-02-01T00:00:00Z")
        ),
        "earlier by its zone": bad(
            "/[*]/updated_at: order created_at", times("2024-02-01T00:00:00Z", "2024-02-01T05:29:59+05:30")
        ),
        "of which one lacks its zone": open_(times("2024-02-01T05:30:00", "2024-02-01T00:00:00Z")),
        "absent, null and of other types": open_({}, times(None, "2024-02-01T00:00:00Z"), times(1_800_000_000, 7)),
        "numbers for texts": open_(times(1_800_000_000, 1_700_000_000)),
        "no row": open_(),
        "only one": inapplicable("no two times", told(), of=without("updated_at")),
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
    "past-times-have-passed": {
        "past": sound(times("2024-02-29T11:59:59Z", "2024-02-29T17:29:59+05:30")),
        "within tolerance": sound(times("2024-02-29T12:01:59Z", None)),
        "schedules may come": sound(job(scheduled_at="2030-01-01T00:00:00Z", created_at="2024-01-01T00:00:00Z")),
        "of a cache": open_(times("2024-02-29T11:00:00Z", None), received=NOW + 240, age="240", reason="no Date"),
        "by a slow clock": sound(times("2024-02-29T12:04:00Z", None), received=NOW + 240),
        "by our clock": sound(times("2024-02-29T11:00:00Z", None), received=NOW + 299),
        "to come": bad("/[*]/created_at: to come", times("2024-02-29T12:02:01Z", None)),
        "local time as UTC": bad("/[*]/updated_at: to come", times(None, "2024-02-29T17:30:00Z")),
        "local time far ahead": bad("/[*]/updated_at: to come", times(None, "2024-03-12T17:30:00")),
        "without a zone": open_(times("2024-02-29T17:30:00", None)),
        "no Date": open_(times("2030-01-01T00:00:00Z", None), reason="no Date says", date=None),
        "a Date of nonsense": open_(times("2030-01-01T00:00:00Z", None), reason="no Date says", date="yesterday"),
        "clocks differ": open_(times("2030-01-01T00:00:00Z", None), reason="our own clock", received=NOW + 301),
        "clocks differ backwards": open_(times("2030-01-01T00:00:00Z", None), reason="our own", received=NOW - 301),
        "absent, null and of other types": open_({}, times(None, None), times("soon", 7)),
        "no row": open_(),
        "no such time": inapplicable(
            "no time of a past event",
            told(),
            of=listing({"scheduled_at": TIME, "ends_at": TIME, "expected_completed_at": TIME}),
        ),
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
    "count-is-not-negative": {
        "none": sound(job(total_lines=0)),
        "some": sound(counted(7, {"done": 0, "created": 1})),
        "no count is negative": sound(job(total_lines=7, balance=-7)),
        "negative": bad("/[*]/total_lines: negative", job(total_lines=-1)),
        "in a map": bad("/[*]/counts/*: negative", counted(7, {"wait": -2})),
        "by name": fails(
            "/[*]/retry_count: negative", told({"retry_count": -3}), of=listing({"retry_count": COUNT, "x": TEXT})
        ),
        "absent, null and of other types": open_({}, counted(None, None), counted("-1", [-1]), counted(True, {})),
        "bound by its schema": inapplicable(
            "no count, or a bound for each", told(), of=listing({"line_count": {"type": "integer", "minimum": 0}})
        ),
        "map bound by its schema": inapplicable(
            "no count, or a bound for each",
            told(),
            of=listing({"counts": {**COUNTS, "additionalProperties": {"type": "integer", "minimum": -1}}}),
        ),
        "signed": inapplicable(
            "no count",
            told(),
            of=listing({"vote_count": COUNT, "n": {"type": "integer", "description": "-1 or count"}}),
        ),
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
    "part-is-at-most-its-total": {
        "less": sound(job(valid_lines=6, total_lines=7)),
        "all": sound(job(valid_lines=7, total_lines=7)),
        "none": sound(job(valid_lines=0, total_lines=0)),
        "more": bad("/[*]/valid_lines: parts total_lines", job(valid_lines=8, total_lines=7)),
        "more than none": bad("/[*]/valid_lines: parts total_lines", job(valid_lines=1, total_lines=0)),
        "absent, null and of other types": open_({}, job(valid_lines=8, total_lines=None), job(valid_lines=8)),
        "texts": open_(job(valid_lines="8", total_lines="7")),
        "no row": open_(),
        "no part": inapplicable("no number beside the total", told(), of=without("valid_lines")),
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
    "counts-fit-their-total": {
        "fitting": sound(counted(7, {"done": 3, "queued": 4})),
        "counted again": retried(sound(counted(7, {"done": 21}))),
        "more often than again": retried(bad("/[*]/counts: parts total_lines", counted(7, {"done": 21, "queued": 1}))),
        "of none": retried(bad("/[*]/counts: parts total_lines", counted(0, {"done": 1}))),
        "nothing tells how often": open_(counted(7, {"done": 8}), reason="nothing says how often"),
        "no count": open_(counted(7, {})),
        "absent, null and of other types": retried(open_({}, counted(None, {"done": 9}), counted(1, {"done": "9"}))),
        "no map": inapplicable("no map of counts", told(), of=without("counts")),
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
    "map-keys-are-known": {
        "known": known(sound(job(counts={"done": 1, "in-progress": 0}))),
        "one": known(sound(job(counts={"done": None}))),
        "unknown": known(bad("/[*]/counts: unknown key", job(counts={"done": 1, "mailbox": 1}))),
        "in another case": known(bad("/[*]/counts: unknown key", job(counts={"Done": 1}))),
        "empty key": known(bad("/[*]/counts: unknown key", job(counts={"": 1}))),
        "absent, null and of other types": known(open_({}, job(counts=None), job(counts=["mailbox"]))),
        "empty": known(open_(job(counts={}))),
        "nothing known": inapplicable("nothing is known of the keys", told(job(counts={"mailbox": 1})), of=JOBS),
        "no answer": known(SILENT),
        "HEAD": known(HEADLESS),
    },
    "status-agrees-with-counts": {
        "waiting": sound(state("scheduled", {"scheduled": 7})),
        "nothing": sound(state("created", {})),
        "nothing begun": sound(state("created", {"done": 0, "failed": 3})),
        "begun beside others": bad("/[*]/status: status counts", state("created", {"done": 1}), state("created", {})),
        "queued": bad("/[*]/status: status counts", state("queued", {"running": 1})),
        "old": bad("/[*]/status: status counts", state("created", {"done": 1}, updated_at="2024-02-29T11:49:00Z")),
        "just changed": open_(
            state("created", {"done": 1}, updated_at="2024-02-29T11:51:00Z"), reason="changing right now"
        ),
        "just due": open_(
            state("scheduled", {"done": 1}, scheduled_at="2024-02-29T12:05:00Z"), reason="changing right now"
        ),
        "queued for want of another": unclear(
            "may have begun",
            told(state("queued", {"running": 1})),
            of=listing({**JOB, "status": {"type": "string", "enum": ["queued", "done"]}}),
        ),
        "begun": open_(state("running", {"done": 1}), state("done", {"done": 1})),
        "absent, null and of other types": open_({}, state(None, {"done": 1}), state("created", [1]), state(1, {})),
        "no counts": inapplicable("no status beside counts", told(), of=without("counts")),
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
    "status-agrees-with-schedule": {
        "to come": sound(plan("2024-02-29T12:00:01Z")),
        "just due": sound(plan("2024-02-29T11:50:01Z")),
        "to come by the row": sound(plan("2024-02-29T12:00:00Z", updated="2024-02-28T12:00:00Z"), date=None),
        "updated after it was due": bad(
            "/[*]/scheduled_at: schedule status",
            plan("2024-01-29T08:30:00Z", updated="2024-02-29T04:22:00Z"),
            date=None,
        ),
        "stuck": bad("/[*]/scheduled_at: schedule status", plan("2024-02-29T11:49:59Z")),
        "another zone": bad("/[*]/scheduled_at: schedule status", plan("2024-02-29T17:00:00+05:30")),
        "nothing to compare": open_(plan("2024-01-29T08:30:00Z"), date=None),
        "clocks differ": open_(plan("2024-01-29T08:30:00Z"), received=0.0),
        "without a zone": open_(plan("2024-02-29T11:00:00")),
        "done": sound(plan("2024-01-29T08:30:00Z", "done")),
        "done before its time": bad("/[*]/scheduled_at: schedule status", plan("2024-03-07T08:30:00Z", "done")),
        "done just now": sound(plan("2024-02-29T12:05:00Z", "done")),
        "created": open_(plan("2024-01-29T08:30:00Z", "created")),
        "absent, null and of other types": open_({}, plan(None), plan("soon"), plan(7), plan("2020-01-01T00:00Z", 7)),
        "no schedule": inapplicable("no time beside a status", told(), of=without("scheduled_at")),
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
    "relative-time-agrees": {
        "floor": sound(said("5 minutes ago", "2024-02-29T11:54:01Z")),
        "round": sound(said("5 minutes ago", "2024-02-29T11:55:29Z")),
        "replica ahead": sound(said("6 minutes ago", "2024-02-29T11:55:01Z")),
        "months": sound(said("2 months ago", "2023-12-29T12:00:00Z"), said("1 month ago", "2024-01-31T12:00:00Z")),
        "days": sound(said("a day ago", "2024-02-28T02:00:00Z"), said("yesterday", "2024-02-28T00:00:01Z")),
        "words": sound(said("about 2 years ago", "2021-09-29T12:00:00Z"), said("just now", "2024-02-29T11:59:00Z")),
        "by the row": sound(said("5 minutes ago", "2024-02-01T00:00:00Z", "2024-02-01T00:05:00Z"), date=None),
        "local": sound(said("5 minutes ago", "2024-02-29T17:24:00", "2024-02-29T17:25:00")),
        "broken": bad(
            "/[*]/humanized_created_at: relative created_at", said("NaN minutes ago", "2024-02-29T11:51:00Z")
        ),
        "to come": bad("/[*]/humanized_created_at: relative created_at", said("in 5 hours", "2024-02-29T06:00:00Z")),
        "to come, as it does": open_(said("in 5 hours", "2024-02-29T17:00:00Z")),
        "in another language": open_(said("vor 5 Minuten", "2024-02-29T11:55:00Z")),
        "too young": bad(
            "/[*]/humanized_created_at: relative created_at", said("5 minutes ago", "2024-02-29T11:51:00Z")
        ),
        "too old": bad("/[*]/humanized_created_at: relative created_at", said("5 hours ago", "2024-02-29T11:00:00Z")),
        "frozen, by the row": bad(
            "/[*]/humanized_created_at: relative created_at",
            said("5 minutes ago", "2024-01-23T05:14:37Z", "2024-02-29T04:22:09Z"),
            date=None,
        ),
        "of a moment to come": open_(said("5 minutes ago", "2024-02-29T17:30:00Z")),
        "no such text": open_(
            said("a while ago", "2024-01-01T00:00:00Z"), said("vor 5 Minuten", "2024-01-01T00:00:00Z")
        ),
        "nothing to compare": open_(said("5 minutes ago", "2020-01-01T00:00:00Z"), date=None),
        "absent, null and of other types": open_(
            {}, said(None, "2020-01-01T00:00:00Z"), said(5, 7), said("1 day ago", 7)
        ),
        "no text": inapplicable("no text that gives a time", told(), of=without("humanized_created_at")),
        "no answer": SILENT,
        "HEAD": HEADLESS,
    },
}


@each_of(EXAMPLES)
def test_example(requirement: str, example: Example) -> None:
    """An example has the outcome that it names."""
    assert_example(requirement, example)


class TestWitnesses:
    def test_rows_are_counted(self) -> None:
        """Every row with the values is a conforming observation, or is counted as a deviation."""
        kept, broken, mute = job(valid_lines=1, total_lines=1), job(valid_lines=2, total_lines=1), job(total_lines=1)
        verdict = bad("", kept, broken, mute, kept, broken, broken).verdict("part-is-at-most-its-total")
        assert [(each.location, each.count) for each in verdict.findings] == [("/1/valid_lines", 3)]
        assert verdict.witnesses == 2

    def test_envelope(self) -> None:
        """The list in an envelope is judged as any other; a list within a row may have duplicates."""
        made = json.loads(JOBS)
        schemas = made["components"]["schemas"]
        job_ = {"$ref": "#/components/schemas/Job"}
        schemas["Job"]["properties"]["parents"] = {"type": "array", "items": job_}
        schemas["Batches"] = {"properties": {"data": {"type": "array", "items": job_}}}
        twice = {"job_id": "z"}
        body: dict[str, JsonValue] = {"data": [{"job_id": name, "parents": [twice, twice]} for name in "ab"]}
        assert outcome("row-id-is-unique", answer(body=body), of=json.dumps(made)) is Outcome.PASS
        body["data"] = ids("a", "a")
        assert outcome("row-id-is-unique", answer(body=body), of=json.dumps(made)) is Outcome.FAIL

    def test_two_branches(self) -> None:
        """A row that two branches describe is one row, and its id is not a duplicate of itself."""
        made = json.loads(JOBS)
        item = {"items": {"$ref": "#/components/schemas/Job"}}
        made["components"]["schemas"]["Batches"] = {"allOf": [{"type": "array", **item}, item]}
        assert outcome("row-id-is-unique", told(*ids("a", "b")), of=json.dumps(made)) is Outcome.PASS
        assert outcome("row-id-is-unique", told(*ids("a", "a")), of=json.dumps(made)) is Outcome.FAIL


class TestKeys:
    def test_all_are_named(self) -> None:
        """The unknown keys of all rows are named together, if they are words, and at most ten."""
        example = known(bad("", job(counts={"mailbox": 1}), job(counts={"done": 1, "+14155550123": 1, "\x1b[2J": 2})))
        (finding,) = example.verdict("map-keys-are-known").findings
        assert (finding.actual, finding.count) == ('"\\u001b[9A", "+99999999999", "mailbox"', 2)
        many = known(bad("", job(counts={f"key {chr(97 + number)}": 1 for number in range(12)})))
        (finding,) = many.verdict("map-keys-are-known").findings
        assert finding.actual.endswith('"key j" and 2 more')


class TestShown:
    @pytest.mark.parametrize("requirement", EXAMPLES)
    def test_nothing_acts_on_a_terminal(self, requirement: str) -> None:
        """A finding is printable, and holds no id of a row."""
        rows = [
            *ids("5b0c2d9e", "5b0c2d9e"),
            {**state("cre\x1bated", {"do\x1bne": 1}), **times("\n2031-01-01T00:00:00Z", "2030-01-01\n")},
            {**plan("2020-01-01T00:00:00Z\n"), **said("5\x0bminutes\x1cago", "2020-01-01T00:00:00Z")},
            {**counted(1, {"done": 9}), "valid_lines": 2},
            {"counts": {"\x1b": -1}},
        ]
        example = replace(known(bad("", *rows)), vocabulary=replace(KEYS, repeats=RETRIES.repeats))
        verdict = example.verdict(requirement)
        assert verdict.outcome is Outcome.FAIL
        for each in verdict.findings:
            shown = f"{each.message}{each.expected}{each.actual}{each.location}"
            assert (shown.isprintable(), "5b0c2d9e" in shown) == (True, False)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from("abcdef"), min_size=2, max_size=8))
def test_ids(values: list[str]) -> None:
    """Ids are unique where no two are equal."""
    expected = Outcome.PASS if len({*values}) == len(values) else Outcome.FAIL
    assert expected is outcome("row-id-is-unique", told(*ids(*values)), of=JOBS)


ages = st.integers(0, 3 * 366 * 86_400)


@settings(max_examples=200, deadline=None)
@given(ages, st.sampled_from([("second", 1), ("minute", 60), ("hour", 3_600), ("day", 86_400), ("month", 2_629_746)]))
def test_any_rounding(seconds: int, unit: tuple[str, int]) -> None:
    """A relative time that was truncated, rounded or rounded up is right, in any unit."""
    name, length = unit
    cut, halves = divmod(seconds, length)
    for number in {cut, cut + 1, cut + (2 * halves >= length)}:
        if 0 < number < 100_000:
            row = said(f"{number} {name}{'s' if number > 1 else ''} ago", stamp(NOW - seconds))
            assert outcome("relative-time-agrees", told(row), of=JOBS) is Outcome.PASS


@settings(max_examples=100, deadline=None)
@given(ages, ages)
def test_order(first: int, second: int) -> None:
    """Two times are in order where the later one is not the earlier."""
    expected = Outcome.PASS if first <= second else Outcome.FAIL
    row = times(stamp(float(first)), stamp(float(second)))
    assert expected is outcome("times-are-in-order", told(row), of=JOBS)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from([*JOB]), values, max_size=8), max_size=4), st.text(max_size=12))
def test_any_rows(rows: list[dict[str, object]], date: str) -> None:
    """No rule crashes on any rows and any Date."""
    exchange = told(*rows, date=date)
    found = {name: Example(Outcome.PASS, (exchange,), JOBS, "", (), KEYS).verdict(name).outcome for name in EXAMPLES}
    assert Outcome.ERROR not in found.values()
