"""No error response shows the inside of the server.

What it checks: The body of every error: stack traces of common platforms, pages of their debug modes, errors of
databases and internal addresses.

Why it matters: A stack trace tells an attacker the framework, its version and the paths of files (OWASP API8:2023).

Example: `{"message": "Traceback (most recent call last): …"}`.

Fix: Turn debug mode off, log the details on the server, and send a generic message with an id to look them up by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.api._texts import shown
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, has_body, status
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OWASP API Security Top 10, API8:2023 (security misconfiguration)",
    since="0.1.0",
    clause="OWASP API8:2023",
)
_TRACES = {
    "a stack trace of Python": r"Traceback \(most recent call last\)|File .{1,3}?[^\s\"]{1,200}\.py\\?\", line \d+",
    "a stack trace of Java or JavaScript": (
        r"\bat [\w$.<>/ \[\]]{1,200}\("
        r"(?:[^()\s]{1,200}\.(?:java|kts?|scala|groovy|clj|vue|[cm]?[jt]sx?)|node:[\w/]{1,100}):\d+(?::\d+)?\)"
    ),
    "a stack trace of Rust": r"thread '[^']{1,100}'(?: \(\d+\))? panicked at|\bat /[^\s()]{1,200}\.rs:\d+:\d+",
    "a stack trace of JavaScript": r"\bat (?:file://|/)[^\s()]{1,200}\.[cm]?[jt]sx?:\d+:\d+",
    "a stack trace of Java": r"\bat [\w$.]{1,200}\((?:Unknown Source|Native Method)\)|\bnested exception is \w+\.",
    "a stack trace of .NET": (
        r"\bat [\w.`<>]{1,200}\([^()]{0,200}\) in [^\r\n]{1,200}:line \d+|\bat System\.[\w.]{1,100}\([^()]{0,200}\)"
    ),
    "a stack trace of Perl": r"\bat /[^\s()]{1,200}\.p[lm] line \d+",
    "a stack trace of PHP": r"#\d+ [^\s()]{1,200}\.php\(\d+\)",
    "a stack trace of Go": r"goroutine \d+ \[[a-z ]+\]:",
    "a stack trace of Ruby": r"\w\.rb:\d+:in [`\']",
    "the address of a machine behind it": r"\bconnect E[A-Z]{4,12} [\d.:a-f\[\]]{3,45}:\d+",
    "Django's page for developers": r"you have <code>DEBUG = True</code>",
    "an error of the database": (
        r"SQLSTATE\[|\bORA-\d{5}:|syntax error at or near \\?\"|error in your SQL syntax|\[SQL: [A-Z]+ "
        r"|\b(?:psycopg2?|sqlite3|asyncpg|pymysql|sqlalchemy)\.[\w.]*(?:Error|errors|exc|exceptions)\b"
        r"|invalid input syntax for type \w+:|\bCast to \w+ failed for value|\.\w+\(\)` invocation in"
        r"|\bUnknown column '[^']{1,100}' in '|\bPG::\w+:"
    ),
}
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Search every error for the stack traces of common platforms, and for what their debug modes show."""
    for exchange in evidence.answers:
        if status(exchange) < 400 or not has_body(exchange):
            continue
        text = shown(evidence, exchange)
        found = next((name for name, trace in _TRACES.items() if re.search(trace, text)), None)
        if found is None:
            yield Conforming(exchange)
        else:
            yield Deviation(exchange, "stack-trace", f"an error shows {found}", "no such thing", found, "body")
