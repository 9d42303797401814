"""Every rule on the API with answers that keep it, answers that break it, and answers that show nothing."""

from __future__ import annotations

import base64

import pytest

from conformance.contract.ledger import load_ledger
from conformance.contract.load import SPEC
from conformance.model import Intent, Outcome, Subject
from conformance.rules.registry import api_rules
from conformance.selftests.answers import (
    HEAD,
    ID,
    KEY,
    KEYED,
    NO_ANSWER,
    OPEN,
    THING,
    Answer,
    known,
    outcome,
    rows,
    to,
    typed,
)

PASS, FAIL, OPEN_QUESTION, INAPPLICABLE = Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE, Outcome.INAPPLICABLE
JSON = ("Content-Type", "application/json")
TEXT = "a text that is long enough to tell"
TRACE = rb'{"error": 1, "message": "boom\n\tat com.x.Batch.get(Batch.java:12)"}'
OTHER = "5d2f9c18-e3a4-4b07-8c6e-91b0f4d7a235"


def refused(intent: Intent) -> dict[Outcome, list[tuple[Answer, ...]]]:
    """Return the examples of a rule on credentials that have to be refused."""
    return {
        PASS: [(known(), to(intent, status)) for status in (400, 401, 403, 404)],
        FAIL: [(known(), to(intent, 200, rows(1))), (to(intent, 200, b"[]"),), (to(intent, 204, b""),)],
        OPEN_QUESTION: [(), (NO_ANSWER,), (to(intent, 401),), (to(Intent.KNOWN, 403), to(intent, 403)), (known(),)],
    }


def text(body: bytes, **changes: object) -> tuple[Answer, ...]:
    """Return one answer with a body that claims to be JSON."""
    return (known(body, **changes),)


