"""The reference API satisfies the contract in every variant, and every mutant breaks it where it says so."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema_rs
import pytest
import yaml

from conformance.reference.api import KEY, Answer, Api, Call
from conformance.reference.data import AGENTS, FOREIGN_AGENT, Row, batches, humanize
from conformance.reference.mutants import MUTANTS
from conformance.reference.server import serve
from conformance.reference.variants import VARIANTS
from conformance.selftests.calls import AUTHORISED, NOW, STRANGER, get, path
from conformance.selftests.listening import Listener
from conformance.selftests.servers import PATIENCE

PAGE = Path(__file__).parents[2] / "spec" / "pages" / "get_batches.md"
WRONG_KEY = "x" * len(KEY)
SCHEMAS = "schema:#/components/schemas"
FINISHED = "completed call-disconnected balance-low busy no-answer canceled failed stopped error"


CALLS = (
    *(get(path(agent), *AUTHORISED, ("Accept-Encoding", "gzip")) for agent in AGENTS),
    get(path(AGENTS[3]), *AUTHORISED),
    get(path(AGENTS[3]), *AUTHORISED),
    get(path(AGENTS[3].upper()), *AUTHORISED),
    get(path(AGENTS[3].replace("-", "")), *AUTHORISED),
    get(path(AGENTS[3] + "0"), *AUTHORISED),
    get(path("not-an-id"), *AUTHORISED),
    get(path(STRANGER), *AUTHORISED),
    get(path(AGENTS[3])),
    get(path(AGENTS[3]), ("Authorization", "Bearer ")),
    get(path(AGENTS[3]), ("Authorization", f"Bearer {KEY[:-1]}")),
    get(path(AGENTS[3]), ("Authorization", f"Bearer {KEY[: len(KEY) // 2]}")),
    get(path(AGENTS[3]), ("Authorization", f"Bearer {KEY}0")),
    get(path(FOREIGN_AGENT), *AUTHORISED),
    get(path(AGENTS[3]), *AUTHORISED, ("X-Forwarded-Proto", "https")),
    *[get(path(AGENTS[3]), ("Authorization", f"Bearer {WRONG_KEY}"))] * 2,
    get(path(AGENTS[3]), ("Authorization", f"Basic {KEY}")),
    get(path(AGENTS[3]), ("Authorization", f"bearer {KEY}")),
)


def components() -> dict[str, Any]:
    _, block, _ = PAGE.read_text(encoding="utf-8").split("````")
    schemas: dict[str, Any] = yaml.safe_load(block.partition("\n")[2])["components"]["schemas"]
    return schemas


def assertions(node: object, pointer: str) -> Iterator[str]:
    """Yield the pointers of the assertion keywords in a schema without properties of such names."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("type", "format", "pattern", "enum", "required"):
                yield f"{pointer}/{key}"
            yield from assertions(value, f"{pointer}/{key}")


def bound_int32(node: object) -> object:
    """Return the schema with bounds beside `format: int32`, which no validator asserts."""
    if not isinstance(node, dict):
        return node
    bounds = {"minimum": -(2**31), "maximum": 2**31 - 1} if node.get("format") == "int32" else {}
    return {key: bound_int32(value) for key, value in node.items()} | bounds


def validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    root = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": bound_int32(components())}}
    return jsonschema_rs.Draft202012Validator(root, validate_formats=True)


LIST, ERROR = validator("BatchList"), validator("Error")


def deviations(answer: Answer) -> set[str]:
    """Return the assertions of the contract that the body breaks."""
    judge = LIST if answer.status == 200 else ERROR
    pointers = ("/".join(map(str, error.schema_path)) for error in judge.iter_errors(json.loads(answer.body)))
    return {re.sub(r"(minimum|maximum)$", "format", f"schema:#/{pointer}") for pointer in pointers}


def every_row() -> list[dict[str, Any]]:
    return [row for agent in AGENTS for row in batches(agent, NOW)]


def rows_of(status: str) -> list[dict[str, Any]]:
    return [row for row in every_row() if row["status"] == status]


def time_of(row: Row, name: str) -> datetime:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(row[name]))
    return datetime.fromisoformat(str(row[name]))


