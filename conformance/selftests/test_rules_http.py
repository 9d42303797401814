"""The rules on statuses, media types, parameters and repeated requests."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model import Exchange, Intent, Outcome
from conformance.rules.expectations import is_called_for
from conformance.selftests.exchanges import (
    HEAD,
    IDS,
    NO_PARAMETER,
    OPTIONAL,
    RESPONSES,
    ROWS,
    Example,
    Examples,
    answer,
    assert_example,
    content,
    contract,
    each_of,
    fails,
    followed,
    inapplicable,
    limited,
    outcome,
    passes,
    unanswered,
    unclear,
)

RANGES = contract(responses={"200": content("Batches"), "4XX": content("Error")})
LOWERCASE_RANGES = contract(responses={"2xx": content("Batches"), "4xx": content("Error")})
DEFAULT = contract(responses={"200": content("Batches"), "default": content("Error")})
MOVED = contract(responses={**RESPONSES, "308": {"description": "moved"}})
NO_CONTENT = contract(responses={"200": content("Batches"), "204": {"description": "nothing"}})
PAGED = contract(parameters=[{"in": "query", "name": "limit", "schema": {"type": "integer"}}])
ABSENT = contract(responses={**RESPONSES, "404": content("Error")})
TEXT_ID = contract(parameters=[{"in": "path", "name": "agent_id", "required": True, "schema": {"type": "string"}}])
OTHERS = [{**row, "batch_id": row["batch_id"][::-1]} for row in ROWS]
RESPELLED, MALFORMED, UNKNOWN, LENIENT = Intent.RESPELLED, Intent.MALFORMED, Intent.UNKNOWN, Intent.LENIENT
UNNAMED = [{"total": 1}, {"total": 2}]
UNSOUND = b"[{"
SHARING = [{"file_id": "a", **row} for row in ROWS]
STATUSES = (200, 201, 204, 206, 300, 304, 308, *range(400, 405), 410, 414, 418, 422, 499, 500, 503, 599)


def of_media(media: str) -> str:
    return contract(responses={"200": content("Batches", media), "400": content("Error")})


def lists(*bodies: object) -> tuple[Exchange, ...]:
    return tuple(answer(body=body) for body in bodies)


def repeated(shown: str, *bodies: object) -> Example:
    return fails(shown, *lists(*bodies)) if shown else passes(*lists(*bodies))


A, B = ROWS
LATER = {**A, "total": 8}
MANY = [*({**A, "batch_id": f"{number:032x}"} for number in range(3)), A, B]
RENAMED = {**A, "file_name": "another.csv"}
NAMELESS = {"file_name": "a.csv", "upload_id": "7" * 32}


def counting(number: int) -> dict[str, object]:
    return {**A, "counts": {"ringing": number}}


def aged(text: str) -> dict[str, object]:
    return {**A, "age": text}


def made(time: str) -> dict[str, object]:
    return {**A, "created_at": f"2024-03-01T{time}"}


EXAMPLES: Examples = {
    "status-is-documented": {
        "named": passes(answer(200), answer(400)),
        "in a range": passes(answer(418), of=RANGES),
        "in a range in lower case": passes(answer(202), answer(404), of=LOWERCASE_RANGES),
        "by default": passes(answer(599), of=DEFAULT),
        "called for beside a named one": passes(answer(200), answer(401, intent=Intent.NO_KEY)),
        "too many requests": passes(answer(200), limited()),
        "not named": fails("status: 404 on known", answer(200), answer(404)),
        "not there": unclear("shows no more than that it is not there", answer(404)),
        "another one is there": passes(answer(200), answer(410, known=IDS[0])),
        "nothing is asked for by an id": fails("status: 404 on known", answer(404), of=NO_PARAMETER),
        "another success": fails("status: 202 on known", answer(202)),
        "no status of HTTP": fails("status: 199 on known", answer(199)),
        "forbidden to one agent": fails("status: 403 on known", answer(200), answer(403, known=IDS[0])),
        "locked out": passes(answer(200), answer(401, intent=MALFORMED), answer(401)),
        "malformed means unauthorised": passes(answer(200), answer(401, intent=MALFORMED)),
        "malformed means payment": fails("status: 402 on malformed", answer(200), answer(402, intent=MALFORMED)),
        "other case means known": fails("status: 402 on known", answer(402, intent=RESPELLED)),
        "one cause for all credentials": fails(
            "status: 402 on credentials", *(answer(402, intent=each) for each in Intent if each.is_refusable)
        ),
        "our key is refused": unclear("the credentials given are refused (403)", answer(403)),
        "our key is refused for an unknown id": unclear("are refused (401)", answer(401, intent=UNKNOWN)),
        "called for": unclear("a gap of the document", answer(401, intent=Intent.WRONG_KEY)),
        "redirects and server errors are for others": unclear("no answer shows it", answer(302), answer(500)),
        "nothing sent": unclear("no request was sent"),
    },
    "called-for-status-is-documented": {
        "named": passes(answer(200), answer(404, intent=UNKNOWN), of=ABSENT),
        "400 for anything": passes(answer(400, intent=MALFORMED)),
        "a gap": fails("status: 401", answer(200), answer(401, intent=Intent.NO_KEY)),
        "one gap for all": fails(
            "status: 422", *(answer(422, intent=each) for each in (UNKNOWN, MALFORMED, LENIENT, Intent.EMPTY_KEY))
        ),
        "not called for": unclear("no answer shows it", answer(404), answer(418, intent=UNKNOWN)),
        "our key is refused": unclear("no answer shows it", answer(403, intent=UNKNOWN)),
        "no answer": unclear("no answer in time", unanswered()),
    },
    "answer-is-not-a-redirect": {
        "none": passes(answer(200), answer(404)),
        "named": passes(answer(308), of=MOVED),
        "moved": fails("status: 301 on known", answer(301, headers=[("Location", "/elsewhere")])),
        "to a login": fails("status: 302 on credentials", answer(200), answer(302, intent=Intent.NO_KEY)),
        "every kind": fails("status: 399 on unknown", answer(399, intent=UNKNOWN)),
        "no answer": unclear("no answer in time", unanswered()),
    },
    "answer-is-not-a-server-error": {
        "none": passes(answer(200), answer(499)),
        "back soon, later here": passes(answer(503, headers=[("retry-after", "120")]), answer(200)),
        "500": fails("status: 500 on malformed", answer(200), answer(500, intent=MALFORMED)),
        "named all the same": fails("status: 500 on known", answer(500), of=DEFAULT),
        "503 without an end": fails("status: 503 on known", answer(503)),
        "504 with Retry-After": fails("status: 504 on known", answer(504, headers=[("Retry-After", "1")])),
        "back soon": unclear("temporarily unavailable", answer(503, headers=[("Retry-After", "120")])),
        "no answer": unclear("no answer in time", unanswered()),
    },
    "message-framing-is-sound": {
        "a length": passes(answer(headers=[("Content-Length", "2")])),
        "chunks": passes(answer(headers=[("Transfer-Encoding", "chunked")])),
        "until the connection ends": passes(answer()),
        "a failure of the network beside it": passes(answer(), unanswered(kind="connection")),
        "half an answer beside it": passes(answer(), unanswered(kind="framing")),
        "surplus": fails("message: surplus", answer(), followed(1)),
        "a length beside chunks": fails(
            "message: length-and-coding",
            answer(headers=[("content-length", "2"), ("TRANSFER-ENCODING", "chunked")]),
        ),
        "no sound chunk": fails("message: chunk-size", unanswered(kind="framing", fault="chunk-size")),
        "cut off": unclear("cut off", unanswered(kind="framing", reason="the answer was cut off")),
        "not sent after such": unclear("in a row", unanswered(kind="framing", reason="not sent after 3 in a row")),
        "a reset": unclear("no answer in time", unanswered(kind="connection")),
        "too many requests": unclear("fewer requests", limited(headers=[("Content-Length", "2")])),
    },
    "content-type-is-documented": {
        "as named": passes(answer()),
        "in another case": passes(answer(kind="Application/JSON")),
        "with charset": passes(answer(kind="application/json; charset=utf-8")),
        "with quoted charset": passes(answer(kind='application/json;charset="UTF-8"')),
        "with odd blanks": passes(answer(kind="application/json \t; charset = utf-8 ;")),
        "name of the header in lower case": passes(answer(kind=None, headers=[("content-type", "application/json")])),
        "contract names a charset": passes(answer(), of=of_media("application/json; charset=utf-8")),
        "contract in another case": passes(answer(), of=of_media("Application/Json")),
        "range": passes(answer(kind="application/x-ndjson"), of=of_media("application/*")),
        "anything": passes(answer(kind="text/csv"), of=of_media("*/*")),
        "vendor's type": passes(
            answer(kind="application/vnd.bolna+json;v=1"), of=of_media("application/vnd.bolna+json")
        ),
        "unpacked": passes(answer(headers=[("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")])),
        "missing": fails("header Content-Type: missing", answer(kind=None)),
        "empty": fails("header Content-Type: missing", answer(kind="")),
        "html": fails("header Content-Type: undocumented", answer(kind="text/html; charset=utf-8")),
        "related": fails("header Content-Type: undocumented", answer(kind="application/problem+json")),
        "of an error": fails("header Content-Type: undocumented", answer(), answer(400, kind="text/plain")),
        "outside of the range": fails("header Content-Type: undocumented", answer(), of=of_media("text/*")),
        "no body named": unclear("no answer shows it", answer(204, b"", kind=None), of=NO_CONTENT),
        "status is not named": unclear("no answer shows it", answer(404, kind="text/html")),
        "no body to a HEAD": unclear("no answer shows it", answer(body=b"", kind=None), of=HEAD),
    },
    "malformed-parameter-is-refused": {
        "refused": passes(answer(400, intent=MALFORMED)),
        "not found": passes(answer(404, intent=MALFORMED)),
        "lenient is not malformed": passes(answer(200, intent=LENIENT), answer(422, intent=MALFORMED)),
        "forbidden beside a known one": passes(answer(200), answer(403, intent=MALFORMED)),
        "accepted": fails("status: accepted", answer(200, [], MALFORMED)),
        "accepted once": fails("status: accepted", answer(400, intent=MALFORMED), answer(204, b"", MALFORMED)),
        "our key is refused": unclear("no answer shows it", answer(401, intent=MALFORMED)),
        "server error": unclear("no answer shows it", answer(500, intent=MALFORMED), answer(302, intent=MALFORMED)),
        "no parameter": inapplicable("no parameter that could be malformed", answer(), of=NO_PARAMETER),
    },
    "valid-request-succeeds": {
        "optional": passes(answer(), answer(intent=Intent.ANONYMOUS, known=None), of=OPTIONAL),
        "optional in name only": fails(
            "status: anonymous", answer(), answer(401, intent=Intent.ANONYMOUS, known=None), of=OPTIONAL
        ),
        "optional for others": unclear(
            "without the optional credentials is answered with 401",
            answer(401, intent=Intent.ANONYMOUS),
            of=OPTIONAL,
        ),
        "200": passes(answer(200)),
        "empty list": passes(answer(200, [])),
        "nothing": passes(answer(204, b"", kind=None)),
        "too many requests": passes(limited(), answer(200)),
        "bad request": fails("status: 400", answer(200), answer(400)),
        "there and not there": fails("status: 404", answer(200), answer(404), answer(200), of=RANGES),
        "not there": unclear("is not there (404)", answer(404), of=RANGES),
        "another one is there": passes(answer(200), answer(404, known=IDS[0]), of=RANGES),
        "our key is refused for one agent": fails("status: 403", answer(200), answer(403, known=IDS[0]), of=RANGES),
        "our key is refused from some request on": passes(answer(200), answer(403, intent=MALFORMED), answer(403)),
        "our key is refused": unclear("the credentials given are refused (401)", answer(401)),
        "undocumented": unclear("no answer shows it", answer(404), answer(500), answer(301)),
        "too many requests for all": unclear("fewer requests", limited()),
    },
    "repeated-request-gives-same-list": {
        "same": repeated("", ROWS, ROWS, ROWS),
        "empty": repeated("", [], []),
        "spelled otherwise": repeated("", b'[{"a": 1.0, "b": "\\u00e9"}]', '[{"b":"é","a":1}]'.encode()),
        "a row came": repeated("", [B], [A, B], [A, B]),
        "a row went": repeated("", [A, B], [B], [B]),
        "one came, one went": repeated("", [A, B], [B, {**A, "batch_id": "new"}]),
        "emptied": repeated("", [A], [], []),
        "moved on": repeated("", [A, B], [LATER, B], [LATER, B]),
        "moved on and up": repeated("", [B, A], [LATER, B], [LATER, B]),
        "in an envelope": repeated("", {"data": [A], "at": 1}, {"data": [A], "at": 2}),
        "another agent has other rows": passes(*lists(ROWS, ROWS), answer(body=OTHERS, known=IDS[0])),
        "drawn anew": passes(*lists(ROWS, ROWS), answer(body=OTHERS, origin="schemathesis")),
        "other rows": repeated("body: rows", ROWS, OTHERS),
        "another page by now": unclear("may all have moved on", *lists(ROWS, OTHERS), of=PAGED),
        "too few rows for the page of before": fails("body: rows", *lists(MANY, OTHERS), of=PAGED),
        "another order": repeated("body: order", [A, B], [B, A]),
        "another order, one moved on": repeated(
            "body: order", [A, B, *OTHERS], [LATER, *OTHERS[::-1], B], [LATER, *OTHERS, B]
        ),
        "another order beside a text that names no row": repeated("body: order", SHARING, SHARING[::-1]),
        "comes and goes": repeated("body: membership", [A, B], [A], [A, B]),
        "flickers": repeated("body: value of /file_name", [A, B], [RENAMED, B], [A, B]),
        "a value comes and goes": repeated("body: value of /price", [A], [{**A, "price": 1}], [A]),
        "a count rises and falls": repeated("", [A, B], [LATER, B], [A, B]),
        "a map of counts rises and falls": repeated("", [counting(1)], [counting(0)], [counting(1)]),
        "an age flickers": repeated("", [aged("9 minutes ago")], [aged("10 minutes ago")], [aged("9 minutes ago")]),
        "made at another time": repeated("body: value of /created_at", [made("07:00:00Z")], [made("07:05:00Z")]),
        "made at two clocks": repeated("", [made("07:00:00Z")], [made("07:00:30Z")]),
        "the only row is made anew": repeated("", [A], [{**A, "batch_id": "new"}]),
        "rows without the id of the contract": unclear(
            "nothing in the rows identifies them", *lists([NAMELESS], [{**NAMELESS, "a": 1}])
        ),
        "asked once": unclear("no answer shows it", answer(), answer(intent=RESPELLED)),
        "rows without a name": unclear("nothing in the rows identifies them", *lists([UNNAMED[0]], UNNAMED)),
        "rows named by numbers": unclear("nothing in the rows identifies them", *lists([{"id": 1}], [{"id": 2}])),
        "texts": unclear("nothing in the rows identifies them", *lists(["a"], ["b"])),
        "refused": unclear("no answer shows it", answer(400), answer(400)),
        "unreadable": unclear("cannot be compared", *lists(UNSOUND, UNSOUND + b"{")),
        "one is unreadable": unclear("cannot be compared", *lists(ROWS, UNSOUND)),
        "no JSON": unclear("cannot be compared", *(answer(body=b"a,b", kind="text/csv") for _ in range(2))),
        "HEAD": inapplicable("answers to HEAD have no body", *lists(b"", b""), of=HEAD),
    },
    "uuid-parameter-ignores-case": {
        "same rows": passes(answer(), answer(intent=RESPELLED)),
        "no rows": passes(answer(body=[]), answer(body=[], intent=RESPELLED)),
        "a row came": passes(answer(body=[A]), answer(intent=RESPELLED), answer()),
        "first rows came": passes(answer(body=[A]), answer(body=[B, A], intent=RESPELLED)),
        "rows without a name": passes(answer(body=UNNAMED), answer(body=UNNAMED, intent=RESPELLED)),
        "refused": fails("status: refused", answer(), answer(404, intent=RESPELLED)),
        "malformed": fails("status: refused", answer(), answer(400, intent=RESPELLED)),
        "empty": fails("body: no-rows", answer(), answer(body=[], intent=RESPELLED)),
        "other rows": fails("body: no-rows", answer(), answer(), answer(body=OTHERS, intent=RESPELLED)),
        "most of many": passes(answer(body=MANY), answer(body=MANY[:3], intent=RESPELLED)),
        "rows are going": unclear(
            "other rows each time", answer(body=MANY), answer(body=MANY[:2]), answer(body=[], intent=RESPELLED)
        ),
        "known id has no answer": unclear("no answer to compare with", answer(400), answer(intent=RESPELLED)),
        "another id is known": unclear("no answer to compare", answer(known=IDS[0]), answer(intent=RESPELLED)),
        "other rows each time": unclear(
            "other rows each time", answer(body=[A]), answer(body=[B]), answer(body=OTHERS, intent=RESPELLED)
        ),
        "server error": unclear("no answer shows it", answer(), answer(500, intent=RESPELLED)),
        "no parameter": inapplicable("no parameter here that is a UUID", answer(), of=NO_PARAMETER),
        "no UUID": inapplicable("no parameter here that is a UUID", answer(), of=TEXT_ID),
    },
}


@each_of(EXAMPLES)
def test_example(requirement: str, example: Example) -> None:
    """An example has the outcome that it names."""
    assert_example(requirement, example)


def test_one_row_of_many() -> None:
    """An id in the other case that finds only some of its rows is a deviation."""
    assert_example(
        "uuid-parameter-ignores-case",
        fails("body: no-rows", answer(body=MANY), answer(body=MANY[:1], intent=RESPELLED)),
    )


@pytest.mark.parametrize("intent", Intent)
def test_no_status_is_reported_twice(intent: Intent) -> None:
    """A status is the fault of the API or a gap in the document, never both, and never of two rules for one cause."""
    blamers = (
        "status-is-documented",
        "called-for-status-is-documented",
        "answer-is-not-a-redirect",
        "answer-is-not-a-server-error",
        "valid-request-succeeds",
    )
    for status in STATUSES:
        asked = answer(status, intent=intent)
        blamed = [each for each in blamers if outcome(each, answer(), asked) is Outcome.FAIL]
        assert len(blamed) <= 1, status
        assert ("called-for-status-is-documented" in blamed) <= is_called_for(status, intent)


token = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&-^_.+", min_size=1, max_size=9)
blank = st.sampled_from(["", " ", "\t", "  "])


@st.composite
def spellings(draw: st.DrawFn) -> str:
    """Draw a spelling of `application/json` with parameters (RFC 9110 section 8.3.1)."""
    name = "".join(draw(st.sampled_from([char, char.upper()])) for char in "application/json")
    pair = st.builds("{0}={1}".format, token.filter(lambda text: "charset" not in text.lower()), token)
    quoted = st.builds('{0}="{1}"'.format, st.just("profile"), st.text("abc ;,=/", max_size=6))
    charset = st.sampled_from(["charset=utf-8", 'Charset="UTF-8"', "charset=utf8", "CHARSET=Utf-8"])
    parameters = draw(st.lists(pair | quoted | charset, max_size=3))
    return name + "".join(f"{draw(blank)};{draw(blank)}{each}" for each in parameters)


@settings(max_examples=60, deadline=None)
@given(spellings())
def test_spelling_of_media_type(kind: str) -> None:
    """No valid spelling of the media type is reported, and the body is judged under each of them."""
    rules = ("content-type-is-documented", "json-charset-is-utf-8", "body-is-json")
    assert [outcome(each, answer(kind=kind)) for each in rules] == [Outcome.PASS] * 3


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(max_codepoint=255), max_size=60))
def test_any_content_type(kind: str) -> None:
    """No rule crashes on any value of the header."""
    for requirement in ("content-type-is-documented", "json-charset-is-utf-8", "body-is-json"):
        assert outcome(requirement, answer(kind=kind)) is not Outcome.ERROR


rows = st.lists(st.integers(0, 30), unique=True, max_size=12)


@settings(max_examples=100, deadline=None)
@given(rows, rows, st.data())
def test_changing_list(kept: list[int], gone: list[int], data: st.DataObject) -> None:
    """Rows that disappear or are created, at any place, are not a deviation as long as some row stays."""
    old = [number + 100 for number in gone]
    before = [*old[: len(old) // 2], *kept, *old[len(old) // 2 :]]
    new = [number + 200 for number in data.draw(rows)]
    after = [*new[: len(new) // 2], *kept, *new[len(new) // 2 :]]
    shown = [[{"batch_id": f"{number:032x}"} for number in numbers] for numbers in (before, before, after)]
    if kept or not (before and after):
        found = outcome("repeated-request-gives-same-list", *(answer(body=each) for each in shown))
        assert found is Outcome.PASS


@settings(max_examples=50, deadline=None)
@given(st.permutations(range(8)))
def test_order(order: list[int]) -> None:
    """Any other order of the same rows is a deviation."""
    first, second = ([{"batch_id": f"{number:032x}"} for number in numbers] for numbers in (range(8), order))
    found = outcome("repeated-request-gives-same-list", answer(body=first), answer(body=second))
    assert (found is Outcome.FAIL) == (order != list(range(8)))