EXAMPLES: dict[str, dict[Outcome, list[tuple[Answer, ...]]]] = {
    "answer-is-not-a-redirect": {
        PASS: [(known(),), (to(Intent.UNKNOWN, 404),)],
        FAIL: [
            (known(status=301, headers=(("Location", f"/things/{ID}/"),)),),
            (known(), to(Intent.NO_KEY, 302, b"", headers=(("Location", "https://login.example.org/"),))),
            (known(status=308, headers=()),),
            (known(status=304, body=b""),),
            (known(status=307, headers=(("Location", "http://[::1"),)),),
        ],
        OPEN_QUESTION: [(), (NO_ANSWER,)],
    },
    "answer-is-not-a-server-error": {
        PASS: [(known(),), (to(Intent.MALFORMED, 400),), (known(), to(Intent.UNKNOWN, 404))],
        FAIL: [(to(Intent.MALFORMED, 500),), (known(), to(Intent.NO_KEY, 502, b"")), (known(status=503),)],
        OPEN_QUESTION: [(), (known(status=503, headers=(("Retry-After", "5"),)),), (NO_ANSWER,)],
    },
    "body-has-no-byte-order-mark": {
        PASS: [text(b"[]"), text(rows(1)), text('["\ufeff"]'.encode())],
        FAIL: [text(b"\xef\xbb\xbf[]")],
        OPEN_QUESTION: [(), (NO_ANSWER,), (known(status=204, body=b""),), (typed("text/html", body=b"\xef\xbb\xbf<"),)],
    },
    "body-is-json": {
        PASS: [
            text(b' \n[1e2, -0, "\\u00e9"]\r\n'),
            text(b"null"),
            text(b'"\\ud83d\\ude00"'),
            text(b"12345678901234567890"),
        ],
        FAIL: [
            text(each) for each in (b"", b"[1,]", b"{'a': 1}", b"[] []", b"[01]", b"[1] // x", b"\x0c[]", b"<html>")
        ],
        OPEN_QUESTION: [(), (NO_ANSWER,), text(b"[" * 100 + b"]" * 100)],
    },
    "body-is-utf-8": {
        PASS: [text('["é", "\U0001f600"]'.encode()), text(b"[]")],
        FAIL: [text('["é"]'.encode("latin-1")), text('["a"]'.encode("utf-16")), text(b'["\xed\xa0\x80"]')],
        OPEN_QUESTION: [(), (NO_ANSWER,)],
    },
    "called-for-status-is-documented": {
        PASS: [(to(Intent.MALFORMED, 400),), (known(), to(Intent.NO_KEY, 400))],
        FAIL: [(known(), to(Intent.WRONG_KEY, 401)), (known(), to(Intent.UNKNOWN, 404)), (to(Intent.MALFORMED, 422),)],
        OPEN_QUESTION: [(), (known(),), (to(Intent.KNOWN, 401),), (known(), to(Intent.MALFORMED, 418))],
    },
    "challenge-accompanies-401": {
        PASS: [(to(Intent.NO_KEY, 401, headers=(("www-authenticate", "Bearer"),)),)],
        FAIL: [(to(Intent.NO_KEY, 401),), (to(Intent.WRONG_KEY, 401, headers=(("WWW-Authenticate", ""),)),)],
        OPEN_QUESTION: [(), (known(),), (to(Intent.NO_KEY, 403),), (NO_ANSWER,)],
    },
    "content-type-is-documented": {
        PASS: [
            *((typed(each),) for each in ("application/json", "Application/JSON", "application/json; charset=UTF-8")),
            (typed('application/json;charset="utf-8"'),),
            (to(Intent.MALFORMED, 400),),
        ],
        FAIL: [(typed("text/plain"),), (typed("text/html; charset=utf-8"),), (known(headers=()),), (typed("json"),)],
        OPEN_QUESTION: [(), (to(Intent.UNKNOWN, 404, headers=()),), (NO_ANSWER,)],
    },
    "empty-key-is-refused": refused(Intent.EMPTY_KEY),
    "error-body-has-no-stack-trace": {
        PASS: [
            (to(Intent.UNKNOWN, 404),),
            (to(Intent.MALFORMED, 400, b'{"error": 1, "message": "meet me at noon (12:30)"}'),),
            (to(Intent.MALFORMED, 400, b"file is too large at line 3"),),
        ],
        FAIL: [
            (to(Intent.MALFORMED, 500, each),)
            for each in (
                TRACE,
                b"Traceback (most recent call last):\n",
                b'{"message": "  File \\"/srv/app.py\\", line 3, in get"}',
                b"Error\n    at Layer.handle [as handle_request] (/srv/node_modules/router.js:95:5)",
                b"goroutine 1 [running]:",
                b"#0 /var/www/index.php(12): get()",
                b"app.rb:3:in `get'",
                b"   at App.Get(Int32 id) in C:\\app\\Get.cs:line 7",
                b"thread 'main' (4711) panicked at src/main.rs:4:5",
                b'{"message": "SQLSTATE[42P01]: undefined table"}',
            )
        ],
        OPEN_QUESTION: [(), (known(body=TRACE),), (NO_ANSWER,)],
    },
    "error-body-keeps-documented-shape": {
        PASS: [(to(Intent.UNKNOWN, 404),), (to(Intent.NO_KEY, 401), to(Intent.WRONG_KEY, 403))],
        FAIL: [
            (to(Intent.NO_KEY, 403, b'{"detail": "no"}'),),
            (to(Intent.UNKNOWN, 404, b"not found", headers=(("Content-Type", "text/plain"),)),),
            (to(Intent.UNKNOWN, 404, b"", headers=()),),
            (to(Intent.UNKNOWN, 404, b'{"error": "7", "message": "no"}'),),
        ],
        OPEN_QUESTION: [(), (known(),), (to(Intent.MALFORMED, 400, b"{}"),), (known(status=503, body=b"busy"),)],
    },
    "json-charset-is-utf-8": {
        PASS: [
            (typed(each),)
            for each in ("application/json", "application/json; charset=UTF-8", 'application/json; charset="utf8"')
        ],
        FAIL: [(typed("application/json; charset=iso-8859-1"),), (typed("application/json;CHARSET=utf-16"),)],
        OPEN_QUESTION: [(), (typed("text/plain; charset=latin-1"),), (NO_ANSWER,)],
    },
    "json-integers-have-no-fraction": {
        PASS: [text(rows(1)), text(rows(2**31 - 1)), text(b'[{"count": 1, "weight": 7.0}]'), text(b'[{"count": 7.5}]')],
        FAIL: [text(b'[{"count": 7.0}]'), text(b'[{"count": 1}, {"count": 1e2}]'), text(b'[{"count": -0.0}]')],
        OPEN_QUESTION: [(), text(b"[]"), text(b'[{"weight": 7.0}]'), (NO_ANSWER,)],
    },
    "json-names-are-unique": {
        PASS: [text(b'[{"a": 1}, {"a": 1}]'), text(b'{"a": 1, "A": 2}')],
        FAIL: [text(b'[{"a": 1, "a": 1}]'), text(b'{"a": 1, "\\u0061": 2}'), text(b'[{"b": {"c": 1, "c": 2}}]')],
        OPEN_QUESTION: [(), text(b"[1,]"), (NO_ANSWER,)],
    },
    "json-numbers-are-finite": {
        PASS: [text(b"[1e308, -1.5e-400, 0.1]"), text(b'["NaN"]')],
        FAIL: [text(b"[NaN]"), text(b"[-Infinity]"), text(b"[1e999]")],
        OPEN_QUESTION: [(), text(b"{"), (NO_ANSWER,)],
    },
    "json-strings-are-unicode": {
        PASS: [text(b'["\\ud83d\\ude00"]'), text('["\U0001f600"]'.encode())],
        FAIL: [text(b'["\\ud83d"]'), text(b'{"\\ude00": 1}'), text(b'["\\ude00\\ud83d"]')],
        OPEN_QUESTION: [(), text(b"{"), (NO_ANSWER,)],
    },
    "key-is-never-echoed": {
        PASS: [(known(),), (to(Intent.WRONG_KEY, 401, b'{"error": 1, "message": "invalid key bn-4f\\u2026"}'),)],
        FAIL: [
            (known(body=f'["{KEY}"]'.encode()),),
            (known(body=KEY.upper().encode()),),
            (known(body=KEY.encode().hex().encode()),),
            *(
                (known(body=base64.b64encode(before + KEY.encode() + b"more")),)
                for before in (b"", b"u", b"u:", b"u:1")
            ),
            (known(headers=(JSON, ("Set-Cookie", f"token={KEY}"))),),
            (known(headers=(JSON, ("Location", f"/x?key={KEY}"))),),
        ],
        OPEN_QUESTION: [(), (NO_ANSWER,)],
    },
    "lowercase-scheme-is-accepted": {
        PASS: [(known(), to(Intent.LOWERCASE_SCHEME, 200, rows(1)))],
        FAIL: [(known(), to(Intent.LOWERCASE_SCHEME, status)) for status in (400, 401, 403)],
        OPEN_QUESTION: [(), (known(),), (to(Intent.LOWERCASE_SCHEME, 401),), (NO_ANSWER,)],
    },
    "malformed-parameter-is-refused": {
        PASS: [(to(Intent.MALFORMED, status),) for status in (400, 404, 422)],
        FAIL: [(to(Intent.MALFORMED, 200, b"[]"),), (to(Intent.MALFORMED, 400), to(Intent.MALFORMED, 200, rows(1)))],
        OPEN_QUESTION: [(), (known(),), (to(Intent.LENIENT, 200, rows(1)),), (NO_ANSWER,)],
    },
    "missing-key-is-refused": refused(Intent.NO_KEY),
    "other-scheme-is-refused": refused(Intent.OTHER_SCHEME),
    "refusal-carries-no-data": {
        PASS: [
            (known(), to(Intent.WRONG_KEY, 401)),
            (known(rows(1, at="2026-01-01T00:00:00Z")), to(Intent.NO_KEY, 401, b'{"at": "2026-01-01T00:00:00Z"}')),
            (known(rows(1, help="https://example.com/help")), to(Intent.NO_KEY, 401, b"see https://example.com/help")),
            (known(rows(1, of=ID.replace("-", ""))), to(Intent.NO_KEY, 401, ID.replace("-", "").encode())),
            (known(rows(1, note=TEXT)), to(Intent.NO_KEY, 401, TEXT.encode())),
            (to(Intent.NO_KEY, 401, b""),),
        ],
        FAIL: [
            (known(), to(Intent.WRONG_KEY, 403, rows(1))),
            (known(rows(1, a=TEXT, b=TEXT[::-1])), to(Intent.NO_KEY, 401, f"{TEXT} {TEXT[::-1]}".encode())),
            (
                known(rows(1, a=f"{TEXT} é", b=f"{TEXT} è")),
                to(Intent.NO_KEY, 401, rows(1, a=f"{TEXT} é", b=f"{TEXT} è")),
            ),
        ],
        OPEN_QUESTION: [(), (known(b"[]"), to(Intent.NO_KEY, 401)), (NO_ANSWER,), (known(),)],
    },
    "refusal-is-401": {
        PASS: [(to(Intent.WRONG_KEY, 401),), (to(Intent.EMPTY_KEY, 400),)],
        FAIL: [(to(Intent.WRONG_KEY, 403),), (to(Intent.NO_KEY, 400),), (to(Intent.OTHER_SCHEME, 404),)],
        OPEN_QUESTION: [(), (known(),), (to(Intent.WRONG_KEY, 200),), (NO_ANSWER,)],
    },
    "repeated-request-gives-same-list": {
        PASS: [
            (known(), known()),
            (known(b"[]"), known(b"[]"), known(b"[]")),
            (known(rows(1, 2)), known(rows(1, 2, 3)), known(rows(1, 2, 3))),
            (known(rows(1, 2, 3)), known(rows(2, 3)), known(rows(2, 3))),
            (known(rows(1, 2, state="new")), known(rows(1, 2, state="old")), known(rows(1, 2, state="old"))),
            (known(rows(1, 2)), known(rows(2)[:-1] + b", " + rows(1, state="old")[1:]), known(rows(2))),
        ],
        FAIL: [
            (known(rows(1, 2)), known(rows(2, 1))),
            (known(rows(1, 2)), known(rows(3, 4))),
            (known(rows(1, 2)), known(rows(1)), known(rows(1, 2))),
            (known(rows(1, state="new")), known(rows(1, state="old")), known(rows(1, state="new"))),
        ],
        OPEN_QUESTION: [(), (known(),), (known(), known(known=OTHER)), (known(b"[1]"), known(b"[2]")), (NO_ANSWER,)],
    },
    "status-is-documented": {
        PASS: [(known(),), (to(Intent.MALFORMED, 400),), (known(), to(Intent.UNKNOWN, 404), to(Intent.NO_KEY, 401))],
        FAIL: [
            (to(Intent.KNOWN, 404),),
            (known(), to(Intent.KNOWN, 403)),
            (known(status=201),),
            (known(), to(Intent.MALFORMED, 418)),
            (known(), to(Intent.WRONG_KEY, 402)),
        ],
        OPEN_QUESTION: [(), (to(Intent.KNOWN, 401),), (to(Intent.UNKNOWN, 404),), (NO_ANSWER,)],
    },
    "truncated-key-is-refused": refused(Intent.TRUNCATED_KEY),
    "uuid-parameter-ignores-case": {
        PASS: [
            (known(), to(Intent.RESPELLED, 200, rows(1, 2))),
            (known(), to(Intent.RESPELLED, 200, rows(2, 3))),
            (known(b"[]"), to(Intent.RESPELLED, 200, b"[]")),
        ],
        FAIL: [
            (known(), to(Intent.RESPELLED, 404)),
            (known(), to(Intent.RESPELLED, 200, b"[]")),
            (known(), to(Intent.RESPELLED, 200, rows(8, 9))),
        ],
        OPEN_QUESTION: [
            (),
            (known(),),
            (to(Intent.RESPELLED, 404),),
            (known(rows(1)), known(rows(2)), to(Intent.RESPELLED, 200, rows(3))),
            (NO_ANSWER,),
        ],
    },
    "valid-request-succeeds": {
        PASS: [(known(),), (known(status=204, body=b""),)],
        FAIL: [(to(Intent.KNOWN, 400),), (known(), to(Intent.KNOWN, 400))],
        OPEN_QUESTION: [(), (to(Intent.KNOWN, 401),), (to(Intent.UNKNOWN, 404),), (NO_ANSWER,)],
    },
    "wrong-key-is-refused": refused(Intent.WRONG_KEY),
}
CASES = [
    pytest.param(rule, expected, answers, id=f"{rule}-{expected}-{number}")
    for rule, by_outcome in EXAMPLES.items()
    for expected, examples in by_outcome.items()
    for number, answers in enumerate(examples)
]
NEEDS_CREDENTIALS = [
    "key-is-never-echoed",
    "refusal-carries-no-data",
    "refusal-is-401",
    *(rule for rule in EXAMPLES if rule.endswith("is-refused") and "parameter" not in rule),
]


