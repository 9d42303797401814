"""The evidence on one operation: which answers count, which media type they claim, and what they hold."""

from __future__ import annotations

import json

import pytest

from conformance.contract.media_types import is_json
from conformance.model import Exchange, Intent
from conformance.rules.evidence import has_body, is_client_error, is_success, media_type
from conformance.rules.expectations import DESCRIPTION, is_called_for, situation
from conformance.selftests.exchanges import (
    HEAD,
    KEY,
    ROWS,
    answer,
    content,
    contract,
    evidence,
    limited,
    unanswered,
)

RANGES = contract(responses={"200": content("Batches"), "2XX": content("Error"), "default": {"description": "any"}})
VENDORED = "#/paths/~1batches~1{agent_id}~1all/get/responses/200/content/application~1json/schema"
TWO = {**content("Batches")["content"], **content("Error", "application/problem+json")["content"]}
TWO_TYPES = contract(responses={"200": {"content": TWO}})
NO_SCHEMA = contract(responses={"200": {"content": {"application/json": {}}}})


class TestAnswers:
    def test_troubles_are_no_answers(self) -> None:
        """Neither a missing answer nor a 429 counts as an answer."""
        given = evidence(answer(), unanswered(), limited(), answer(500))
        assert [each.sequence for each in given.answers] == [0, 3]

    def test_of(self) -> None:
        """Answers are selected by the intent of the request."""
        given = evidence(answer(), answer(intent=Intent.NO_KEY), answer(intent=Intent.MALFORMED), unanswered())
        assert [each.sequence for each in given.of(Intent.KNOWN, Intent.MALFORMED)] == [0, 2]

    @pytest.mark.parametrize(
        ("exchanges", "opens"),
        [
            ((answer(204, b""), answer(401)), True),
            ((answer(401), answer(intent=Intent.UNKNOWN)), False),
            ((answer(302, b""), answer(404), unanswered()), False),
            ((), False),
        ],
    )
    def test_key_opens(self, exchanges: tuple[Exchange, ...], opens: bool) -> None:
        """The key is accepted if a known request succeeded."""
        assert evidence(*exchanges).key_opens is opens

    @pytest.mark.parametrize(
        ("status", "intent", "others", "refused"),
        [
            (401, Intent.KNOWN, (), True),
            (403, Intent.UNKNOWN, (), True),
            (403, Intent.MALFORMED, (answer(401),), True),
            (403, Intent.KNOWN, (answer(),), False),
            (404, Intent.KNOWN, (), False),
            (200, Intent.KNOWN, (), False),
            (401, Intent.NO_KEY, (), False),
            (401, Intent.LOWERCASE_SCHEME, (), False),
        ],
    )
    def test_key_is_refused(self, status: int, intent: Intent, others: tuple[Exchange, ...], refused: bool) -> None:
        """A 401 or 403 to the configured key is about the key alone, unless the key was accepted elsewhere."""
        given = evidence(answer(status, intent=intent), *others)
        assert given.key_is_refused(given.exchanges[0]) is refused


class TestContract:
    @pytest.mark.parametrize(("status", "expected"), [(200, "200"), (201, "2XX"), (404, "default"), (500, "default")])
    def test_documented(self, status: int, expected: str) -> None:
        """A status is documented by itself, then by its range, then by default."""
        given = evidence(answer(status), of=RANGES)
        spec = given.documented(given.answers[0])
        assert spec is not None
        assert spec.status == expected

    @pytest.mark.parametrize(
        ("kind", "of", "expected"),
        [
            ("application/json; charset=utf-8", contract(), VENDORED),
            ("APPLICATION/JSON", TWO_TYPES, VENDORED),
            ("application/problem+json", TWO_TYPES, VENDORED.replace("1json", "1problem+json")),
            ("text/html", contract(), VENDORED),
            (None, contract(), VENDORED),
            ("text/html", TWO_TYPES, None),
            ("application/json", NO_SCHEMA, None),
        ],
    )
    def test_schema(self, kind: str | None, of: str, expected: str | None) -> None:
        """The schema is that of the media type; with a wrong label it is the only one there is."""
        given = evidence(answer(kind=kind), of=of)
        assert given.schema(given.answers[0]) == expected

    def test_no_schema(self) -> None:
        """An undocumented status has none."""
        given = evidence(answer(404))
        assert given.schema(given.answers[0]) is None


