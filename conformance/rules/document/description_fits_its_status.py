"""The description of a response does not contradict its status.

A status that is described as another one makes the reader believe one of the two, and nobody knows which is right.

Fails: `'400': {description: unexpected error}`: the wording of a `default`, on the one error that was expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus

from conformance.rules.document._descriptions import DescribedResponse, responses
from conformance.rules.document._quirk import quirk
from conformance.rules.document._responses import DESCRIPTIONS
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

_UNEXPECTED = re.compile(r"(?:any |an? )?(?:unexpected|unknown|default) (?:error|failure|exception)(?: occurred)?")
_SUCCESS = re.compile(
    r"ok|success|succeeded|created|accepted|successfully [a-z]+(?: .*)?"
    r"|(?:an? |the )?successful (?:response|operation|request|call)"
    r"|(?:the )?(?:operation|request|call) (?:was )?(?:successful|succeeded|completed successfully)"
)
# What a failure is called, and the statuses that this can mean: only where nothing else is said is it a contradiction.
_FAILURES: Mapping[str, frozenset[str]] = {
    **{code.phrase.lower(): frozenset({str(code.value)}) for code in HTTPStatus if code.value >= 400},
    **dict.fromkeys(("unauthorised", "unauthenticated"), frozenset({"401"})),
    **dict.fromkeys(("not found", "resource not found"), frozenset({"404", "410"})),
    **dict.fromkeys(("unprocessable entity", "unprocessable content"), frozenset({"422"})),
    **dict.fromkeys(("internal server error", "internal error", "server error"), frozenset({"5XX"})),
}
_AROUND = re.compile(r"^(?:http )?(?:error )?(?:[1-5][0-9x]{2}\b)?[\s:–-]*|(?:[\s-]*\b(?:error|response))?[\s.!]*$")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare every description that is nothing but the name of an outcome with its status."""
    judged = [(response, *_contradiction(response)) for response in responses(evidence)]
    sound = {response.source for response, kind, _ in judged if not kind}
    for response, kind, said in judged:
        if not kind:
            yield Conforming()
            continue
        yield quirk(
            response.place(sound),
            kind,
            f"{response.status} of {response.operation.id} is described as {said}",
            f"when {response.status} is answered",
            response.text.strip()[:120],
            snippet({"description": _better(response.status)}),
        )


def _contradiction(response: DescribedResponse) -> tuple[str, str]:
    """Return what kind of contradiction there is and what the description says; empty where there is none."""
    status, text = response.status, " ".join(response.text.lower().split()).strip(" .!")
    if status == "default":
        return "", ""
    if status[0] == "4" and status != "4XX" and _UNEXPECTED.fullmatch(text):
        return "wording of a default", "the error that was not expected"
    if status[0] in "45" and _SUCCESS.fullmatch(_AROUND.sub("", text)):
        return "success on an error", "a success"
    for name in (text, _AROUND.sub("", text)):
        meant = _FAILURES.get(name)
        if meant is not None and not any(_covers(status, each) for each in meant):
            return "another status", f"what {', '.join(sorted(meant))} means"
    return "", ""


def _covers(status: str, meant: str) -> bool:
    return status == meant or ("X" in status + meant and status[0] == meant[0])


def _better(status: str) -> str:
    if status in DESCRIPTIONS:
        return DESCRIPTIONS[status]
    codes = {str(code.value): code.phrase for code in HTTPStatus}
    return codes.get(status, f"When {status} is answered")