def send(base_url: str, call: Call) -> Answer:
    """Send a call over a socket of its own."""
    host = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=PATIENCE)
    host.request(call.method, call.target, headers=dict(call.headers))
    response = host.getresponse()
    answer = Answer(response.status, tuple(response.getheaders()), response.read())
    host.close()
    return answer


def header(answer: Answer, name: str) -> str | None:
    return next((value for key, value in answer.headers if key.lower() == name.lower()), None)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serve(Api(NOW)) as base_url:
        yield base_url


class TestData:
    def test_agents(self) -> None:
        """Three agents have batches of every status, one has none, and an unknown one gets an error."""
        assert {row["status"] for row in every_row()} == set(components()["Batch"]["properties"]["status"]["enum"])
        assert [len(batches(agent, NOW)) for agent in (*AGENTS, STRANGER)] == [120, 200, 0, 40, 0]

    def test_properties(self) -> None:
        """Every batch has every property of the contract, except that an unscheduled one has no schedule."""
        properties = set(components()["Batch"]["properties"])
        for row in every_row():
            assert properties - ({"scheduled_at"} if row["status"] == "created" else set()) == set(row)

    def test_ends_of_lists(self) -> None:
        """The first batch is new, so its age soon changes; the last, where mutants put faults, has every property."""
        for agent in (AGENTS[0], AGENTS[1], AGENTS[3]):
            first, *_, last = batches(agent, NOW)
            assert "minutes ago" in str(first["humanized_created_at"])
            assert (last["status"], len(last)) == ("executed", 12)

    def test_ids_are_unique(self) -> None:
        """No two batches share an id."""
        assert len({row["batch_id"] for row in every_row()}) == len(every_row())

    def test_times(self) -> None:
        """A batch is created, then updated, both in the past; its schedule is a mark at least two minutes ahead."""
        for row in every_row():
            created = time_of(row, "created_at")
            assert created <= time_of(row, "updated_at") <= NOW
            assert humanize(created, NOW) == row["humanized_created_at"]
            if "scheduled_at" in row:
                scheduled = time_of(row, "scheduled_at")
                assert scheduled - created >= timedelta(minutes=2)
                assert scheduled.timestamp() % 600 == 0

    def test_newest_comes_first(self) -> None:
        """Batches are listed from the newest to the oldest."""
        times = [time_of(row, "created_at") for row in batches(AGENTS[1], NOW)]
        assert sorted(times, reverse=True) == times

    def test_contacts(self) -> None:
        """Valid contacts are among all contacts, and a contact is called four times at most."""
        for row in every_row():
            assert 0 <= row["valid_contacts"] <= row["total_contacts"]
            assert sum(row["execution_status"].values()) <= 4 * row["valid_contacts"]

    def test_phone_numbers(self) -> None:
        """The first of one to three different fictional numbers is the deprecated one."""
        for row in every_row():
            numbers = row["from_phone_numbers"]
            assert 1 <= len(numbers) == len(set(numbers)) <= 3
            assert numbers[0] == row["from_phone_number"]
            assert all(re.fullmatch(r"\+1[2-9]\d\d55501\d\d", one) for one in numbers)

    def test_executed(self) -> None:
        """An executed batch ran in the past, and completed the calls to every valid contact."""
        for row in rows_of("executed"):
            assert time_of(row, "scheduled_at") < NOW
            assert set(row["execution_status"]) <= set(FINISHED.split())
            assert sum(row["execution_status"].values()) >= row["valid_contacts"]

    def test_scheduled(self) -> None:
        """A scheduled batch runs in the future; it has called nobody, and neither has a queued one."""
        for row in rows_of("scheduled"):
            assert time_of(row, "scheduled_at") > NOW
            assert set(row["execution_status"]) <= {"scheduled"}
        assert all(set(row["execution_status"]) <= {"scheduled", "queued"} for row in rows_of("queued"))

    @pytest.mark.parametrize(
        ("seconds", "text"),
        [(0, "0 seconds"), (61, "1 minute"), (3_599, "59 minutes"), (7_200, "2 hours"), (86_400, "1 day")],
    )
    def test_humanize(self, seconds: int, text: str) -> None:
        """An age is given in its greatest whole unit."""
        assert f"{text} ago" == humanize(NOW - timedelta(seconds=seconds), NOW)


