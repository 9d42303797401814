"""The cases of a run are known beforehand, state their intent truthfully, and leave no operation out."""

from __future__ import annotations

from itertools import groupby
from urllib.parse import unquote

import pytest

from conformance.contract.document import parse
from conformance.contract.load import SPEC, load_contract
from conformance.contract.openapi import Contract, read_contract
from conformance.contract.schemas import Schemas
from conformance.exchange.cases import case_for, plan
from conformance.exchange.gather import Bounds, gather, plan_run
from conformance.exchange.generation import Drawing, Generated
from conformance.exchange.transport import Transport
from conformance.exchange.values import Validity, is_sendable, validity
from conformance.model import REFUSABLE, Case, Intent, Target
from conformance.selftests.servers import answer, serve

KNOWN = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
OTHER = "11111111-0d44-4b50-8888-8dd25736052a"
UNKNOWN = "99999999-0d44-4b50-8888-8dd25736052a"
TARGET = Target("live", "https://h", {"key": "bn-1"}, {"id": (KNOWN, OTHER), "page": ("1", "2")})
CONTRACT = """\
openapi: 3.1.0
security: [{key: []}]
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, schema: {type: string, format: uuid}}
      - {name: page, in: query, schema: {type: integer}}
    get: {}
    delete: {}
    head: {}
  /list:
    get: {security: []}
    post: {}
  /pages:
    get: {security: [], parameters: [{name: page, in: query, required: true, schema: {type: integer}}]}
components:
  securitySchemes: {key: {type: http, scheme: bearer}}
"""


def a_contract(text: str = CONTRACT) -> Contract:
    return read_contract(parse(text, "things.yaml"))


def contract_with(parameters: str, path: str = "/things/{id}") -> Contract:
    """Return a contract with one operation that asks for no key."""
    return a_contract(f"openapi: 3.1.0\npaths:\n  '{path}':\n    get:\n      parameters: [{parameters}]\n")


def planned(contract: Contract, target: Target = TARGET, **generated: list[Generated]) -> list[Case]:
    drawn = {operation.id: generated.get(operation.method.lower(), []) for operation in contract.operations}
    return plan(contract, Schemas(contract), target, drawn)


def cases_of(cases: list[Case], operation: str) -> list[Case]:
    return [case for case in cases if case.operation == operation]


THING = cases_of(planned(a_contract()), "GET /things/{id}")
ID = "{name: id, in: path, schema: {type: string, format: uuid}}"


