"""Mutants whose errors break the contract's schema, come from a framework, or reveal internals of the server."""

from __future__ import annotations

from conformance.reference.api import Answer
from conformance.reference.mutants.base import SOUND, Row, Table, wrong_answer

_ERROR = "schema:#/components/schemas/Error"
_MESSAGE = "agent_id is malformed"
_PYTHON = """Traceback (most recent call last):
  File "/srv/app/routes/batches.py", line 48, in list_batches
    agent = UUID(agent_id)
  File "/usr/lib/python3.11/uuid.py", line 178, in __init__
    raise ValueError('badly formed hexadecimal UUID string')
ValueError: badly formed hexadecimal UUID string"""
_JAVASCRIPT = """Error: Agent not found
    at findAgent (/srv/app/dist/agents.js:61:11)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)"""
_JAVA = """java.lang.NullPointerException: agent
\tat com.example.agents.Agents.find(Agents.java:61)
\tat com.example.batches.Batches.list(Batches.java:48)"""
_PHP = """PHP Fatal error:  Uncaught Error: Call to a member function batches() on null in /srv/app/Agents.php:61
Stack trace:
#0 /srv/app/Batches.php(48): Agents->find('agent')
#1 {main}
  thrown in /srv/app/Agents.php on line 61"""
_QUERY = "(psycopg2.errors.InvalidTextRepresentation) invalid input syntax for type uuid: [SQL: SELECT * FROM b]"


def _body(name: str, fault: str, body: object) -> Row:
    """Return a mutant with another body of the error for a malformed id."""
    return wrong_answer(name, fault, malformed=SOUND.reply(400, body))


def _code(name: str, fault: str, code: object) -> Row:
    """Return a mutant with another code in the error for a malformed id."""
    return _body(name, fault, {"error": code, "message": _MESSAGE})


def _message(name: str, fault: str, message: object) -> Row:
    """Return a mutant with another message in the error for a malformed id."""
    return _body(name, fault, {"error": 1001, "message": message})


TABLE: Table = {
    f"{_ERROR}/type": [
        _body("error-is-text", "An error is a bare string.", _MESSAGE),
        _body("error-is-list", "An error is a list of errors.", [{"error": 1001, "message": _MESSAGE}]),
        _body("error-is-null", "An error is null.", None),
    ],
    f"{_ERROR}/required": [
        _body(
            "error-has-detail",
            'An error has the body `{"detail": …}`, as some frameworks write it.',
            {"detail": _MESSAGE},
        ),
        _body("error-has-no-code", "An error has a message and no code.", {"message": _MESSAGE}),
        _body(
            "error-is-list-of-errors",
            "An error is an object with a list of errors, as in JSON:API.",
            {"errors": [{"status": "400", "title": _MESSAGE}]},
        ),
        _body("error-is-empty-object", "An error is an empty object.", {}),
    ],
    f"{_ERROR}/properties/error/type": [
        _code("error-code-is-name", "The code of an error is a name.", "AGENT_ID_MALFORMED"),
        _code("error-code-is-null", "The code of an error is null.", None),
        _code("error-code-is-text", "The code of an error is a number in quotes.", "1001"),
        _code("error-code-is-true", "The code of an error is just `true`.", True),
    ],
    f"{_ERROR}/properties/error/format": [
        _code("error-code-overflows", "The code of an error is an unsigned 32-bit number.", 0x8004_0001)
    ],
    "json-integers-have-no-fraction": [
        _code("error-code-has-fraction", "The code of an error is written as `1001.0`.", 1001.0)
    ],
    f"{_ERROR}/properties/message/type": [
        _message("error-message-is-list", "The message of an error is a list of messages.", [_MESSAGE]),
        _message("error-message-is-null", "An error has null for its message.", None),
        _message(
            "error-message-is-object",
            "The message of an error is an object with a text for each field.",
            {"agent_id": "is malformed"},
        ),
    ],
    "error-body-has-no-stack-trace": [
        _message("error-shows-traceback", "The message of an error is a Python traceback.", _PYTHON),
        _message("error-shows-query", "The message of an error is the database query that failed.", _QUERY),
        wrong_answer(
            "unknown-agent-shows-stack",
            "The error for an agent that does not exist has a JavaScript stack trace beside its message.",
            unknown=SOUND.reply(404, {"error": 404, "message": "Agent not found", "stack": _JAVASCRIPT}),
        ),
        wrong_answer(
            "unknown-agent-shows-java",
            "The error for an agent that does not exist has a Java stack trace as its message.",
            unknown=SOUND.error(404, 404, _JAVA),
        ),
        wrong_answer(
            "unknown-agent-shows-php",
            "The error for an agent that does not exist has a PHP stack trace as its message.",
            unknown=SOUND.error(404, 404, _PHP),
        ),
    ],
    "error-body-keeps-documented-shape": [
        wrong_answer(
            "unknown-agent-has-nested-error",
            "The error for an agent that does not exist has its code and message one level deeper.",
            unknown=SOUND.reply(404, {"error": {"code": 404, "message": "Agent not found"}}),
        ),
        wrong_answer(
            "unknown-agent-has-empty-error",
            "The error for an agent that does not exist has no body at all.",
            unknown=Answer(404, (), b""),
        ),
    ],
    "body-is-json": [
        wrong_answer(
            "error-is-page",
            "An error is an HTML page, labelled as JSON.",
            malformed=Answer(400, (("Content-Type", SOUND.content_type),), b"<h1>Bad Request</h1>"),
        )
    ],
    "content-type-is-documented": [
        wrong_answer(
            "error-is-plain-text",
            "An error is a line of text, labelled as plain text.",
            malformed=Answer(400, (("Content-Type", "text/plain"),), b"agent_id is malformed"),
        ),
        wrong_answer(
            "error-is-html",
            "An error is labelled as HTML.",
            malformed=SOUND.malformed("").with_header("Content-Type", "text/html"),
        ),
    ],
    "json-charset-is-utf-8": [
        wrong_answer(
            "error-charset-is-ascii",
            "An error is labelled as ASCII.",
            malformed=SOUND.malformed("").with_header("Content-Type", "application/json; charset=us-ascii"),
        )
    ],
}
