"""A documented path needs no redirect that only adds or drops its last slash.

What it checks: Every response. What redirects to the same path with or without its last slash, on the same host, is
asked for once more there; other redirects are the API's (`answer-is-not-a-redirect`).

Why it matters: Each call takes two requests, and a client that follows no redirects gets no data.

Example: `/users` is documented, and the API redirects from there to `/users/`.

Fix: Write the path in the document as the API has it.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchange.addresses import with_other_slash
from conformance.model import Level, Subject
from conformance.rules.api._slashes import is_respelled
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.8.8 (the path is appended to the server's URL as it is)",
    since="0.5.0",
    clause="{operation}",
    subject=Subject.DOCUMENT,
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the path that was asked for with that of the operation, up to the last slash."""
    path = evidence.operation.path
    for exchange in evidence.answers:
        if is_respelled(exchange):
            right = with_other_slash(path)
            message = f"the API redirects to the same path {'with' if right.endswith('/') else 'without'} a last slash"
            yield Deviation(exchange, "last slash", message, right, path, "path", f"write the path as {right}")
        else:
            yield Conforming(exchange)
