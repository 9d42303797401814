"""Every assertion of the contract is judged over every row, and passes only where an instance was evaluated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract.schemas import Path, Schemas, Violation
from conformance.model import Exchange
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.reading import UNDOCUMENTED
from conformance.rules.schema_assertions import check_assertions
from conformance.selftests.exchanges import HEAD, IDS, ROWS, answer, contract, dumps, evidence, limited, unanswered

BATCH = "schema:#/components/schemas/Batch"
ERROR = "schema:#/components/schemas/Error"
PROPERTIES = f"{BATCH}/properties"
PATTERN = contract().replace('"file_name": {', '"file_name": {"pattern": "^",')


def observed(*bodies: Any, **changes: Any) -> Mapping[str, Sequence[Observation]]:
    return on(*(answer(body=body) for body in bodies), **changes)


def on(*exchanges: Exchange, **changes: Any) -> Mapping[str, Sequence[Observation]]:
    """Return the observations on exchanges, by the requirement's id."""
    grouped: dict[str, list[Observation]] = defaultdict(list)
    for name, observation in check_assertions(evidence(*exchanges, **changes)):
        grouped[name].append(observation)
    return grouped


def deviations(*bodies: Any) -> list[tuple[str, str, Path | str]]:
    """Return the deviations in bodies: the assertion, the kind and the place."""
    return [
        (name, each.kind, each.location)
        for name, found in observed(*bodies).items()
        for each in found
        if isinstance(each, Deviation)
    ]


def conforming(found: Sequence[Observation]) -> int:
    return sum(each.count for each in found if isinstance(each, Conforming))


def broken(name: str, value: Any) -> list[str]:
    """Return the assertions that a property of the last of three rows breaks, all of them at its place."""
    found = deviations([*ROWS, {name: value}])
    assert {at[:2] for _, _, at in found} <= {(2, name)}
    return [each.removeprefix(f"{PROPERTIES}/{name}/") for each, _, _ in found]