@pytest.mark.parametrize(("rule", "expected", "answers"), CASES)
def test_example(rule: str, expected: Outcome, answers: tuple[Answer, ...]) -> None:
    """A rule tells answers that keep it, answers that break it and answers that show nothing from each other."""
    assert expected is outcome(rule, *answers)


def test_every_rule_has_examples() -> None:
    """Every rule of the ledger has an example of each kind."""
    ledger = load_ledger(SPEC / "requirements")
    ours = {name for name in api_rules() if ledger[name].subject in (Subject.API, Subject.DOCUMENT)}
    assert {name for name, examples in EXAMPLES.items() if {PASS, FAIL, OPEN_QUESTION} <= examples.keys()} == ours


@pytest.mark.parametrize("rule", NEEDS_CREDENTIALS)
def test_no_credentials(rule: str) -> None:
    """What is said of credentials does not apply where the contract asks for none."""
    assert outcome(rule, known(b"[]"), operation=OPEN) is INAPPLICABLE


@pytest.mark.parametrize("rule", ["other-scheme-is-refused", "lowercase-scheme-is-accepted"])
def test_no_scheme(rule: str) -> None:
    """What is said of a scheme's name does not apply to a key in a header of its own."""
    assert outcome(rule, known(b"[]"), operation=KEYED) is INAPPLICABLE


