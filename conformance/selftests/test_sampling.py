"""Rows that are only counted give exactly the summary of the rules applied to every whole answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.archive.part import JudgedPart, OperationJudge
from conformance.archive.screen import RowSorter
from conformance.contract.load import SPEC
from conformance.model import Aspect, Case, Exchange, Intent, Request, Response
from conformance.reference.api import KEY, Api, Call
from conformance.reference.data import AGENTS, batches
from conformance.reference.mutants import MUTANTS
from conformance.reference.variants import VARIANTS
from conformance.selftests.conformant import rows
from conformance.selftests.drawn import ANY_JSON, REPEATABLE
from conformance.selftests.json_writer import Writer
from conformance.selftests.summaries import SCREENINGS, asked, counted
from conformance.verdict.judge import requirements_of
from conformance.verdict.suite import load_suite

SUITE = load_suite(SPEC / "openapi.yaml", SPEC / "requirements", ())
(OPERATION,) = SUITE.operations
EVIDENCE = SUITE.evidence(OPERATION, ())
JUDGE = OperationJudge(EVIDENCE, requirements_of(EVIDENCE, SUITE.ledger, SUITE.rules), SUITE.rules)


@lru_cache(maxsize=1_000)
def judged_once(*exchanges: Exchange) -> JudgedPart:
    """Judge exchanges by all requirements; rules are pure, so equal exchanges are judged once."""
    return JUDGE.judge(*exchanges)


class Remembering(OperationJudge):
    """Remembers earlier judgements: the rows of the reference occur beside those of every mutant."""

    def judge(self, *exchanges: Exchange) -> JudgedPart:
        """Judge exchanges, by some requirements only if given."""
        return judged_once(*exchanges) if self.requirements is JUDGE.requirements else super().judge(*exchanges)


REMEMBERING = Remembering(JUDGE.evidence, JUDGE.requirements, JUDGE.rules)
NOW = datetime(2024, 3, 1, tzinfo=UTC)
JSON = ("Content-Type", "application/json")


def answer(body: bytes, *headers: tuple[str, str], status: int = 200, path: str = AGENTS[3]) -> Exchange:
    """Return a recorded exchange."""
    return Exchange(
        sequence=0,
        case=Case("log#1", OPERATION.id, Intent.OBSERVED, "GET", f"/batches/{path}/all", origin="recording"),
        request=Request("GET", f"https://api.example.com/batches/{path}/all"),
        response=Response(status, headers or (JSON,), body),
    )


def listing(*given: Any, now: datetime | None = NOW) -> Exchange:
    """Return a list of rows with a Date, or without one."""
    date = () if now is None else (("Date", format_datetime(now, usegmt=True)),)
    return answer(json.dumps(given).encode(), JSON, *date)


def slow(exchanges: Iterable[Exchange]) -> dict[str, Any]:
    return asked(REMEMBERING, exchanges)


def sampled(exchanges: Iterable[Exchange]) -> dict[str, Any]:
    return counted(REMEMBERING, exchanges)


def sound(number: int, seed: str = AGENTS[0]) -> list[dict[str, Any]]:
    return batches(seed, NOW, number)


def spoiled(name: str, value: object) -> list[dict[str, Any]]:
    """Return five sound rows of which the fourth has another value."""
    made = sound(5)
    made[3][name] = value
    return made


ODD_VALUES = [
    *(None, True, -1, 0, 2**31, 2**31 - 1, 2**63, 2**70, 7.0, 0.5, -0.0, "", " ", "x", [], {}, [1], ["x"], [None]),
    *({"completed": 1}, {"completed": 1.0}, {"completed": -1}, {"voicemail": 2}, {"busy": None}, {"completed": 10**6}),
    *("2024-03-01T00:00:00Z", "2024-03-01T00:00:00+00:00", "2024-03-01T05:30:00+05:30", "2016-12-31T23:59:60Z"),
    *(
        "0000-01-01T00:00:00Z",
        "2099-01-01T00:00:00Z",
        "2024-03-02T00:07:00Z",
        "2024-02-30T00:00:00Z",
        "2024-02-28T23:30:00.5Z",
        "2024-02-28",
    ),
    *("5 minutes ago", "3 years ago", "in 5 minutes", "yesterday", "just now", "2024-01-01 00:00", "scheduled"),
    *("executed", "queued", "created", "running", "+12065550142", "+1206555", "12065550142", ["+12065550142"]),
    *(
        ["+12065550142", "+1206"],
        "a.CSV",
        "a.csv",
        "a.xlsx",
        "\u0905.csv",
        'a "b\\".csv',
        "3c90c3cc0d444b5088888dd25736052a",
    ),
]


@pytest.mark.parametrize("name", [*sound(1)[0], "telephony_provider"])
@pytest.mark.parametrize("now", [NOW, pytest.param(None, marks=pytest.mark.exhaustive)], ids=["dated", "undated"])
def test_values(name: str, now: datetime | None) -> None:
    """For any value of a property, counting and judging agree; a new kind is shown by its first example."""
    exchanges = [listing(*sound(5), now=now)]
    for value in ODD_VALUES:
        exchanges += [listing(*spoiled(name, value), now=now)] * 2
    assert slow(exchanges) == sampled(exchanges)


def listed(api: Api) -> Exchange:
    """Return the list of an API, as a third party received it."""
    given = api.answer(Call("GET", f"/batches/{AGENTS[3]}/all", (("Authorization", f"Bearer {KEY}"),)))
    return answer(given.body, *given.headers, ("Date", format_datetime(NOW, usegmt=True)), status=given.status)


SOUND = listed(Api(NOW))
FAULTY = {name: exchange for name, kind in {**MUTANTS, **VARIANTS}.items() if (exchange := listed(kind(NOW))) != SOUND}
"""The lists of all mutants and variants that differ from the reference."""


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", FAULTY)
def test_variants(name: str) -> None:
    """Every fault of a list that proves a rule is also detected by sampling, and no variant is reported."""
    exchanges = [SOUND, SOUND, FAULTY[name], FAULTY[name]]
    assert slow(exchanges) == sampled(exchanges)


FAULTS = [
    *(b"", b"[", b"{}", b"null", b"[]", b"[[]]", b"[7]", b'["a"]', b"[null]", b" [] ", b"\xef\xbb\xbf[]", b"[],"),
    *(b'[{"status":"created","status":"created"}]', b'[{"status":"created","file_name":"a.csv","status":"queued"}]'),
    *(b'[{"file_name":"a\\ud83d.csv"}]', b'[{"file_name":"\xff.csv"}]', b'[{"valid_contacts":1e999}]', b'[{"a":NaN}]'),
    *(b'[{"valid_contacts":7.0}]', b'[{"valid_contacts":1e2}]', b'[{"valid_contacts":-0}]', b'[{"file_name":"a\n"}]'),
    *(b'[{"execution_status":{"busy":1,"busy":2}}]', b'[{"execution_status":{"busy":18446744073709551616}}]'),
    *(b'[{"st\\u0061tus":"created","status":"created"}]', b'[{"file_name":"\\"\\\\\\".csv"}]', b"[{}]", b"[{},{}]"),
]


@pytest.mark.parametrize("headers", [(JSON,), (), (("Content-Type", "text/html"),)], ids=["json", "bare", "html"])
def test_texts(headers: tuple[tuple[str, str], ...]) -> None:
    """Faults that are visible only in the text of a body are not lost, alone or among sound rows."""
    rest = json.dumps(sound(5))[1:].encode()
    bodies = [each for fault in FAULTS for each in (fault, fault.removesuffix(b"]") + b"," + rest)]
    exchanges = [answer(body, *headers) for body in bodies for _ in range(2)]
    assert slow(exchanges) == sampled(exchanges)


@st.composite
def traffic(draw: st.DrawFn) -> list[Exchange]:
    """Draw some answers with rows of which a few are spoiled, repeated or meaningless."""
    exchanges = []
    for _ in range(draw(st.integers(1, 6))):
        now = NOW + timedelta(seconds=draw(st.integers(0, 10**7)))
        made: list[Any] = [*draw(st.lists(rows(now), max_size=5))]
        for row in draw(st.lists(st.sampled_from(made), max_size=3)) if made else ():
            row[draw(st.sampled_from(list(sound(1)[0])))] = draw(st.sampled_from(ODD_VALUES))
        if draw(st.integers(0, 9)) == 0 and made:
            made.append(draw(st.sampled_from(made)))
        if draw(st.integers(0, 9)) == 0:
            made.append(draw(ANY_JSON))
        exchange = listing(now=draw(st.sampled_from([now, None])))
        assert exchange.response is not None
        body = Writer(draw(st.integers(0, 99))).write(made)
        hidden = draw(st.sampled_from([(), (Aspect.TEXT, Aspect.BYTES), (Aspect.OCCURRENCE,)]))
        exchanges.append(
            replace(
                exchange, shows=frozenset(Aspect).difference(hidden), response=replace(exchange.response, body=body)
            )
        )
    return exchanges * draw(st.integers(1, 2))


@settings(REPEATABLE, max_examples=80)
@given(traffic())
def test_traffic(exchanges: list[Exchange]) -> None:
    """However rows are drawn, spoiled and written, counting and judging agree."""
    assert slow(exchanges) == sampled(exchanges)


ALIKE = [
    ("status", "running"),
    ("batch_id", "3c90c3cc0d444b5088888dd25736052a"),
    ("total_contacts", 0),
    ("status", None),
]


@pytest.mark.parametrize("seconds", [0, 1], ids=["one time", "many times"])
def test_many_odd_answers(seconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unscreened rows of many answers are judged together, in bodies of their own, even if some have one id."""
    times = [NOW + timedelta(seconds=seconds * number) for number in range(120)]
    exchanges = [listing(*spoiled(*ALIKE[number % 4]), now=now) for number, now in enumerate(times)]
    expected, sizes = slow(exchanges), list[int]()

    def judge(judge: OperationJudge, *given: Exchange) -> JudgedPart:
        if SCREENINGS.keys() & judge.requirements.keys():  # a rule whose file declares no screen sees all of them
            sizes.append(len(given))
        return original(judge, *given)

    original = OperationJudge.judge
    monkeypatch.setattr(OperationJudge, "judge", judge)
    assert expected == sampled(exchanges)
    assert (max(sizes) <= 2, len(sizes) < 60) == (seconds == 0, True)