class TestApi:
    @pytest.mark.parametrize(
        ("authorization", "status"),
        [
            (f"Bearer {KEY}", 200),
            (f"bearer {KEY}", 200),
            (f"BEARER  {KEY}", 200),
            (None, 401),
            ("", 401),
            ("Bearer", 401),
            (f"Bearer {WRONG_KEY}", 401),
            (f"Bearer {KEY[:-1]}", 401),
            (f"Bearer {KEY}0", 401),
            (f"Basic {KEY}", 401),
            (KEY, 401),
        ],
    )
    def test_credentials(self, url: str, authorization: str | None, status: int) -> None:
        """Only the whole key under the scheme opens the API, and the key is never echoed."""
        headers = () if authorization is None else (("Authorization", authorization),)
        answer = send(url, get(path(AGENTS[3]), *headers))
        assert status == answer.status
        assert KEY.encode() not in answer.body
        assert KEY not in str(answer.headers)

    def test_refusal(self, url: str) -> None:
        """A refusal has the documented body and a challenge, and precedes any look-up of the id."""
        answer = send(url, get(path("not-an-id")))
        assert json.loads(answer.body) == {"error": 401, "message": "Access denied"}
        assert header(answer, "WWW-Authenticate") == "Bearer"

    @pytest.mark.parametrize(
        ("target", "status"),
        [
            (path(AGENTS[3].replace("a", "%61")), 200),
            (path(AGENTS[3]) + "?page=1", 200),
            (path(AGENTS[2]), 200),
            (path(STRANGER), 404),
            (path("00000000-0000-0000-0000-000000000000"), 404),
            (path(AGENTS[3].replace("-", "")), 400),
            (path(f"%7B{AGENTS[3]}%7D"), 400),
            (path(AGENTS[3] + "%0A"), 400),
            (path(AGENTS[3] + "%2Fall"), 400),
            (path("%FF"), 400),
            (path(""), 400),
            (path(AGENTS[3]) + "/", 404),
            ("/" + path(AGENTS[3]), 404),
            ("/batches", 404),
        ],
    )
    def test_paths(self, url: str, target: str, status: int) -> None:
        """The path decides: a known agent, an unknown one, a malformed id, or an unknown path."""
        assert status == send(url, get(target, *AUTHORISED)).status

    def test_case_of_id_is_ignored(self, url: str) -> None:
        """An agent id in upper case names the same agent."""
        lower, upper = (send(url, get(path(text), *AUTHORISED)) for text in (AGENTS[3], AGENTS[3].upper()))
        assert lower.body == upper.body


class TestServer:
    def test_head(self, url: str) -> None:
        """HEAD gets the headers of GET, and no body."""
        head, full = (send(url, Call(method, path(AGENTS[3]), AUTHORISED)) for method in ("HEAD", "GET"))
        assert (b"", header(full, "Content-Length")) == (head.body, header(head, "Content-Length"))

    @pytest.mark.parametrize("method", ["POST", "DELETE", "OPTIONS", "TRACE", "QUERY"])
    def test_other_methods(self, url: str, method: str) -> None:
        """Other methods are not allowed, known to HTTP or not."""
        answer = send(url, Call(method, path(AGENTS[3]), AUTHORISED))
        assert (answer.status, header(answer, "Allow")) == (405, "GET, HEAD")

    def test_connection_is_kept(self, url: str) -> None:
        """A connection carries several calls, with or without bodies."""
        connection, statuses = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE), []
        for body in (b"{}", None):
            connection.request("POST" if body else "GET", path(AGENTS[3]), body, dict(AUTHORISED))
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)
        connection.close()
        assert statuses == [405, 200]

    def test_target_is_raw(self) -> None:
        """The API gets the target as it was sent."""
        api = Listener()
        with serve(api) as url:
            send(url, get("//a%2f..//%41?b=%20#c"))
        assert api.paths == ["//a%2f..//%41?b=%20#c"]

    def test_no_http(self, url: str) -> None:
        """Malformed HTTP gets an error in JSON, which reveals no version."""
        address = urlsplit(url)
        with socket.create_connection((address.hostname, address.port or 0), timeout=PATIENCE) as connection:
            connection.sendall(b"GET / NONSENSE\r\n\r\n")
            text = b"".join(iter(lambda: connection.recv(4_096), b""))
        assert re.match(rb"HTTP/1.1 400 Bad Request\r\nDate: .* GMT\r\nServer: reference\r\n", text)
        assert b"Python" not in text

    def test_stops(self) -> None:
        """Nothing listens after the context has ended."""
        with serve(Api()) as url:
            pass
        with pytest.raises(ConnectionRefusedError):
            send(url, get("/"))


