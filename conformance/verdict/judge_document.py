"""Judges a document: from the rules' observations to one verdict for each requirement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from conformance.contract.derived_requirements import clause_of
from conformance.contract.document import Document
from conformance.contract.requirement_ids import fingerprint
from conformance.exchange.redaction import safe_text
from conformance.model import Clause, Finding, Requirement, Verdict
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Deviation, DocumentRule, Inapplicable
from conformance.verdict.outcome import observe, verdict_of
from conformance.verdict.tally import Tally

DOCUMENT = "document"
"""The name in place of an operation when the document as a whole is judged."""


def judge_document(
    evidence: DocumentEvidence,
    pages: Sequence[Document],
    ledger: Mapping[str, Requirement],
    rules: Mapping[str, DocumentRule],
) -> list[Verdict]:
    """Return a verdict for each requirement on documents.

    Args:
        evidence: The document.
        pages: The vendor's pages that it was made from, if known.
        ledger: The requirements by id.
        rules: The rules by the id of their requirement.
    """
    return [
        verdict_of(
            ledger[name],
            DOCUMENT,
            clause_of(ledger[name], "#", evidence.contract.document),
            observe(rule, evidence, _place),
            partial(_findings, name, evidence.contract.document, pages),
            lambda: Inapplicable("the document has nothing that it applies to"),
        )
        for name, rule in rules.items()
        if ledger[name].excluded is None
    ]


def _place(deviation: Deviation) -> str:
    return str(deviation.location)


def _findings(requirement: str, document: Document, pages: Sequence[Document], observed: Tally) -> Iterator[Finding]:
    for (location, kind), alike in observed.groups.items():
        each = alike.first
        yield Finding(
            requirement=requirement,
            operation=DOCUMENT,
            location=location,
            pattern=location,
            kind=kind,
            message=safe_text(each.message),
            expected=safe_text(each.expected),
            actual=safe_text(each.actual),
            exchange=None,
            count=1,
            fingerprint=fingerprint(requirement, DOCUMENT, location, kind),
            clause=document.clause(location, document.file),
            page=_on_page(location, pages),
            fix=each.fix,
        )


def _on_page(pointer: str, pages: Sequence[Document]) -> Clause | None:
    """Return where the node, or its nearest parent on a page, is: a page contains only a part of the document."""
    while pointer != "#":
        for page in pages:
            if page.has(pointer):
                return page.clause(pointer, page.file)
        pointer = pointer.rpartition("/")[0]
    return pages[0].clause("#", pages[0].file) if pages else None
