"""A change at the terminal: both places, whom it breaks, and its witness or why there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.comparison.evidence import Usage
from conformance.comparison.observation import Change, Impact, Proof
from conformance.report.change_terminal import change_fields, change_line, impact_line
from conformance.selftests.change_document_edits import DOCUMENT
from conformance.selftests.changes import LEDGER, compared
from conformance.verdict.change import Comparison, ReportedChange
from conformance.verdict.judge_change import judge_change
from conformance.verdict.traffic import Traffic

DELETE = """\
    delete:
      security: [{key: []}, {token: [write]}]
      responses: {'204': {description: Done.}}
"""
CHANGE = Change(
    "kind", Impact.BREAKING, "it changed", "#/info", "#/info", frozenset({Usage("GET /things", "response")})
)
TOLD = ReportedChange(LEDGER["types-are-kept"], CHANGE, None, None, "0123456789abcdef")


def fields(told: ReportedChange) -> list[tuple[str, str]]:
    return list(change_fields(told))


def without(text: str) -> Comparison:
    """Return the change when a text is removed."""
    return compared(DOCUMENT, DOCUMENT.replace(text, ""))


class TestFields:
    def test_removed(self) -> None:
        """A removed element has its place in the older document only."""
        told = without(DELETE).changes[0]
        assert fields(told)[:3] == [
            ("breaking", told.change.message),
            ("old", "old.yaml:33:5"),
            ("new", "not there"),
        ]

    def test_verdict(self) -> None:
        """The finding of a verdict holds its change; its only place is that in the older document."""
        comparison = without(DELETE)
        verdicts = {each.requirement.id: each for each in judge_change(comparison, LEDGER, ["operations-are-kept"])}
        (finding,) = verdicts["operations-are-kept"].findings
        assert finding.clause is not None
        assert (finding.clause.file, finding.page) == ("old.yaml", None)

    @pytest.mark.parametrize(("impact", "name"), [(Impact.BREAKING, "breaks"), (Impact.WARNING, "may break")])
    def test_affected(self, impact: Impact, name: str) -> None:
        """Who is affected is named with the direction, in the words of the impact."""
        told = replace(TOLD, change=replace(CHANGE, impact=impact))
        assert fields(told)[3:] == [(name, "GET /things, response")]

    def test_many_operations(self) -> None:
        """Of many operations the first five are named."""
        uses = frozenset(Usage(f"GET /things/{number}") for number in range(7))
        assert fields(replace(TOLD, change=replace(CHANGE, uses=uses)))[3:] == [
            ("breaks", "GET /things/0"),
            *(("", f"GET /things/{number}") for number in range(1, 5)),
            ("", "and 2 more operations: see report.json"),
        ]

    def test_unproven(self) -> None:
        """Without a witness the reason is shown instead."""
        assert fields(replace(TOLD, change=replace(CHANGE, unproven="too deep")))[-1] == ("witness", "none: too deep")

    def test_whole_body(self) -> None:
        """A witness is shown within a whole body, unless it is one."""
        proofs = (Proof(1, "old", ([1],)), Proof([], "new", ([],)))
        assert fields(replace(TOLD, change=replace(CHANGE, proofs=proofs)))[4:] == [
            ("witness", "1 is accepted by the old document only"),
            ("", "as in [1]"),
            ("witness", "[] is accepted by the new document only"),
        ]

    def test_recorded(self) -> None:
        """Recorded answers that conform are counted."""
        told = "of 3 recorded answers with it 2 match the old document only, 1 the new one only"
        assert fields(replace(TOLD, traffic=Traffic(3, 2, 1)))[-1] == ("recorded", told)

    def test_hostile(self) -> None:
        """A vendor's text moves no cursor."""
        change = replace(
            CHANGE, message="\x1b[2J", uses=frozenset({Usage("GET /\x1b")}), proofs=(Proof("\x1b", "old"),)
        )
        assert "\x1b" not in "".join(text for _, text in fields(replace(TOLD, change=change)))


class TestLines:
    def test_documents(self) -> None:
        """The header names both documents."""
        digest = compared(DOCUMENT, DOCUMENT).old.document.sha256[:12]
        told = f"change: old.yaml (sha256 {digest}) -> new.yaml, operations in both: 3"
        assert change_line(compared(DOCUMENT, DOCUMENT)) == told

    def test_impacts(self) -> None:
        """The summary counts the changes of each class that has any."""
        comparison = replace(compared(DOCUMENT, DOCUMENT), changes=(TOLD, TOLD), exchanges=4)
        assert impact_line(comparison) == "change: 2 breaking; compared with 4 recorded answers"

    def test_no_change(self) -> None:
        """That nothing changed is reported."""
        assert impact_line(compared(DOCUMENT, DOCUMENT)) == "change: none"