class TestBody:
    @pytest.mark.parametrize(
        ("exchange", "claims"),
        [
            (answer(), True),
            (answer(kind="Text/JSON ; charset=x"), True),
            (answer(kind="application/vnd.x+json"), True),
            (answer(kind=None), True),
            (answer(body=b"", kind=None), True),
            (answer(body=b""), True),
            (answer(404, b""), False),
            (answer(404, kind=None), False),
            (answer(404), True),
            (answer(kind="text/html"), False),
            (answer(204, b""), False),
            (answer(304, b""), False),
        ],
    )
    def test_json(self, exchange: Exchange, claims: bool) -> None:
        """A body claims to be JSON by its label, or by the contract if it has none."""
        given = evidence(exchange)
        assert (given.json(given.answers[0]) is not None) == claims

    @pytest.mark.parametrize(
        ("body", "kind", "value"),
        [
            (b'[{"a": 1}]', "application/json", [{"a": 1}]),
            (b'[{"a": 1}]', "text/html", [{"a": 1}]),
            (b'{"a": 1, "a": 2}', "application/json", {"a": 2}),
            (b'{"a": 1, "a": 2}', "text/html", None),
            (b"\xef\xbb\xbf[]", "application/json", []),
            (b"<p>", "text/html", None),
            (b"{", "application/json", None),
        ],
    )
    def test_value(self, body: bytes, kind: str, value: object) -> None:
        """A body has a value if it can be parsed, whatever its label; an unlabelled one must be without a defect."""
        given = evidence(answer(body=body, kind=kind))
        assert given.value(given.answers[0]) == value

    def test_bodies_are_distinguished(self) -> None:
        """Each exchange has its own body, parsed once."""
        given = evidence(answer(body=[1]), answer(body=[2]))
        first, second = given.answers
        assert [given.value(each) for each in (first, second, first)] == [[1], [2], [1]]
        assert given.json(first) is given.json(first)

    @pytest.mark.parametrize(("status", "has"), [(200, True), (204, False), (205, False), (304, False), (404, True)])
    def test_has_body(self, status: int, has: bool) -> None:
        """Some statuses have no body, and no answer to HEAD has one."""
        assert has_body(answer(status)) is has
        assert not has_body(evidence(answer(status), of=HEAD).answers[0])

    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            (None, ""),
            ("", ""),
            (" Text/HTML ; charset=utf-8", "text/html"),
            ("application/json;", "application/json"),
            ("json", "json"),
        ],
    )
    def test_media_type(self, kind: str | None, expected: str) -> None:
        """A media type is in lower case without its parameters."""
        assert media_type(answer(kind=kind)) == expected

    @pytest.mark.parametrize("media", ["application/json", "text/json;a=b", "application/problem+json", "a/b+JSON"])
    def test_is_json(self, media: str) -> None:
        """JSON has two names and a suffix."""
        assert is_json(media)

    @pytest.mark.parametrize("media", ["", "application/jsonp", "application/json-seq", "text/html", "*/*", "json"])
    def test_is_not_json(self, media: str) -> None:
        """A name that only resembles JSON is not JSON."""
        assert not is_json(media)

    def test_classes_of_statuses(self) -> None:
        """A success is 2xx, a client error 4xx."""
        statuses = (199, 200, 299, 300, 399, 400, 499, 500)
        assert [code for code in statuses if is_success(answer(code))] == [200, 299]
        assert [code for code in statuses if is_client_error(answer(code))] == [400, 499]

    def test_body_is_not_shown(self) -> None:
        """The evidence as a text holds neither bodies nor keys."""
        shown = repr(evidence(answer()))
        assert (ROWS[0]["batch_id"] in shown, KEY in shown) == (False, False)