def test_several_odd_rows() -> None:
    """Each unscreened row of an answer is judged, whatever the reason for others."""
    row = sound(1)[0]
    rows = [row, {**row, "status": "running"}, row, {**row, "total_contacts": 0}]
    exchanges = [listing(*[{**each, "batch_id": f"{at:032x}"} for at, each in enumerate(rows)]) for _ in range(5)]
    assert slow(exchanges) == sampled(exchanges)


def test_late_row_of_a_known_shape() -> None:
    """A schedule that has passed is detected even if a row like it was sound."""
    row = next(each for each in sound(40) if each["status"] == "scheduled")
    late = {**row, "scheduled_at": "2024-02-29T23:40:00Z"}
    exchanges = [listing(each) for each in (row, row, late, row, late)]
    assert slow(exchanges) == sampled(exchanges)


def test_paths() -> None:
    """The request, its time and its duration make no difference to an answer that a third party received."""
    first = listing(*sound(5))
    others = [
        replace(first, case=replace(first.case, path="/batches/%7B%7D/all", query=(("a", "b"),), id="other")),
        replace(first, sequence=7, request=replace(first.request, url="https://api.example.com/all?a=b", curl="curl")),
    ]
    assert [slow([first])["accounts"]] * 2 == [slow([each])["accounts"] for each in others]


def test_headers() -> None:
    """Answers whose headers differ are distinguished if a rule reads them."""
    body = json.dumps(sound(5)).encode()
    headers = [
        *[("Cache-Control", text) for text in ("no-store", "public", "private")],
        *[("Transfer-Encoding", "chunked"), ("Content-Length", "7"), ("X-Request-Id", "a"), ("X-Request-Id", "b")],
        *[("Date", text) for text in ("Fri, 01 Mar 2024 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "now")],
        ("Strict-Transport-Security", "max-age=0"),
    ]
    exchanges = [answer(body, JSON, *pair) for pair in combinations(headers, 2)]
    assert slow(exchanges) == sampled(exchanges)


def test_most_rows_are_only_counted() -> None:
    """Of sound rows, with any clock, hardly one is judged individually."""
    schema = "#/components/schemas/BatchList"
    (kind,) = (each for each in EVIDENCE.kinds if each.schema == f"{schema}/items")
    found = RowSorter(EVIDENCE, schema, kind, SCREENINGS).sort(json.dumps(sound(2_000)).encode(), None)
    assert found is not None
    assert (found.shapes.total(), found.unscreened, found.kept) == (2_000, [], {"row-id-is-unique": 1_999})
    assert len(found.shapes) < 40