class TestPlan:
    """The fixed cases of operations."""

    def test_safe_methods_only(self) -> None:
        """No case has a method that could change anything."""
        assert {case.operation for case in planned(a_contract())} == {
            "GET /things/{id}",
            "HEAD /things/{id}",
            "GET /list",
            "GET /pages",
        }
        assert all(case.operation.startswith(f"{case.method} ") for case in planned(a_contract()))

    def test_turns(self) -> None:
        """Operations take turns, so that a request limit leaves none out."""
        cases = planned(a_contract())
        assert len({case.operation for case in cases[:4]}) == 4
        assert [case.id for case in cases[:4]] == ["known-1"] * 4

    def test_ids(self) -> None:
        """Every case of an operation has its own id."""
        for _, group in groupby(
            sorted(planned(a_contract()), key=lambda case: case.operation), lambda case: case.operation
        ):
            ids = [case.id for case in group]
            assert len(set(ids)) == len(ids)

    def test_known(self) -> None:
        """Every known value is requested, the first one three times, and last: by then a key may be locked out."""
        known = [case for case in THING if case.intent is Intent.KNOWN]
        assert [(case.id, case.path, case.known) for case in known] == [
            ("known-1", f"/things/{KNOWN}", KNOWN),
            ("known-again-1", f"/things/{KNOWN}", KNOWN),
            ("known-2", f"/things/{OTHER}", OTHER),
            ("known-again-2", f"/things/{KNOWN}", KNOWN),
            ("known-again-at-last", f"/things/{KNOWN}", KNOWN),
        ]

    def test_credentials(self) -> None:
        """Every kind of wrong credentials is sent with a known value, so that nothing else explains the answer."""
        refusable = [case for case in THING if case.intent in REFUSABLE]
        assert {case.intent for case in refusable} == REFUSABLE
        assert {(case.path, case.known) for case in refusable} == {(f"/things/{KNOWN}", KNOWN)}

    @pytest.mark.parametrize("operation", ["GET /list", "GET /pages"])
    def test_open_operation(self, operation: str) -> None:
        """An operation without security is never sent a wrong key."""
        intents = {case.intent for case in cases_of(planned(a_contract()), operation)}
        assert not intents & REFUSABLE
        assert Intent.LOWERCASE_SCHEME not in intents

    def test_intent_is_true(self) -> None:
        """The intent of a case agrees with the contract."""
        schemas = Schemas(a_contract())
        schema = "#/paths/~1things~1{id}/parameters/0/schema"
        meaning = {
            Intent.UNKNOWN: Validity.VALID,
            Intent.LENIENT: Validity.LENIENT,
            Intent.MALFORMED: Validity.MALFORMED,
            Intent.RESPELLED: Validity.VALID,
        }
        seen = set()
        for case in THING:
            value = unquote(case.path.removeprefix("/things/"))
            assert is_sendable(value)
            assert meaning.get(case.intent, Validity.VALID) is validity(value, schema, schemas)
            seen.add(case.intent)
        assert {Intent.LENIENT, Intent.MALFORMED, Intent.RESPELLED} <= seen

    def test_respelled(self) -> None:
        """A UUID in the other case is the same known value."""
        (case,) = (case for case in THING if case.intent is Intent.RESPELLED)
        assert (case.path, case.known) == (f"/things/{KNOWN.upper()}", KNOWN)
        assert Intent.RESPELLED not in {case.intent for case in cases_of(planned(a_contract()), "GET /pages")}

    def test_malformed_is_not_known(self) -> None:
        """An unknown value never counts as known: its answer is not compared with a known one."""
        asked = {Intent.MALFORMED, Intent.LENIENT, Intent.UNKNOWN}
        assert {case.known for case in THING if case.intent in asked} == {None}

    def test_no_accidental_repeat(self) -> None:
        """The same request with the same intent is planned once, apart from intended repeats."""
        cases = [case for case in THING if "-again-" not in case.id]
        assert {case.intent for case in THING if case not in cases} == {Intent.KNOWN, Intent.WRONG_KEY}
        assert len({(case.intent, case.path, case.query) for case in cases}) == len(cases)

    def test_wrong_key_is_repeated(self) -> None:
        """A wrong key is sent three times, each in its own case, for it may be accepted intermittently."""
        wrong = [case for case in cases_of(THING, "GET /things/{id}") if case.intent is Intent.WRONG_KEY]
        assert [case.id for case in wrong] == ["wrong-key-1", "wrong-key-again-1", "wrong-key-again-2"]
        assert len({(case.path, case.query, case.headers) for case in wrong}) == 1

    def test_parallel_values(self) -> None:
        """Several required parameters take their known values in parallel, not as a product."""
        contract = contract_with("{name: a, in: path}, {name: b, in: query, required: true}", "/x/{a}")
        target = Target("live", "", {}, {"a": ("1", "2"), "b": ("one", "two")})
        known = {(case.path, case.query) for case in planned(contract, target) if case.intent is Intent.KNOWN}
        assert known == {("/x/1", (("b", "one"),)), ("/x/2", (("b", "two"),))}

    def test_optional_is_left_out(self) -> None:
        """A parameter that is not required is not sent, even if values of it are known."""
        assert {case.query for case in THING if case.intent is not Intent.OUT_OF_BOUNDS} == {()}

    def test_nothing_known(self) -> None:
        """Without a known value only generated cases remain, and none that would be refused in any case."""
        drawn = [Generated({"id": UNKNOWN}, {}), Generated({"id": "7"}, {})]
        cases = planned(a_contract(), Target("live", ""), get=drawn, head=drawn)
        assert {case.intent for case in cases_of(cases, "GET /things/{id}")} == {Intent.UNKNOWN, Intent.MALFORMED}

    @pytest.mark.parametrize(
        ("parameters", "path"),
        [
            (f"{ID}, {{name: sid, in: cookie, required: true}}", "/things/{id}"),
            (f"{ID}, {{name: X-A, in: header, required: true}}", "/things/{id}"),
            (f"{ID}, {{name: X-Ü, in: header, required: true}}", "/things/{id}"),
            (ID, "/things/{id}/{undeclared}"),
        ],
        ids=["cookie", "value", "name", "undeclared"],
    )
    def test_incomplete_request(self, parameters: str, path: str) -> None:
        """If a required part cannot be sent, no request is: the API would be blamed for refusing it."""
        values = {"id": (KNOWN,), "sid": ("a;b",), "X-A": ("\x1b",), "X-Ü": ("v",)}
        assert planned(contract_with(parameters, path), Target("live", "", {}, values)) == []

    def test_header(self) -> None:
        """A required header is sent with its known value."""
        contract = contract_with("{name: X-A, in: header, required: true}", "/a")
        cases = planned(contract, Target("live", "", {}, {"X-A": ("v",)}))
        assert (cases[0].path, cases[0].headers) == ("/a", (("X-A", "v"),))

    @pytest.mark.parametrize(
        ("way", "path", "query"),
        [
            ("in: query", "/a", (("c", "7"),)),
            ("in: query, explode: false", "/a", (("c", "7"),)),
            ("in: query, style: pipeDelimited", "/a", (("c", "7"),)),
            ("in: path", "/a/7", ()),
            ("in: path, style: label", "/a/.7", ()),
            ("in: path, style: matrix, explode: true", "/a/;c=7", ()),
        ],
    )
    def test_known_item(self, way: str, path: str, query: tuple[tuple[str, str], ...]) -> None:
        """Each known value of an array is sent as its only item; what no server reads is malformed."""
        schema = "{type: array, items: {type: integer, minimum: 1}}"
        contract = contract_with(
            f"{{name: c, {way}, required: true, schema: {schema}}}", "/a/{c}" if "path" in way else "/a"
        )
        cases = planned(contract, Target("live", "", {}, {"c": ("7", "8")}))
        known = [case for case in cases if case.intent is Intent.KNOWN]
        assert (known[0].path, known[0].query, known[0].known) == (path, query, "7")
        assert {case.known for case in known} == {"7", "8"}
        sent = {case.id: (case.path, case.query) for case in cases}
        assert sent["malformed-c-text-null"] == (path.replace("7", "null"), tuple((name, "null") for name, _ in query))
        # A blank is undefined beside a delimiter: servers trim items, or do not.
        assert ("lenient-c-blank-before" in sent) is ("pipe" not in way)

    def test_known_object(self) -> None:
        """A known value of `content` is sent as it is; an object in a style cannot be known by one text."""
        whole = "{name: f, in: query, required: true, content: {application/json: {schema: {type: object}}}}"
        cases = planned(contract_with(whole, "/a"), Target("live", "", {}, {"f": ('{"a":1}',)}))
        assert (cases[0].intent, cases[0].query) == (Intent.KNOWN, (("f", '{"a":1}'),))
        deep = "{name: f, in: query, required: true, style: deepObject, schema: {type: object}}"
        assert planned(contract_with(deep, "/a"), Target("live", "", {}, {"f": ("a",)})) == []

    def test_cookie(self) -> None:
        """Required cookies are sent in one header with their known values."""
        cookies = "{name: sid, in: cookie, required: true}, {name: tab, in: cookie, required: true}"
        cases = planned(contract_with(cookies, "/a"), Target("live", "", {}, {"sid": ("s1",), "tab": ("2",)}))
        assert (cases[0].path, cases[0].headers) == ("/a", (("Cookie", "sid=s1; tab=2"),))

    def test_ignored_header(self) -> None:
        """A header that other parts of the document define is no parameter: the request needs no value of it."""
        accept = "{name: Accept, in: header, required: true, schema: {type: string}}"
        cases = planned(contract_with(accept, "/a"), Target("live", "", {}, {"Accept": ("text/html",)}))
        assert (cases[0].path, cases[0].headers) == ("/a", ())

    def test_foreign(self) -> None:
        """A foreign id is requested once, beside two unknown ids that differ from it in one character."""
        target = Target("live", "https://h", TARGET.credentials, TARGET.parameters, foreign={"id": UNKNOWN})
        more = [case for case in cases_of(planned(a_contract(), target), "GET /things/{id}") if case not in THING]
        assert [(case.id, case.path, case.known, case.origin) for case in more] == [
            ("foreign-id", f"/things/{UNKNOWN}", None, "near-miss"),
            ("unknown-id-neighbour-1", f"/things/{UNKNOWN[:-1]}b", None, "near-miss"),
            ("unknown-id-neighbour-2", f"/things/{UNKNOWN[:-1]}c", None, "near-miss"),
        ]

    def test_foreign_has_no_neighbours(self) -> None:
        """A short foreign id has no neighbours, for they may be anybody's; a known id is never such a neighbour."""
        number = Target("live", "", {}, {"page": ("1",)}, foreign={"page": "17"})
        cases = cases_of(planned(a_contract(), number), "GET /pages")
        assert [case.query for case in cases if case.id.startswith(("foreign", "unknown"))] == [(("page", "17"),)]
        mine = Target("live", "", TARGET.credentials, {"id": (f"{UNKNOWN[:-1]}b",)}, foreign={"id": UNKNOWN})
        cases = cases_of(planned(a_contract(), mine), "GET /things/{id}")
        assert [case.id for case in cases if "neighbour" in case.id] == ["unknown-id-neighbour-2"]

    def test_odd_value(self) -> None:
        """A known value is percent-encoded in the path, and not read as a template."""
        contract = contract_with("{name: id, in: path}, {name: b, in: path}", "/{id}/{b}")
        cases = planned(contract, Target("live", "", {}, {"id": ("a/{b}?é",), "b": ("2",)}))
        assert cases[0].path == "/a%2F%7Bb%7D%3F%C3%A9/2"

    def test_unsendable_value(self) -> None:
        """A known value that would change the path is never sent."""
        contract = contract_with("{name: id, in: path}")
        paths = {case.path for case in planned(contract, Target("live", "", {}, {"id": ("..",)}))}
        assert not paths & {"/things/..", "/things/.", "/things/", "/things/%2E%2E"}


