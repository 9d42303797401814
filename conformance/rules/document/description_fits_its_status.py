"""The description of a response does not contradict its status.

What it checks: Every description that is nothing but the name of an outcome, beside its status.

Why it matters: The reader believes one of the two, and cannot know which is right.

Example: `'400': {description: unexpected error}`, the usual wording of a `default`, on an error that is expected.

Fix: Describe when this status is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._descriptions import responses
from conformance.rules.document._outcomes import contradiction
from conformance.rules.document._quirk import quirk
from conformance.rules.document._responses import DESCRIPTIONS
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="RFC 9110 section 15; OpenAPI 3.1 section 4.8.16 (default is for responses not declared)",
    since="0.2.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare every description that is nothing but the name of an outcome with its status."""
    judged = [(response, *contradiction(response.status, response.text)) for response in responses(evidence)]
    sound = {response.source for response, kind, _ in judged if not kind}
    for response, kind, said in judged:
        if not kind:
            yield Conforming()
            continue
        yield quirk(
            response.place(sound),
            kind,
            f"{response.status} of {response.operation.id} is described as {said}",
            f"when {response.status} is sent",
            response.text.strip()[:120],
            snippet({"description": _better(response.status)}),
        )


def _better(status: str) -> str:
    if status in DESCRIPTIONS:
        return DESCRIPTIONS[status]
    codes = {str(code.value): code.phrase for code in HTTPStatus}
    return codes.get(status, f"When {status} is sent")
