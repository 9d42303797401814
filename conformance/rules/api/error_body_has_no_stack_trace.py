"""No error shows the inside of the server.

A stack trace tells an attacker the framework, its version and the paths of files (OWASP API8:2023).

Fails: `{"message": "Traceback (most recent call last): …"}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.rules.evidence import Evidence, body, has_body, status
from conformance.rules.observation import Deviation, Observation, Witness

_TRACES = {
    "Python": re.compile(rb"Traceback \(most recent call last\)|File .{1,3}?[^\s\"]{1,200}\.py\\?\", line \d+"),
    "Java or JavaScript": re.compile(rb"\bat [\w$.<>/ ]{1,200}\([^()\s]{1,200}:\d+(?::\d+)?\)"),
    "JavaScript": re.compile(rb"\bat (?:file://|/)[^\s()]{1,200}:\d+:\d+"),
    ".NET": re.compile(rb"\bat [\w.`<>]{1,200}\([^()]{0,200}\) in [^\r\n]{1,200}:line \d+"),
    "PHP": re.compile(rb"#\d+ [^\s()]{1,200}\.php\(\d+\)"),
    "Go": re.compile(rb"goroutine \d+ \[[a-z ]+\]:"),
    "Ruby": re.compile(rb"[^\s:]{1,200}\.rb:\d+:in [`\']"),
    "Rust": re.compile(rb"thread '[^']{1,100}' panicked at"),
}


def check(evidence: Evidence) -> Iterator[Observation]:
    """Search every error for the stack traces of common platforms."""
    for exchange in evidence.answers:
        if status(exchange) < 400 or not has_body(exchange):
            continue
        found = next((platform for platform, trace in _TRACES.items() if trace.search(body(exchange))), None)
        if found is None:
            yield Witness(exchange)
        else:
            message = f"an error shows a stack trace of {found}"
            yield Deviation(exchange, "stack-trace", message, "no stack trace", f"a {found} stack trace", "body")