class TestWitnesses:
    def test_counts_instances(self) -> None:
        """An assertion has as many conforming observations as instances were evaluated at its pointer."""
        found = observed([{"numbers": ["a", "b"]}, {"numbers": []}, {"total": 1}])
        counts = {name.removeprefix(f"{PROPERTIES}/"): conforming(each) for name, each in found.items() if each}
        assert {name: counts[name] for name in counts if not name.startswith("schema:")} == {
            "numbers/type": 2,
            "numbers/items/type": 2,
            "total/type": 1,
            "total/format": 1,
        }
        assert counts[f"{BATCH}/type"] == 3

    def test_no_instance(self) -> None:
        """An assertion that no instance reached has no observation."""
        found = observed([])
        assert {name for name, each in found.items() if each} == {"schema:#/components/schemas/Batches/type"}

    def test_over_exchanges(self) -> None:
        """Every answer counts, and each gives its own observation."""
        found = observed(ROWS, ROWS[:1])[f"{PROPERTIES}/batch_id/pattern"]
        assert [
            (each.exchange and each.exchange.sequence, each.count) for each in found if isinstance(each, Conforming)
        ] == [(0, 2), (1, 1)]

    def test_keyword_ignores_other_types(self) -> None:
        """A number does not match a pattern vacuously: only the type is broken."""
        found = observed([{"batch_id": 7}])
        assert (conforming(found[f"{PROPERTIES}/batch_id/pattern"]), found[f"{PROPERTIES}/batch_id/pattern"]) == (0, [])

    def test_deviation_is_not_conforming(self) -> None:
        """An instance that breaks an assertion does not count for it, and the others do."""
        (found, *others) = observed([{"status": "queued"}, {"status": "done"}, {"status": "created"}])[
            f"{PROPERTIES}/status/enum"
        ]
        assert isinstance(found, Deviation)
        assert conforming(others) == 2

    def test_undocumented(self) -> None:
        """A body without a schema is not judged, and neither is a missing answer."""
        found = on(answer(404), unanswered(), limited(), answer(301, b""))
        assert found == {}

    def test_head(self) -> None:
        """An answer to HEAD has no body that could conform."""
        found = on(answer(body=b""), of=HEAD)
        assert {type(one) for each in found.values() for one in each} == {Inapplicable}

    @pytest.mark.parametrize("body", [b"[{}", b"", b'["\\ud83d"]', b"[NaN]", b"[" * 70 + b"]" * 70, b"\xff"])
    def test_unreadable(self, body: bytes) -> None:
        """An unreadable body leaves every assertion on it inconclusive, and those on others unaffected."""
        found = observed(body)
        assert {type(one) for name, each in found.items() if not name.startswith(ERROR) for one in each} == {
            Inconclusive
        }
        assert [each for name, each in found.items() if name.startswith(ERROR) and each] == []

    def test_unjudged(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A pattern on which the engine gave up is inconclusive, not a deviation of the API."""
        at = f"{PROPERTIES}/file_name/pattern"
        given_up = Violation(at.removeprefix("schema:"), (0, "file_name"), "a", judged=False)
        monkeypatch.setattr(Schemas, "accepts", lambda *_: False)
        monkeypatch.setattr(Schemas, "violations", lambda *_: iter([given_up]))
        found = on(answer(), of=PATTERN)
        assert [type(each) for each in found[at]] == [Inconclusive, Conforming]

    def test_too_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """If a body breaks its schema at an unknown place, nothing in it counts as conforming."""
        monkeypatch.setattr(Schemas, "tells", lambda *_: False)
        found = observed([{"batch_id": 7, "file_name": "a.csv"}])
        assert {type(one) for each in found.values() for one in each} == {Inconclusive}
        assert conforming(observed(ROWS)[f"{PROPERTIES}/batch_id/pattern"]) > 0

    def test_unread(self) -> None:
        """A pattern that the engine cannot read has no observation, and the keywords beside it are judged."""
        of = contract().replace('"file_name": {', '"file_name": {"pattern": "(",')
        found = on(answer(), of=of)
        assert [type(each) for each in found[f"{PROPERTIES}/file_name/pattern"]] == [Inconclusive]
        assert conforming(found[f"{PROPERTIES}/file_name/type"]) > 0


class TestMediaTypes:
    @pytest.mark.parametrize("kind", ["application/json", "Application/JSON;charset=utf-8", "text/plain", "", None])
    def test_label(self, kind: str | None) -> None:
        """Sound JSON is judged under any label: the label has a rule of its own."""
        found = on(answer(body=[{"total": "7"}], kind=kind))
        assert [type(each) for each in found[f"{PROPERTIES}/total/type"]] == [Deviation]

    def test_page(self) -> None:
        """An HTML page is not evidence for a schema, and every assertion says so."""
        found = on(answer(body=b"<h1>", kind="text/html"))
        assert {each for said in found.values() for each in said} == {Inconclusive(UNDOCUMENTED)}


class TestDeviations:
    def test_every_row(self) -> None:
        """The last of many rows is judged like the first."""
        rows = [{"total": 1}] * 400
        assert deviations([*rows, {"total": "1"}]) == [(f"{PROPERTIES}/total/type", "type", (400, "total"))]

    def test_all_of_them(self) -> None:
        """Every deviation is found, each at its place and its assertion."""
        rows = [{"total": "1", "status": "done"}, {"numbers": [1, "a", None]}, [], {"counts": {"done": "1"}}]
        assert sorted(deviations(rows), key=str) == [
            (f"{PROPERTIES}/counts/additionalProperties/type", "type", (3, "counts", "done")),
            (f"{PROPERTIES}/numbers/items/type", "type", (1, "numbers", 0)),
            (f"{PROPERTIES}/numbers/items/type", "type", (1, "numbers", 2)),
            (f"{PROPERTIES}/status/enum", "enum", (0, "status")),
            (f"{PROPERTIES}/total/type", "type", (0, "total")),
            (f"{BATCH}/type", "type", (2,)),
        ]

    def test_list(self) -> None:
        """An envelope is not a list."""
        assert deviations({"data": []}) == [("schema:#/components/schemas/Batches/type", "type", ())]

    def test_required(self) -> None:
        """Every property that is missing is named."""
        found = on(answer(400, {"detail": "no"}))[f"{ERROR}/required"]
        kinds = [(each.kind, each.actual, each.location) for each in found if isinstance(each, Deviation)]
        assert kinds == [("required error", "no error", ()), ("required message", "no message", ())]
        assert conforming(found) == 0

    def test_additional_properties(self) -> None:
        """An additional property in a closed object is a deviation of the object."""
        (found,) = deviations([{"origin": {"city": "Pune", "state": "MH"}}])
        assert found == (f"{PROPERTIES}/origin/additionalProperties", "additionalProperties", (0, "origin"))

    @pytest.mark.parametrize(
        ("name", "value", "expected"),
        [
            ("total", None, ["type"]),
            ("total", True, ["type"]),
            ("total", 7.5, ["type"]),
            ("total", 7.0, []),
            ("total", 100.0, []),
            ("total", 2**31 - 1, []),
            ("total", -(2**31), []),
            ("total", 2**31, ["format"]),
            ("total", -(2**31) - 1, ["format"]),
            ("serial", 2**63 - 1, []),
            ("serial", 2**63, ["format"]),
            ("serial", -(2**63) - 1, ["format"]),
            ("limit", 2**200, []),
            ("limit", None, []),
            ("limit", "1", ["type"]),
            ("price", 1e308, []),
            ("price", 7, []),
            ("price", "7", ["type"]),
            ("counts", {}, []),
            ("counts", [], ["type"]),
            ("numbers", [], []),
            ("numbers", "+1", ["type"]),
            ("file_name", "", []),
            ("file_name", "📞\u0000\u2028", []),
            ("batch_id", IDS[0].upper(), []),
            ("batch_id", IDS[0] + "\n", ["pattern"]),
            ("batch_id", IDS[0][:-1] + "٣", ["pattern"]),
            ("batch_id", "", ["pattern"]),
            ("status", "Queued", ["enum"]),
            ("status", None, ["type", "enum"]),
            ("undeclared", {"any": ["thing"]}, []),
        ],
    )
    def test_value(self, name: str, value: Any, expected: list[str]) -> None:
        """A value breaks the assertions on its property, and nothing else."""
        assert sorted(broken(name, value)) == sorted(expected)

    @pytest.mark.parametrize(
        "text",
        [
            "2024-02-29T04:22:08Z",
            "2024-02-29t04:22:08z",
            "2016-12-31T23:59:60Z",
            "1990-12-31T15:59:60-08:00",
            "2024-03-13T14:12:50.596315Z",
            "2024-03-13T14:12:50.5961234567890Z",
            "2024-03-20T04:10:00+00:00",
            "2024-03-20T04:10:00-00:00",
            "2024-03-20T04:10:00+05:30",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
        ],
    )
    def test_sound_time(self, text: str) -> None:
        """A time in any notation of RFC 3339 conforms."""
        assert broken("created_at", text) == []

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "2024-02-29T04:22:89Z",
            "2023-02-29T00:00:00Z",
            "2024-03-13T14:12:50.596315",
            "2024-03-13T14:12:50,5Z",
            "2024-03-13T14:12Z",
            "2024-03-13 14:12:50Z",
            "2024-03-13T24:00:00Z",
            "2024-03-13T14:12:50+0530",
            "2024-03-13T14:12:50+24:00",
            "2024-03-13",
            "2024-03-13T14:12:50Z\n",
            "20/03/2024 04:10",
            "1710339170",
        ],
    )
    def test_unsound_time(self, text: str) -> None:
        """A time that RFC 3339 does not allow is a deviation."""
        assert broken("created_at", text) == ["format"]

    @settings(max_examples=60, deadline=None)
    @given(
        st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29)),
        st.integers(-23 * 60 - 59, 23 * 60 + 59),
    )
    def test_any_time(self, moment: datetime, minutes: int) -> None:
        """Any moment in any zone conforms in Python's notation."""
        zone = UTC if minutes == 0 else timezone(timedelta(minutes=minutes))
        assert broken("created_at", moment.replace(tzinfo=zone).isoformat()) == []

    @settings(max_examples=60, deadline=None)
    @given(st.integers(-(2**66), 2**66))
    def test_any_integer(self, number: int) -> None:
        """An integer is bounded only by its format."""
        assert (broken("total", number) == []) == (-(2**31) <= number < 2**31)
        assert (broken("serial", number) == []) == (-(2**63) <= number < 2**63)
        assert broken("limit", number) == []

    def test_what_is_shown(self) -> None:
        """A deviation shows the requirement of the contract, and only the shape of the answer."""
        rows = [{"file_name": 12125550142, "batch_id": "secret-list", "status": "done", "total": 2**31}]
        found = [each for some in observed(rows).values() for each in some if isinstance(each, Deviation)]
        assert sorted((each.kind, each.expected, each.actual) for each in found) == [
            ("enum", 'enum: ["scheduled", "created", "queued", "executed"]', '"done"'),
            ("format", 'format: "int32"', "2147483648"),
            ("pattern", 'pattern: "^[0-9a-fA-F]{32}$"', '"aaaaaa-aaaa"'),
            ("type", 'type: "string"', "integer 99999999999"),
        ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["total", "numbers", "counts", "x"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(json_values)
def test_any_body(body: Any) -> None:
    """For any body, something is judged and every deviation is at a value of the body."""
    found = observed(dumps(body))
    assert conforming(found["schema:#/components/schemas/Batches/type"]) == isinstance(body, list)
    for _, _, at in deviations(dumps(body)):
        value = body
        for token in at:
            value = value[token]
