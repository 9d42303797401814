"""No list of texts in an example contains a text twice, unless it is a series.

What it checks: Every list of two or more texts in an example; series such as histories, and tables, may repeat values.

Why it matters: It leaves open whether the API may repeat values, and hides that they are meant to differ.

Example: `{type: array, items: {type: string}, example: ['+14155552671', '+14155552671']}`.

Fix: Show different values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document._values import Held, held, name_of
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import singular, words_of
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(level=Level.SHOULD, source="common sense", since="0.2.0")
# Under one of these names values may well repeat.
_SERIES = frozenset(
    {"series", "history", "log", "sequence", "step", "path", "route", "row", "cell", "column", "line", "token", "word"}
    | {"trace", "message", "answer", "result", "data", "sample", "vector", "timeline", "playlist", "queue", "move"}
    | {"arg", "args", "argv", "argument", "command", "cmd", "label", "frame", "input", "output", "value", "text"}
    | {"state", "status", "event", "prediction", "class", "role", "card", "hand", "sentence", "response", "score"}
    | {"grade", "color", "colour", "content"}
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every list of two or more texts in an example that is neither a series nor a table."""
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
        message = f"the example contains {shown} more than once"
        yield quirk(each.pointer, "duplicate", message, "every item once", f"{len(texts)} items: {shown} again", fix)


def _is_series(each: Held) -> bool:
    name = each.names[-1] if each.names else name_of(each.example.element)
    words = {singular(word) for word in words_of(name)}
    return (each.depth > 0 and not each.names) or not words.isdisjoint(_SERIES)