@pytest.mark.parametrize("name", VARIANTS)
class TestVariants:
    def test_keeps_contract(self, name: str) -> None:
        """Every answer fits the contract, over a real socket."""
        with serve(VARIANTS[name](NOW)) as url:
            for call in CALLS:
                answer = send(url, call)
                for _ in filter(None, (header(answer, "Content-Encoding") or "").split(",")):
                    answer = Answer(answer.status, answer.headers, gzip.decompress(answer.body))
                assert set() == deviations(answer)
                assert (header(answer, "Content-Type") or "").startswith("application/json")

    def test_answers_with_right_kind(self, name: str) -> None:
        """Known agents are listed, malformed ids and wrong keys are refused."""
        api = VARIANTS[name](NOW)
        assert {200} == {api.answer(get(path(text), *AUTHORISED)).status for text in (*AGENTS, AGENTS[0].upper())}
        assert 400 <= api.answer(get(path("not-an-id"), *AUTHORISED)).status < 500
        assert 400 <= api.answer(get(path(AGENTS[3]))).status < 500

    def test_repeats_itself(self, name: str) -> None:
        """Two requests get the same bytes, unless clocks differ, and even then the same batches."""
        api = VARIANTS[name](NOW)
        first, second = (api.answer(get(path(AGENTS[3]), *AUTHORISED)) for _ in range(2))
        if name == "two-replicas":
            without_age = r'"humanized_created_at":"[^"]*"'
            assert first.body != second.body
            assert re.sub(without_age, "", first.body.decode()) == re.sub(without_age, "", second.body.decode())
        else:
            assert first == second

    def test_is_another(self, name: str) -> None:
        """Every variant but the first differs from the API in some answer."""
        api, variant = Api(NOW), VARIANTS[name](NOW)
        assert any(api.answer(call) != variant.answer(call) for call in CALLS) == (name != "default")


class TestMutants:
    @pytest.mark.parametrize("name", MUTANTS)
    def test_differs(self, name: str) -> None:
        """A mutant differs from the API in some answer."""
        api, mutant = Api(NOW), MUTANTS[name](NOW)
        assert any(api.answer(call) != mutant.answer(call) for call in CALLS)

    @pytest.mark.parametrize("name", [name for name in MUTANTS if MUTANTS[name].kills[0].startswith("schema:")])
    def test_breaks_what_it_says(self, name: str) -> None:
        """A mutant of the schema breaks the assertions that it names, and no others."""
        mutant = MUTANTS[name](NOW)
        broken = set().union(*(deviations(mutant.answer(call)) for call in CALLS))
        assert broken == {kill for kill in mutant.kills if kill.startswith("schema:")}

    def test_every_assertion_has_a_mutant(self) -> None:
        """Every assertion of the contract's schemas is broken by some mutant."""
        kills = {kill for mutant in MUTANTS.values() for kill in mutant.kills}
        assert {kill for kill in kills if kill.startswith("schema:")} == set(assertions(components(), SCHEMAS))


def test_variants_are_described() -> None:
    """Every variant and mutant has a name of its own and is described in one line; a mutant says what it kills."""
    variants = [*VARIANTS.items(), *MUTANTS.items()]
    assert len(variants) == len({name for name, _ in variants}) == len({kind for _, kind in variants})
    for name, kind in variants:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
        assert re.fullmatch(r"[^\n]+\.", vars(kind)["__doc__"])
    assert all(mutant.kills for mutant in MUTANTS.values())
