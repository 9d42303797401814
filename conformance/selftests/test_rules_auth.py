"""The rules on credentials: every form of refusal is recognised, and neither data nor the key is revealed."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model import Exchange, Intent, Outcome
from conformance.selftests.exchanges import (
    API_KEY,
    BEARER,
    ERROR,
    HEAD,
    IDS,
    KEY,
    OPEN,
    OPTIONAL,
    ROWS,
    SESSION,
    Example,
    Examples,
    answer,
    assert_example,
    contract,
    dumps,
    each_of,
    fails,
    inapplicable,
    limited,
    outcome,
    passes,
    unanswered,
    unclear,
)

ECHO, DATA = "key-is-never-echoed", "refusal-carries-no-data"
EITHER = contract(security=(BEARER, {"header": []}))
REFUSABLE = [intent for intent in Intent if intent.is_refusable]
LOWERCASE, NO_KEY, WRONG_KEY = Intent.LOWERCASE_SCHEME, Intent.NO_KEY, Intent.WRONG_KEY
NOT_SHOWN = "so a refusal proves nothing"
SHORT = ("bn-1234",)
CHALLENGE = [("WWW-Authenticate", 'Bearer realm="bolna", error="invalid_token"')]
COMMON = {"at": "2026-03-01T12:00:00.000000Z", "by": "support@bolna.example", "see": "https://bolna.example/docs"}
META = {"served_by": "things-api-7f9c5d-xk2lp", "environment": "production-ap-south-1"}
PROSE = "list of customers in the north"


def refused(intent: Intent) -> dict[str, Example]:
    """Return the examples of one way to present credentials."""
    return {
        "401": passes(answer(), answer(401, intent=intent)),
        "403": passes(answer(), answer(403, intent=intent)),
        "400, 404 and 422": passes(answer(), *(answer(code, intent=intent) for code in (400, 404, 422))),
        "with other security": passes(answer(), answer(401, intent=intent), of=EITHER),
        "others are accepted": passes(
            answer(), answer(401, intent=intent), *(answer(intent=each) for each in Intent if each is not intent)
        ),
        "accepted": fails("status: accepted", answer(), answer(200, intent=intent)),
        "accepted with nothing": fails("status: accepted", answer(), answer(204, b"", intent)),
        "accepted where the right key is not": fails("status: accepted", answer(403), answer(200, [], intent)),
        "accepted once": fails("status: accepted", answer(), answer(401, intent=intent), answer(intent=intent)),
        "right key is refused too": unclear(NOT_SHOWN, answer(401), answer(401, intent=intent)),
        "right key finds nothing": unclear(NOT_SHOWN, answer(404), answer(404, intent=intent)),
        "right key finds another one only": unclear(
            NOT_SHOWN, answer(known=IDS[0]), answer(404), answer(404, intent=intent)
        ),
        "right key has no answer": unclear(NOT_SHOWN, unanswered(), answer(403, intent=intent)),
        "too many requests": unclear("no answer shows it", answer(), limited(intent)),
        "neither": unclear("no answer shows it", answer(), answer(500, intent=intent), answer(302, intent=intent)),
        "not asked": unclear("no answer shows it", answer(), answer(401, known=IDS[0])),
        "locked out": unclear("no longer accepted by the end", answer(), answer(401, intent=intent), answer(401)),
        "nothing to refuse": inapplicable("asks for no credentials", answer(intent=intent), of=OPEN),
        "nothing that has to be refused": inapplicable("asks for no credentials", answer(intent=intent), of=OPTIONAL),
    }


def said(body: object, rows: object = None, intent: Intent = WRONG_KEY) -> tuple[Exchange, Exchange]:
    """Return the answer to a known request, and that of a refusal."""
    return answer(body=rows), answer(403, body, intent)


def echoed(place: str, *exchanges: Exchange) -> Example:
    return fails(f"{place}: echo", answer(), *exchanges)


def with_secret(exchange: Exchange, *secrets: str) -> Exchange:
    return replace(exchange, request=replace(exchange.request, secrets=secrets))


def redirected(location: str) -> Exchange:
    return answer(302, b"", kind=None, headers=[("location", location)])


EXAMPLES: Examples = {
    "missing-key-is-refused": refused(NO_KEY),
    "empty-key-is-refused": refused(Intent.EMPTY_KEY),
    "wrong-key-is-refused": refused(WRONG_KEY),
    "truncated-key-is-refused": refused(Intent.TRUNCATED_KEY),
    "half-key-is-refused": refused(Intent.HALF_KEY),
    "appended-key-is-refused": refused(Intent.APPENDED_KEY),
    "other-scheme-is-refused": refused(Intent.OTHER_SCHEME)
    | {
        "no scheme": inapplicable("names no HTTP authentication scheme", answer(), of=API_KEY),
        "nothing to refuse": inapplicable("names no HTTP authentication scheme", answer(), of=OPEN),
    },
    "lowercase-scheme-is-accepted": {
        "accepted": passes(answer(), answer(intent=LOWERCASE)),
        "accepted though the usual one had no answer": passes(unanswered(), answer(intent=LOWERCASE)),
        "refused": fails("status: refused", answer(), answer(401, intent=LOWERCASE)),
        "refused otherwise": fails("status: refused", answer(), answer(422, intent=LOWERCASE)),
        "usual spelling is refused too": unclear("usual spelling either", answer(401), answer(401, intent=LOWERCASE)),
        "server error": unclear("no answer shows it", answer(), answer(500, intent=LOWERCASE)),
        "too many requests": unclear("no answer shows it", answer(), limited(LOWERCASE)),
        "no scheme": inapplicable("names no HTTP authentication scheme", answer(), of=API_KEY),
        "no security": inapplicable("names no HTTP authentication scheme", answer(), of=OPEN),
    },
    "refusal-is-401": {
        "401": passes(answer(), *(answer(401, intent=each) for each in REFUSABLE)),
        "malformed": passes(answer(400, intent=Intent.EMPTY_KEY)),
        "right key is refused too": passes(answer(403), answer(401, intent=NO_KEY)),
        "as the right key": unclear("so it is no refusal", answer(404), answer(404, intent=NO_KEY)),
        "as the right key for that id": unclear(
            "so it is no refusal", answer(known=IDS[0]), answer(422), answer(422, intent=WRONG_KEY)
        ),
        "not as the right key": fails("status: 404", answer(), answer(404, intent=NO_KEY)),
        "403": fails("status: 403", answer(), answer(401, intent=NO_KEY), answer(403, intent=WRONG_KEY)),
        "400 for a key that is not empty": fails("status: 400", answer(400, intent=NO_KEY)),
        "404": fails("status: 404", answer(404, intent=Intent.OTHER_SCHEME)),
        "accepted": unclear("no answer shows it", *(answer(code, intent=NO_KEY) for code in (200, 302, 500))),
        "too many requests": unclear("no answer shows it", answer(), limited(WRONG_KEY)),
        "right key": unclear("no answer shows it", answer(403)),
        "nothing to refuse": inapplicable("asks for no credentials", answer(403, intent=NO_KEY), of=OPTIONAL),
    },
    "challenge-accompanies-401": {
        "challenge": passes(answer(), answer(401, intent=NO_KEY, headers=CHALLENGE)),
        "name in lower case": passes(answer(401, headers=[("www-authenticate", "Bearer")])),
        "several": passes(answer(401, headers=[("WWW-Authenticate", "Basic"), *CHALLENGE])),
        "a word of its own": passes(answer(401, headers=[("WWW-Authenticate", 'ApiKey realm="x"')])),
        "of a key in a header": passes(answer(401, headers=[("WWW-Authenticate", "Basic")]), of=API_KEY),
        "of another scheme": fails(
            "header WWW-Authenticate: scheme", answer(401, headers=[("WWW-Authenticate", 'Basic realm="x"')])
        ),
        "to a HEAD": passes(answer(401, b"", headers=CHALLENGE), of=HEAD),
        "none": fails("header WWW-Authenticate: missing", answer(401, intent=NO_KEY)),
        "empty": fails("header WWW-Authenticate: missing", answer(401, headers=[("WWW-Authenticate", "")])),
        "once": fails("header WWW-Authenticate: missing", answer(401, headers=CHALLENGE), answer(401)),
        "another status": unclear("no answer shows it", answer(), answer(403, intent=NO_KEY), answer(407)),
        "no answer": unclear("no answer in time", unanswered()),
    },
    DATA: {
        "message": passes(*said(ERROR)),
        "empty": passes(*said(b"")),
        "page": passes(*said(b"<h1>Forbidden</h1>")),
        "id of the agent": passes(*said({"message": f"no access to {IDS[0]}"}, [{"batch_id": IDS[1]}])),
        "one text by chance": passes(*said({"detail": PROSE}, [{**ROWS[0], "name": PROSE}])),
        "what everybody is told": passes(*said(META, {"data": ROWS, **META}), answer(404, META, Intent.UNKNOWN)),
        "in a header": fails(
            "body: data", answer(), answer(403, ERROR, WRONG_KEY, headers=[("X-Cache-Tag", f"batch-{IDS[0]}")])
        ),
        "time": passes(*said(COMMON, [{**ROWS[0], **COMMON}])),
        "short texts": passes(*said({"status": "queued", "kind": "batch"}, [{"batch_id": "queued", "x": PROSE}])),
        "names of members": passes(*said({"x": "a_rather_long_name"}, [{"a_rather_long_name": PROSE}])),
        "accepted is another's": passes(*said(ERROR), answer(200, intent=NO_KEY)),
        "rows": fails("body: data", *said(ROWS)),
        "one id": fails("body: data", *said({"error": 1, "message": f"hidden: {IDS[1]}"}, None, NO_KEY)),
        "two texts": fails("body: data", *said([PROSE, f"another {PROSE}"], [{"a": PROSE}, {"a": f"another {PROSE}"}])),
        "within a page": fails("body: data", *said(f"<td>{IDS[0]}</td>".encode())),
        "escaped": fails("body: data", *said(rb'["\u0033' + IDS[0][1:].encode() + b'"]')),
        "in an envelope": fails("body: data", *said({"data": ROWS}, {"data": ROWS, "next": None})),
        "nothing to search for": unclear("returned no data", *said(ERROR, [])),
        "right key is refused too": unclear("returned no data", answer(401), answer(401, intent=NO_KEY)),
        "neither": unclear("no answer shows it", answer(), answer(500, ROWS, NO_KEY), answer(302, ROWS, NO_KEY)),
        "not asked": unclear("no answer shows it", answer(), answer(404, ROWS, Intent.UNKNOWN)),
        "nothing to refuse": inapplicable("asks for no credentials", *said(ROWS), of=OPTIONAL),
    },
    ECHO: {
        "none": passes(answer(), answer(401, intent=WRONG_KEY)),
        "a part": passes(answer(401, {"message": f"invalid key {KEY[:6]}… ({KEY[-4:]})"})),
        "mask": passes(answer(401, {"message": "invalid key bn-****************"})),
        "wrong key": passes(answer(401, {"message": "invalid key xx-0x0x0x00x0x0x00000x0"}, WRONG_KEY)),
        "short beside a long one": passes(answer(body=b'"bn-1234"'), secrets=(KEY, *SHORT)),
        "only where none is asked for": passes(answer(), of=OPTIONAL),
        "body": echoed("body", answer(401, {"message": f"invalid key {KEY}"})),
        "in capitals": echoed("body", answer(401, KEY.upper().encode())),
        "too many requests": echoed("body", limited(body={"key": KEY})),
        "header": echoed("header Location", redirected(f"https://login.example.com/?token={KEY}")),
        "a session is prolonged": passes(answer(headers=[("set-cookie", f"session={KEY}")]), of=SESSION),
        "a session in a body": fails("body: echo", answer(200, KEY.encode()), of=SESSION),
        "cookie": echoed("header Set-Cookie", answer(headers=[("set-cookie", f"key={KEY}; HttpOnly")])),
        "name of a header": echoed("a header's name", answer(headers=[(f"X-{KEY}", "1")])),
        "a person's header": echoed("header with an odd name", answer(headers=[("X-Anna-Smith", KEY)])),
        "odd header": echoed("header with an odd name", answer(headers=[("x_key!", KEY)])),
        "hexadecimal": echoed("body", answer(body=KEY.encode().hex().encode())),
        "base64": echoed("body", answer(body=base64.b64encode(KEY.encode()))),
        "base64 with a name": echoed("body", answer(body=base64.b64encode(f"user:{KEY}".encode()))),
        "truncated key": echoed("body", with_secret(answer(body=KEY[:-1].encode()), KEY[:-1])),
        "another key": fails("body: echo", with_secret(answer(body=b"sa-other-key"), "sa-other-key"), secrets=()),
        "percent-encoded": fails("body: echo", answer(body=b"bn%2F1234%2b56789"), secrets=("bn/1234+56789",)),
        "as an entity": fails("body: echo", answer(body=b"bn&amp;1234&quot;567"), secrets=('bn&1234"567',)),
        "escaped": fails("body: echo", answer(body=rb'"bn\"1234\\5678"'), secrets=(r'bn"1234\5678',)),
        "slash escaped": fails("body: echo", answer(body=rb'"bn\/1234+56789=="'), secrets=("bn/1234+56789==",)),
        "short": unclear("shorter than 8 characters", answer(body=b'"bn-1234"'), secrets=SHORT),
        "no key": unclear("no answer shows it", answer(body=KEY.encode()), secrets=()),
        "no answer": unclear("no answer in time", unanswered()),
        "none is asked for": inapplicable("asks for no credentials", answer(body=KEY.encode()), of=OPEN),
    },
}


@each_of(EXAMPLES)
def test_example(requirement: str, example: Example) -> None:
    """An example has the outcome that it names."""
    assert_example(requirement, example)


@pytest.mark.parametrize("intent", REFUSABLE)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_any_refusal_is_one(intent: Intent, status: int) -> None:
    """Any form of refusal is accepted; the best status is a single SHOULD, reported once."""
    exchanges = (answer(), answer(status, intent=intent, headers=CHALLENGE))
    blamed = {each for each in EXAMPLES if outcome(each, *exchanges) is Outcome.FAIL}
    assert blamed <= ({"refusal-is-401"} if status != 401 else set())


class TestEcho:
    @settings(max_examples=80, deadline=None)
    @given(
        st.text("abcXYZ0189-_.~+/=&\"'%\\ é", min_size=8, max_size=30),
        st.binary(max_size=7),
        st.binary(max_size=7),
        st.integers(0, 4),
    )
    def test_key_in_any_form(self, key: str, before: bytes, after: bytes, form: int) -> None:
        """A key is found among other bytes, as it is and in the usual encodings."""
        forms = (
            key.encode(),
            base64.b64encode(before + key.encode() + after),
            quote(key).encode(),
            json.dumps({"key": key}).encode(),
            key.encode().hex().upper().encode(),
        )
        found = outcome(ECHO, answer(body=before + b" " + forms[form] + b" " + after), secrets=(key,))
        assert found is Outcome.FAIL

    @settings(max_examples=80, deadline=None)
    @given(st.binary(max_size=200))
    def test_no_key(self, body: bytes) -> None:
        """Other bytes are not a key."""
        assert outcome(ECHO, answer(body=body), answer(body=base64.b64encode(body))) is Outcome.PASS

    def test_key_is_not_shown(self) -> None:
        """A finding gives the place and never the key."""
        headers = [(f"X-{KEY}", KEY), ("Set-Cookie", KEY)]
        verdict = passes(answer(401, {"message": KEY}, headers=headers)).verdict(ECHO)
        assert (len(verdict.findings), KEY.lower() in str(verdict).lower()) == (4, False)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.integers(), st.text("0123456789abcdef", min_size=8, max_size=31))
def test_any_message(message: str, code: int, trace_id: str) -> None:
    """A refusal may say anything without revealing data."""
    assert outcome(DATA, *said({"message": message, "error": code, "trace": trace_id})) is Outcome.PASS


def test_data_is_not_shown() -> None:
    """A finding says that there is data, and not which."""
    verdict = fails("", *said(dumps(ROWS))).verdict(DATA)
    assert [text for text in (*IDS, "march") if text in str(verdict.findings)] == []
