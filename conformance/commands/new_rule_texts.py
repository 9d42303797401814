"""The files that `new-rule` writes: the rule, its examples and its mutant, with places to fill in.

They fail until completed: the rules raise, and a self-test finds every remaining `FILL IN`.
"""

from __future__ import annotations

_SAYS = '''\
"""FILL IN: what holds, in one sentence.

What it checks: FILL IN: what is checked, and what is ignored.

Why it matters: FILL IN: what goes wrong otherwise, and for whom.

Example: FILL IN: what breaks it.

Fix: FILL IN: what the owner must change.
"""

from __future__ import annotations

from collections.abc import Iterator

'''
_DECLARES = """\

REQUIREMENT = Declaration(
    level=Level.{level},
    source="FILL IN: the section of the specification; or common sense",
    since="{since}",
)


"""

API_RULE = f'''\
{_SAYS}from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
{_DECLARES}def check(evidence: Evidence) -> Iterator[Observation]:
    """FILL IN: what is checked."""
    raise NotImplementedError("FILL IN: yield Conforming for what meets it, a Deviation for what breaks it")
'''

DOCUMENT_RULE = f'''\
{_SAYS}from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation
{_DECLARES}def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """FILL IN: what is checked."""
    raise NotImplementedError("FILL IN: yield Conforming for what meets it, a Deviation for what breaks it")
'''

CHANGE_RULE = f'''\
{_SAYS}from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change
from conformance.model import Level
from conformance.rules.declaration import Declaration
{_DECLARES}def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """FILL IN: what is compared."""
    raise NotImplementedError("FILL IN: yield a Change for each difference, with its impact")
'''

API_EXAMPLES = '''\
"""Examples of {id}."""

from __future__ import annotations

from conformance.selftests.exchanges import (
    Example,
    Examples,
    answer,
    assert_example,
    each_of,
    fails,
    passes,
    unanswered,
    unclear,
)

EXAMPLES: Examples = {{
    "{id}": {{
        "kept": passes(answer()),  # FILL IN: an answer that meets it
        "broken": fails("FILL IN the place: the kind", answer()),  # FILL IN: an answer that breaks it
        "nothing to see": unclear("", unanswered()),  # FILL IN: an answer that shows nothing
    }},
}}


@each_of(EXAMPLES)
def test_examples(requirement: str, example: Example) -> None:
    """Each example leads to its outcome."""
    assert_example(requirement, example)
'''

DOCUMENT_EXAMPLES = '''\
"""Examples of {id}."""

from __future__ import annotations

from conformance.rules.observation import Conforming
from conformance.selftests.documents import found, observed, with_operation

RULE = "{id}"
KEPT = with_operation("responses: {{}}")  # FILL IN: a document that meets it
BROKEN = with_operation("responses: {{}}")  # FILL IN: a document that breaks it


def test_passes() -> None:
    """FILL IN: what meets it."""
    assert observed(RULE, KEPT) == [Conforming()]


def test_fails() -> None:
    """FILL IN: what breaks it, and where."""
    assert found(RULE, BROKEN) == ["FILL IN: the pointer of the place"]
'''

CHANGE_EXAMPLES = '''\
"""Edits that show {id}, each with its impact."""

from __future__ import annotations

from conformance.selftests.change_document_edits import DocumentEdit
from conformance.selftests.change_text_edits import B

DOCUMENT_EDITS = [
    DocumentEdit("FILL IN the edit", "All things.", "FILL IN what replaces this text", B),
]
'''

MUTANT = '''\
"""The reference API breaking {id}."""

from __future__ import annotations

from conformance.reference.api import Answer, Call
from conformance.reference.mutants.base import Mutant


class {kind}(Mutant):
    """FILL IN: the one fault, in one sentence."""

    name = "{mutant}"
    kills = ("{id}",)

    def answer(self, call: Call) -> Answer:
        """FILL IN: answer with the fault, or override another step; a wrong value alone is a table row (base.py)."""
        return super().answer(call)
'''