class TestCaseFor:
    """A generated draw becomes a case only if its answer can be judged."""

    @pytest.mark.parametrize(
        ("drawn", "expected"),
        [
            (Generated({"id": UNKNOWN}, {}), (Intent.UNKNOWN, f"/things/{UNKNOWN}", ())),
            (Generated({"id": UNKNOWN}, {"page": "2"}), (Intent.UNKNOWN, f"/things/{UNKNOWN}", (("page", "2"),))),
            (
                Generated({"id": UNKNOWN.replace("-", "")}, {}),
                (Intent.LENIENT, "/things/" + UNKNOWN.replace("-", ""), ()),
            ),
            (Generated({"id": "a/b"}, {}), (Intent.MALFORMED, "/things/a%2Fb", ())),
            (Generated({"id": "x"}, {"page": "1"}), (Intent.MALFORMED, "/things/x", (("page", "1"),))),
            (Generated({"id": UNKNOWN}, {"other": "1"}), (Intent.UNKNOWN, f"/things/{UNKNOWN}", ())),
            (Generated({"id": UNKNOWN}, {"page": "x"}), None),
            (Generated({"id": "x"}, {"page": "x"}), None),
            (Generated({"id": ""}, {}), None),
            (Generated({"id": ".."}, {}), None),
            (Generated({}, {"page": "1"}), None),
            (Generated({"id": UNKNOWN}, {"page": 2}), (Intent.UNKNOWN, f"/things/{UNKNOWN}", (("page", "2"),))),
            (Generated({"id": UNKNOWN}, {"page": [2]}), (Intent.UNKNOWN, f"/things/{UNKNOWN}", (("page", "2"),))),
            (Generated({"id": UNKNOWN}, {"page": [2, 3]}), None),
            (Generated({"id": UNKNOWN}, {"page": {"a": 1}}), None),
            (Generated({"id": UNKNOWN}, {"page": None}), None),
            (Generated({"id": 7}, {}), (Intent.MALFORMED, "/things/7", ())),
            (Generated({"id": [UNKNOWN]}, {}), (Intent.UNKNOWN, f"/things/{UNKNOWN}", ())),
        ],
        ids=str,
    )
    def test_case_for(self, drawn: Generated, expected: tuple[Intent, str, tuple[object, ...]] | None) -> None:
        """The worst value decides the intent; a malformed optional value, or an unsendable one, makes no case."""
        contract = a_contract()
        case = case_for(contract.operations[0], Schemas(contract), drawn, 4)
        assert expected == (None if case is None else (case.intent, case.path, case.query))
        if case is not None:
            assert (case.id, case.origin, case.known) == (f"{case.intent.value}-generated-4", "schemathesis", None)


