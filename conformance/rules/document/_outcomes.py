"""Whether the outcome that a description states agrees with its status."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus

_UNEXPECTED = re.compile(r"(?:any |an? )?(?:unexpected|unknown|default) (?:error|failure|exception)(?: occurred)?")
_SUCCESS = re.compile(
    r"ok|success|succeeded|created|accepted|successfully [a-z]+(?: .*)?"
    r"|(?:an? |the )?successful (?:response|operation|request|call)"
    r"|(?:the )?(?:operation|request|call) (?:was )?(?:successful|succeeded|completed successfully)"
)
# Names of failures, and the statuses that each can mean: a contradiction only where the text says nothing else.
_FAILURES: Mapping[str, frozenset[str]] = {
    **{code.phrase.lower(): frozenset({str(code.value)}) for code in HTTPStatus if code.value >= 400},
    **dict.fromkeys(("unauthorised", "unauthenticated"), frozenset({"401"})),
    **dict.fromkeys(("not found", "resource not found"), frozenset({"404", "410"})),
    **dict.fromkeys(("unprocessable entity", "unprocessable content"), frozenset({"422"})),
    **dict.fromkeys(("internal server error", "internal error", "server error"), frozenset({"5XX"})),
}
_AROUND = re.compile(r"^(?:http )?(?:error )?(?:[1-5][0-9x]{2}\b)?[\s:–-]*|(?:[\s-]*\b(?:error|response))?[\s.!]*$")


def contradiction(status: str, description: str) -> tuple[str, str]:
    """Return the kind of contradiction and what the description says; empty where there is none."""
    text = " ".join(description.lower().split()).strip(" .!")
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
