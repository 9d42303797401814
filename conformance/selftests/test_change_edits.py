"""Every edit of a prepared table is found, with the impact in the table."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from conformance.comparison.observation import Impact
from conformance.model import JsonValue
from conformance.selftests.change_document_edits import DocumentEdit, edited_documents
from conformance.selftests.change_edits import schema_documents
from conformance.selftests.change_text_edits import SchemaEdit
from conformance.selftests.change_wire_edits import WIRE, WIRE_EDITS
from conformance.selftests.changes import changes, contract_of, evidence_of, worst
from conformance.selftests.edits import DOCUMENT_EDITS, SCHEMA_EDITS

FORMATS = jsonschema.Draft202012Validator.FORMAT_CHECKER


@pytest.mark.parametrize("edit", SCHEMA_EDITS, ids=[edit.name for edit in SCHEMA_EDITS])
class TestSchemaEdits:
    def test_sent(self, edit: SchemaEdit) -> None:
        """An edit of a request schema breaks the sender by what it refuses."""
        assert edit.sent == worst(*schema_documents(edit, is_sent=True))

    def test_answered(self, edit: SchemaEdit) -> None:
        """An edit of a response schema breaks the reader by what it allows."""
        assert edit.answered == worst(*schema_documents(edit, is_sent=False))

    @pytest.mark.parametrize("is_sent", [True, False], ids=["sent", "answered"])
    def test_witness(self, edit: SchemaEdit, is_sent: bool) -> None:
        """Each witness is accepted by one version and refused by the other."""
        old, new = schema_documents(edit, is_sent=is_sent)
        evidence = evidence_of(old, new)
        found = [each.change for each in changes(old, new)]
        accepted = {proof.accepted_by for each in found for proof in each.proofs}
        assert set(edit.accepted.split()) == accepted
        for each in found:
            for proof in each.proofs:
                assert each.edit is not None
                first, second = (
                    all(side.schemas.accepts(pointer, proof.instance) for pointer in origins)
                    for side, origins in zip((evidence.old, evidence.new), each.edit.pair, strict=True)
                )
                assert (proof.accepted_by == "old", proof.accepted_by == "new") == (first, second)

    @pytest.mark.parametrize("is_sent", [True, False], ids=["sent", "answered"])
    def test_whole_body(self, edit: SchemaEdit, is_sent: bool) -> None:
        """Every witness is part of a whole body that separates both versions too."""
        texts = schema_documents(edit, is_sent=is_sent)
        evidence = evidence_of(*texts)
        for each in (each_change.change for each_change in changes(*texts)):
            for proof in each.proofs:
                assert each.edit is not None
                sides = zip((evidence.old, evidence.new), each.edit.way[0], strict=True)
                taken = [all(side.schemas.accepts(at, proof.body[0]) for at in origins) for side, origins in sides]
                assert taken == [proof.accepted_by == "old", proof.accepted_by == "new"]

    @pytest.mark.parametrize("is_sent", [True, False], ids=["sent", "answered"])
    def test_second_judge(self, edit: SchemaEdit, is_sent: bool) -> None:
        """Another validator agrees on every witness, apart from number formats, which it does not know."""
        texts = schema_documents(edit, is_sent=is_sent)
        for each in (each_change.change for each_change in changes(*texts)):
            for proof in each.proofs if "int" not in each.before + each.after or "format" not in each.kind else ():
                assert each.edit is not None
                taken = [_accepts(*side, proof.instance) for side in zip(texts, each.edit.pair, strict=True)]
                assert taken == [proof.accepted_by == "old", proof.accepted_by == "new"]

    def test_every_claim_is_proven_or_explained(self, edit: SchemaEdit) -> None:
        """Every breaking or warning schema change has a witness, or a reason for having none."""
        for is_sent in (True, False):
            for each in changes(*schema_documents(edit, is_sent=is_sent)):
                change = each.change
                if each.impact in (Impact.BREAKING, Impact.WARNING) and change.edit is not None:
                    assert bool(change.proofs) != bool(change.unproven)


def _accepts(text: str, origins: tuple[str, ...], instance: JsonValue) -> bool:
    document: Any = contract_of(text).document.data
    schema = {"components": document["components"]}
    judges = (jsonschema.Draft202012Validator({**schema, "$ref": at}, format_checker=FORMATS) for at in origins)
    return all(judge.is_valid(instance) for judge in judges)


@pytest.mark.parametrize("edit", DOCUMENT_EDITS, ids=[edit.name for edit in DOCUMENT_EDITS])
def test_document_edit(edit: DocumentEdit) -> None:
    """An edit outside of schemas has the impact in the table."""
    assert edit.impact == worst(*edited_documents(edit))


@pytest.mark.parametrize("edit", WIRE_EDITS, ids=[edit.name for edit in WIRE_EDITS])
def test_wire_edit(edit: DocumentEdit) -> None:
    """An edit of the wire format around schemas has the impact in the table."""
    assert edit.impact == worst(*edited_documents(edit, WIRE))


def test_table() -> None:
    """There are more than sixty edits, with every impact except those that need traffic."""
    names = [edit.name for edit in SCHEMA_EDITS]
    names += [edit.name for edit in (*DOCUMENT_EDITS, *WIRE_EDITS)]
    impacts = {each for edit in SCHEMA_EDITS for each in (edit.sent, edit.answered)}
    assert len(set(names)) == len(names)
    assert len(names) >= 60
    assert impacts >= {each.value for each in Impact} - {Impact.CORRECTION}
