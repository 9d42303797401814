"""A list in an example does not hold one text twice.

It leaves open whether the API may answer so, and hides that the reader should see several different values.

Fails: `{type: array, items: {type: string}, example: ['+14155552671', '+14155552671']}`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from conformance.rules.document._quirk import quirk
from conformance.rules.document._values import Held, held, name_of
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import singular, words_of
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

# In what goes by one of these names a value may well come again.
_SERIES = frozenset(
    {"series", "history", "log", "sequence", "step", "path", "route", "row", "cell", "column", "line", "token", "word"}
    | {"trace", "message", "answer", "result", "data", "sample", "vector", "timeline", "playlist", "queue", "move"}
    | {"arg", "args", "argv", "argument", "command", "cmd", "label", "frame", "input", "output", "value", "text"}
    | {"state", "status", "event", "prediction", "class", "role", "card", "hand", "sentence", "response", "score"}
    | {"grade", "color", "colour", "content"}
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every list of two or more texts in an example that is no series and no table."""
    for each in held(evidence):
        texts = each.value
        if not isinstance(texts, list) or len(texts) < 2 or not all(isinstance(text, str) for text in texts):
            continue
        if _is_series(each):
            continue
        double = [text for text, count in Counter(texts).items() if count > 1]
        if not double:
            yield Conforming()
            continue
        shown = ", ".join(str(text) for text in double)[:120]
        key = each.pointer.rpartition("/")[2]
        distinct = list(dict.fromkeys(texts))
        fix = snippet([distinct] if key.isdigit() else {key: distinct})
        message = f"the example holds {shown} more than once"
        yield quirk(each.pointer, "duplicate", message, "every item once", f"{len(texts)} items: {shown} again", fix)


def _is_series(each: Held) -> bool:
    name = each.names[-1] if each.names else name_of(each.example.element)
    words = {singular(word) for word in words_of(name)}
    return (each.depth > 0 and not each.names) or not words.isdisjoint(_SERIES)