class TestRun:
    """A plan for a whole run, and its execution."""

    def test_same_plan(self) -> None:
        """The same contract and target give the same plan; another seed changes only the draws."""
        contract = load_contract(SPEC / "openapi.yaml")
        target = Target("live", "", {"bearerAuth": "bn-1"}, {"agent_id": (KNOWN,)})
        first, again, other = (
            plan_run(contract, Schemas(contract), target, Bounds(60), Drawing(seed)) for seed in (0, 0, 7)
        )
        assert first == again
        # A draw may equal a near miss, and then replaces it.
        fixed = [
            [case for case in each.cases if case.intent is Intent.KNOWN or case.intent in REFUSABLE]
            for each in (first, other)
        ]
        assert fixed[0] == fixed[1]
        assert first != other

    @pytest.mark.parametrize("ceiling", [1, 5, 1_000])
    def test_ceiling(self, ceiling: int) -> None:
        """The request limit holds, and what it leaves out is counted."""
        contract = a_contract()
        everything = plan_run(contract, Schemas(contract), TARGET, Bounds(1_000))
        found = plan_run(contract, Schemas(contract), TARGET, Bounds(ceiling))
        assert everything.left_out == 0
        assert len(found.cases) == min(ceiling, len(everything.cases))
        assert {case.operation for case in found.cases[:4]} == {
            case.operation for case in everything.cases[:4][:ceiling]
        }
        if ceiling >= 4:
            assert len(found.cases) + found.left_out == len(everything.cases)

    def test_gather(self) -> None:
        """The planned cases, and no others, are sent in order and unchanged."""
        contract = a_contract()
        cases = plan_run(contract, Schemas(contract), TARGET, Bounds(25)).cases
        heard: list[tuple[int, int]] = []
        with serve(answer()) as server:
            transport = Transport(Target("live", server.base_url, TARGET.credentials), contract.operations, 25, 5.0)
            exchanges = gather(transport, contract, cases, lambda done, total: heard.append((done, total)))
        assert [each.case for each in exchanges] == list(cases)
        assert [line.partition("?")[0] for line in server.targets()] == [f"{case.method} {case.path}" for case in cases]
        assert heard == [(number, 25) for number in range(1, 26)]
        for number, case in enumerate(cases):
            asks = case.operation.endswith("/things/{id}") and case.intent is not Intent.NO_KEY
            assert asks == bool(server.header("authorization", number))