@pytest.mark.parametrize("rule", ["uuid-parameter-ignores-case", "malformed-parameter-is-refused"])
def test_no_parameter(rule: str) -> None:
    """What is said of parameters does not apply where there are none."""
    assert outcome(rule, known(b"[]"), operation=OPEN) is INAPPLICABLE


@pytest.mark.parametrize(
    "rule", [rule for rule in EXAMPLES if rule.startswith(("body-", "json-names", "json-numbers"))]
)
def test_head(rule: str) -> None:
    """What is said of bodies does not apply to HEAD."""
    assert outcome(rule, known(b""), operation=HEAD) is INAPPLICABLE


@pytest.mark.parametrize("status", [400, 401, 404, 499])
def test_ranges(status: int) -> None:
    """A range documents every status in it, and a media range every type."""
    assert outcome("status-is-documented", to(Intent.NO_KEY, status), operation=KEYED) is PASS
    assert outcome("content-type-is-documented", typed("text/csv"), operation=KEYED) is PASS


def test_one_body_is_not_every_body() -> None:
    """One bad answer among good ones is a deviation."""
    for rule, by_outcome in EXAMPLES.items():
        for answers in by_outcome[FAIL]:
            assert outcome(rule, *by_outcome[PASS][0], *answers, operation=THING) is FAIL, rule
