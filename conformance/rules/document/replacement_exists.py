"""The replacement that a deprecation names is in the document.

What it checks: Every name that clearly stands for a replacement: a property, parameter, operation, schema or path.

Why it matters: A reader who is sent to something that does not exist is worse off than one who is told nothing.

Example: ``description: Use `from_numbers` instead.`` where nothing in the document has that name.

Fix: Correct the name, or add the replacement to the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from conformance.contract.document import escape
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._deprecated import Deprecation, deprecations
from conformance.rules.document._names import is_known, known_names, plain
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.replacements import is_name

REQUIREMENT = Declaration(level=Level.SHOULD, source="common sense", since="0.2.0")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look up every name that clearly stands for a replacement; others are passed over."""
    known: dict[str, str] = {}
    for each in deprecations(evidence):
        for pointer, name in _named(each):
            known = known or known_names(evidence)
            if is_known(name, known):
                yield Conforming()
                continue
            message = f"{each.called} names {name} as its replacement, which the document does not contain"
            near = get_close_matches(plain(name), known, 1, 0.7)
            fix = f"did you mean {known[near[0]]}?" if near else f"a property, parameter, operation or schema {name}"
            yield quirk(pointer, "no such replacement", message, "a name in this document", name, fix)


def _named(each: Deprecation) -> Iterator[tuple[str, str]]:
    """Yield the names of replacements with the place that gives them."""
    for keyword, value in each.replacements:
        if isinstance(value, str) and is_name(value):
            yield f"{each.element.pointer}/{escape(keyword)}", value
    yield from ((each.text_at, name) for name in each.sent_to)