def with_schemas(**schemas: object) -> str:
    """Return the contract with other schemas; a success answers with `Batches`."""
    made = json.loads(contract())
    made["components"]["schemas"].update(schemas)
    return json.dumps(made)


BATCH = {"$ref": "#/components/schemas/Batch"}
ROW = {"batch_id": "a", "origin": {"city": "x"}}
MERGED = {"allOf": [{"properties": {"total": {"type": "integer"}}}, {"properties": {"batch_id": {"type": "string"}}}]}


class TestObjects:
    @pytest.mark.parametrize(
        ("batches", "body", "paths"),
        [
            ({"type": "array", "items": BATCH}, [ROW, {}], [(0,), (0, "origin"), (1,)]),
            ({"properties": {"data": {"items": BATCH}}}, {"data": [ROW]}, [(), ("data", 0), ("data", 0, "origin")]),
            (BATCH, ROW, [(), ("origin",)]),
            ({"additionalProperties": BATCH}, {"a": {"batch_id": "b"}}, [("a",)]),
            ({"allOf": [{"items": BATCH}]}, [{}], [(0,)]),
            ({"items": BATCH}, [None, 7, "a", []], []),
            ({"items": BATCH}, {"data": [ROW]}, []),
            ({"items": {}}, [ROW], []),
        ],
    )
    def test_paths(self, batches: object, body: object, paths: list[object]) -> None:
        """Every object that the contract describes is found, however it is wrapped, in the order of the answer."""
        assert paths == [each.path for each in evidence(answer(body=body), of=with_schemas(Batches=batches)).objects]

    @pytest.mark.parametrize(
        "exchange", [answer(400), answer(404, ROWS), answer(302, ROWS), answer(body=b"[{"), unanswered(), limited()]
    )
    def test_none(self, exchange: Exchange) -> None:
        """Only a successful answer with a valid body holds any."""
        assert evidence(exchange).objects == ()

    def test_branches(self) -> None:
        """The schemas of several branches describe an object together, with the place of each property."""
        of = with_schemas(Batch=MERGED)
        (found,) = evidence(answer(body=[{"total": 7}]), of=of).objects
        branches = "#/components/schemas/Batch/allOf"
        pointers = {name: each.pointer for name, each in found.kind.properties.items()}
        expected = {"total": f"{branches}/0/properties/total", "batch_id": f"{branches}/1/properties/batch_id"}
        assert expected == pointers

    def test_kinds(self) -> None:
        """The kinds of objects of a success are known without an answer; those of an error are not among them."""
        names = [[*kind.properties] for kind in evidence().kinds]
        assert ["city"] in names
        assert ["error", "message"] not in names
        assert [[*kind.properties] for kind in evidence(of=contract(responses={"default": content("Error")})).kinds]


class TestExpectations:
    @pytest.mark.parametrize("intent", Intent)
    def test_described(self, intent: Intent) -> None:
        """Every intent has a description, and belongs to a situation."""
        assert DESCRIPTION[intent]
        assert situation(intent)

    def test_situations(self) -> None:
        """All ways to present credentials are one situation, and so are both spellings of a known id."""
        found = {situation(intent) for intent in Intent}
        named = {"known", "unknown", "lenient", "malformed", "credentials", "observed", "guessed", "out-of-bounds"}
        assert found == named
        assert situation(Intent.FOREIGN) == situation(Intent.UNKNOWN)
        assert situation(Intent.RESPELLED) == situation(Intent.KNOWN) != situation(Intent.UNKNOWN)

    @pytest.mark.parametrize("intent", Intent)
    def test_called_for(self, intent: Intent) -> None:
        """HTTP calls only for client errors, for none to a known request, and for 401 to every wrong key."""
        called = [code for code in range(100, 600) if is_called_for(code, intent)]
        assert all(400 <= code < 500 for code in called)
        assert (called == []) == (intent is Intent.KNOWN)
        assert 401 in called or not intent.is_refusable
        assert 429 not in called
