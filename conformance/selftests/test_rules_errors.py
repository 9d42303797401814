"""The rules on errors: any body of the documented shape is sound, and no harmless message is taken for a trace."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model import Intent, Outcome
from conformance.selftests.exchanges import (
    HEAD,
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
    inapplicable,
    limited,
    outcome,
    passes,
    unanswered,
    unclear,
)

SHAPE = "error-body-keeps-documented-shape"
TRACE = "error-body-has-no-stack-trace"
NO_ERRORS = contract(responses={"200": content("Batches")})
TEXT_ERRORS = contract(responses={"200": content("Batches"), "400": content("Error", "text/plain")})
BARE_ERRORS = contract(responses={"200": content("Batches"), "400": {"description": "bad"}})
PROBLEMS = contract(responses={"200": content("Batches"), "400": content("Error", "application/problem+json")})
TWO_SHAPES = contract(responses={**RESPONSES, "404": content("Batch")})
VALIDATION = contract(responses={"200": content("Batches"), "422": content("Error")})
SHARED = contract(responses={"200": content("Batches"), "409": content("Error"), "422": content("Error")})
ALIKE_BY_RANGE = contract(responses={"200": content("Batches"), "5XX": content("Error")})
DEFAULT = contract(responses={"200": content("Batches"), "default": content("Error")})


def harmless(message: str) -> Example:
    return passes(answer(500, {"error": 500, "message": message}), answer(400, message.encode(), kind="text/plain"))


def leaked(trace: str) -> Example:
    return fails(
        "body: stack-trace",
        answer(404),
        answer(500, {"error": 500, "message": trace}),
        answer(500, trace.encode(), kind="text/html"),
    )


EXAMPLES: Examples = {
    SHAPE: {
        "same shape": passes(answer(404), answer(401, intent=Intent.NO_KEY)),
        "more members": passes(answer(404, {"error": 1001, "message": "", "detail": None, "trace_id": "x"})),
        "of any problem": passes(answer(404, kind="application/problem+json"), of=PROBLEMS),
        "mislabelled": passes(answer(404, kind="text/plain")),
        "one of two shapes": passes(answer(401), answer(500, {"status": "queued"}), of=TWO_SHAPES),
        "a gateway's": passes(answer(404), *(answer(code, b"<h1>", kind="text/html") for code in (502, 503, 504))),
        "too many requests": passes(answer(404), limited(body={"detail": "slow down"})),
        "a success": passes(answer(404), answer(204, b""), answer(302, b"")),
        "detail": fails("body: shape of 403", answer(403, {"detail": "Not authenticated"})),
        "wrong type": fails("body: shape of 404", answer(404, {"error": "not_found", "message": "no"})),
        "rows": fails("body: shape of 500", answer(500, ROWS)),
        "page": fails("body: shape of 404", answer(404), answer(404, b"<h1>Not Found</h1>", kind="text/html")),
        "empty": fails("body: shape of 401", answer(401, b"", kind=None)),
        "same shape in two pieces": fails("body: shape of 404", answer(404, b'{"error":', kind=None)),
        "unreadable": unclear("cannot be parsed", answer(404, b"{", kind="application/json")),
        "documented": unclear("no answer shows it", answer(400, {"detail": "no"}), answer(200)),
        "documented by default": unclear("no answer shows it", answer(404, {"detail": "no"}), of=DEFAULT),
        "no body to a HEAD": unclear("no answer shows it", answer(404, b""), of=HEAD),
        "no answer": unclear("no answer in time", unanswered()),
        "shared by two statuses": fails("body: shape of 404", answer(404, {"detail": "no"}), of=SHARED),
        "of a range": fails("body: shape of 404", answer(404, {"detail": "no"}), of=ALIKE_BY_RANGE),
        "of 422 alone": inapplicable("more than one status", answer(404, {"detail": "no"}), of=VALIDATION),
        "no errors in the contract": inapplicable("documents no body for errors", answer(404), of=NO_ERRORS),
        "no body in the contract": inapplicable("documents no body for errors", answer(404), of=BARE_ERRORS),
        "texts in the contract": inapplicable("documents no body for errors", answer(404), of=TEXT_ERRORS),
    },
    TRACE: {
        "none": passes(answer(400), answer(401), answer(500)),
        "empty": passes(answer(500, b"")),
        "sentence": harmless("The batch was not found at this place (see the docs), line 3."),
        "place in a text": harmless("Unexpected token } in JSON at position (1:5)"),
        "time": harmless("The request failed at gateway (2024-01-01T10:00:00)"),
        "address": harmless("No route at host (10.0.0.1:8080)"),
        "host": harmless("No route at host (api.bolna.ai:443)"),
        "hour": harmless("Calls start at noon (12:30)"),
        "place on a page": harmless("no documentation of errors#at /batches/x:10:20"),
        "file in a list": harmless('The file "customers.csv", line 12, has no phone number'),
        "name of a file": harmless("File report.py is no CSV; try at /batches:1"),
        "number": harmless("See #12 of (3)"),
        "database": harmless("The database is busy; SQL is not accepted here"),
        "traceback in words": harmless("Traceback is disabled"),
        "panic in words": harmless("The main thread was interrupted, do not panic"),
        "Python": leaked('Traceback (most recent call last):\n  File "/app/main.py", line 7, in get\nKeyError'),
        "Python without its head": leaked('  File "/srv/api/batches.py", line 112, in list_batches'),
        "Java": leaked("java.lang.NullPointerException\n\tat com.bolna.Batches.list(Batches.java:42)"),
        "Kotlin": leaked("at com.bolna.BatchesKt$list$1.invokeSuspend(Batches.kt:42)"),
        "Java behind a module": leaked("at java.base/java.util.Optional.get(Optional.java:143)"),
        "Node": leaked("Error: no\n    at Layer.handle [as handle_request] (/srv/node_modules/express/layer.js:95:5)"),
        "Node itself": leaked("    at process.processTicks (node:internal/process/task_queues:95:5)"),
        "a module of Node": leaked("    at run (file:///srv/app/main.mjs:10:3)"),
        "nameless function": leaked("    at /srv/app/batches.js:12:34"),
        ".NET": leaked("   at Bolna.Api.Get(String id) in /src/Bolna/Api.cs:line 12"),
        "PHP": leaked("#0 /var/www/html/index.php(23): Batches->list()"),
        "Go": leaked("goroutine 1 [running]:\nmain.main()"),
        "Ruby": leaked("app/models/batch.rb:12:in `list'"),
        "Ruby 3.4": leaked("app/models/batch.rb:12:in 'Batch#list'"),
        "Rust": leaked("thread 'main' panicked at src/main.rs:2:5"),
        "Django": leaked("because you have <code>DEBUG = True</code> in your settings file"),
        "PostgreSQL": leaked('ERROR: syntax error at or near "FROM" at character 9'),
        "PDO": leaked("SQLSTATE[42S02]: Base table or view not found"),
        "Oracle": leaked("ORA-00942: table or view does not exist"),
        "asyncpg": leaked("asyncpg.exceptions.DataError: invalid input for query argument $1"),
        "uuid of PostgreSQL": leaked('invalid input syntax for type uuid: "undefined"'),
        "SQLAlchemy": leaked("[SQL: SELECT batches.id FROM batches]"),
        "MySQL": leaked("Unknown column 'agent' in 'where clause'"),
        "MongoDB": leaked('Cast to ObjectId failed for value "undefined" (type string) at path "_id"'),
        "Prisma": leaked("Invalid `prisma.batch.findMany()` invocation in /srv/app/src/batches.ts:31:40"),
        "machine behind": leaked("connect ECONNREFUSED 10.0.3.7:5432"),
        "Java without its file": leaked("\tat java.util.UUID.fromString(Unknown Source)"),
        "Spring": leaked("Failed to convert value; nested exception is java.lang.IllegalArgumentException"),
        ".NET without its file": leaked("   at System.Guid.Parse(String input)"),
        "Perl": leaked("Can't locate object method at /srv/lib/Batches.pm line 33."),
        "psycopg": leaked("(psycopg2.OperationalError) could not connect"),
        "in a success": unclear("no answer shows it", answer(200, b"Traceback (most recent call last):")),
        "no body to a HEAD": unclear("no answer shows it", answer(500, b""), of=HEAD),
        "no answer": unclear("no answer in time", unanswered()),
    },
}


@each_of(EXAMPLES)
def test_example(requirement: str, example: Example) -> None:
    """An example has the outcome that it names."""
    assert_example(requirement, example)


TRACES = [name for name, each in EXAMPLES[TRACE].items() if each.outcome is Outcome.FAIL]


@pytest.mark.parametrize("name", TRACES)
def test_trace_is_not_shown(name: str) -> None:
    """The finding names what is found, and never repeats it."""
    (finding,) = EXAMPLES[TRACE][name].verdict(TRACE).findings
    assert (finding.actual in finding.message, finding.count) == (True, 2)
    assert [part for part in ("bolna", "/srv", "main", "batch.rb") if part in finding.actual] == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.integers(-(2**31), 2**31 - 1), st.dictionaries(st.text(max_size=3), st.none()))
def test_any_message(message: str, code: int, more: dict[str, None]) -> None:
    """Any text, code and further member match the documented shape, and are not a trace."""
    error = answer(404, {**more, "error": code, "message": message})
    assert [outcome(each, error) for each in (SHAPE, TRACE)] == [Outcome.PASS] * 2


@pytest.mark.parametrize("part", ["a", "at ", "at (", "at a.b(", "#1 ", ".rb:1", "File '", "thread '", "/"])
def test_great_body(part: str) -> None:
    """A large body is searched quickly."""
    error = answer(500, part.encode() * (400_000 // len(part)), kind="text/plain")
    started = time.process_time()
    assert outcome(TRACE, error) is Outcome.PASS
    assert time.process_time() - started < 2
