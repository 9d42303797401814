"""Examples of the rules on Content-Encoding."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange.unpacking import CUT_OFF, MAYBE_CUT_OFF, UNSUPPORTED
from conformance.model import Exchange
from conformance.selftests.exchanges import (
    HEAD,
    Example,
    Examples,
    answer,
    assert_example,
    each_of,
    fails,
    inapplicable,
    passes,
    unclear,
)


def packed(coding: str, accepted: str | None = "gzip", undecoded: str = "") -> Exchange:
    """Return an exchange whose answer names a coding."""
    made = answer(headers=[("Content-Encoding", coding)])
    assert made.response is not None
    sent = (("Accept-Encoding", accepted),) if accepted is not None else ()
    response = replace(made.response, undecoded=undecoded, body=b"" if undecoded else made.response.body)
    return replace(made, request=replace(made.request, headers=sent), response=response)


EXAMPLES: Examples = {
    "content-coding-is-sound": {
        "no coding": passes(answer()),
        "gzip": passes(packed("gzip")),
        "wrong": fails("header Content-Encoding: coding", answer(), packed("gzip", "gzip", "not gzip")),
        "cut off": fails("header Content-Encoding: coding", packed("gzip", "gzip", CUT_OFF)),
        "cut off on the way": unclear("on the way", packed("gzip", "gzip", MAYBE_CUT_OFF)),
        "unsupported": unclear("not asked for", packed("br", "gzip", UNSUPPORTED)),
        "no body": unclear("no answer shows it", answer(204, b"")),
        "HEAD": inapplicable("no body", answer(), of=HEAD),
    },
    "content-coding-is-asked-for": {
        "no coding": passes(answer()),
        "identity": passes(packed("identity", "gzip;q=1, identity;q=0")),
        "as asked": passes(packed("gzip")),
        "old name": passes(packed("x-gzip")),
        "new name": passes(packed("GZIP", "X-Gzip")),
        "one of several": passes(packed("br", "gzip, deflate, br")),
        "any": passes(packed("zstd", "gzip;q=1.0, *;q=0.5")),
        "another": fails("header Content-Encoding: coding", packed("br", "gzip", UNSUPPORTED)),
        "one too many": fails("header Content-Encoding: coding", packed("gzip, br")),
        "none is accepted": fails("header Content-Encoding: coding", packed("gzip", "")),
        "refused": fails("header Content-Encoding: coding", packed("gzip", "gzip;q=0, br")),
        "unknown": unclear("does not say", packed("gzip", None)),
        "HEAD": inapplicable("no body", answer(), of=HEAD),
    },
}


@each_of(EXAMPLES)
def test_examples(requirement: str, example: Example) -> None:
    """Each example leads to its outcome."""
    assert_example(requirement, example)
