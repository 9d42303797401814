"""Examples of the rules on how deep JSON nests."""

from __future__ import annotations

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


def nested(levels: int) -> Exchange:
    return answer(body=b"[" * levels + b"]" * levels)


EXAMPLES: Examples = {
    "json-nesting-is-readable": {
        "flat": passes(answer()),
        "in a text": passes(answer(body=[{"file_name": "[" * 9_000}])),
        "the most": passes(nested(512)),
        "too deep": fails("body: depth", nested(513)),
        "without an end": fails("body: depth", answer(body=b'{"a":' * 600)),
        "no JSON": unclear("no answer shows it", answer(body=b"<a>", kind="text/html")),
        "not to be read": unclear("no answer shows it", answer(body=b"[,]")),
        "HEAD": inapplicable("no body", answer(), of=HEAD),
    },
    "json-nesting-is-moderate": {
        "flat": passes(answer()),
        "the most": passes(nested(64)),
        "too deep": fails("body: depth", nested(65)),
        "much too deep, which is reported elsewhere": unclear("no answer shows it", nested(600)),
        "HEAD": inapplicable("no body", answer(), of=HEAD),
    },
}


@each_of(EXAMPLES)
def test_examples(requirement: str, example: Example) -> None:
    """Each example leads to its outcome."""
    assert_example(requirement, example)
