"""A comparison becomes one verdict for each requirement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.comparison.observation import Impact
from conformance.model import Disposition, Level, Outcome, Verdict
from conformance.selftests.change_document_edits import DOCUMENT
from conformance.selftests.changes import LEDGER, RULES, compared
from conformance.selftests.makers import waiver
from conformance.verdict.change import Comparison
from conformance.verdict.judge_change import ChangeFinding, judge_change, with_levels


def verdicts(comparison: Comparison) -> dict[str, Verdict]:
    """Return the verdicts on a comparison by requirement."""
    return {each.requirement.id: each for each in judge_change(comparison, LEDGER, RULES)}


class TestVerdicts:
    @pytest.mark.parametrize(
        ("old", "new", "requirement", "level"),
        [
            ("required: false", "required: true", "request-bodies-are-kept", Level.MUST),
            ("operationId: readThing", "operationId: getThing", "operation-ids-are-kept", Level.SHOULD),
            ("            X-Hint: {schema: {type: string}}\n", "", "response-headers-are-kept", Level.SHOULD),
        ],
    )
    def test_fail(self, old: str, new: str, requirement: str, level: Level) -> None:
        """A breaking change fails as a MUST, a warning as a SHOULD, with its place in the new document."""
        verdict = verdicts(compared(DOCUMENT, DOCUMENT.replace(old, new)))[requirement]
        assert (verdict.outcome, verdict.requirement.level) == (Outcome.FAIL, level)
        (finding,) = verdict.findings
        assert finding.clause is not None
        assert finding.clause.file == "new.yaml"

    def test_pass(self) -> None:
        """An unchanged part passes, with the operations as evidence; a safe change fails nothing."""
        found = verdicts(
            compared(DOCUMENT, DOCUMENT.replace("required: true, schema: {type: string}}]", "schema: {}}]"))
        )
        assert {each.outcome for each in found.values()} <= {Outcome.PASS, Outcome.FAIL}
        assert found["operations-are-kept"].witnesses == 3

    def test_nothing_in_common(self) -> None:
        """Two documents without a common operation show only removals."""
        found = verdicts(compared(DOCUMENT, "openapi: 3.1.0\ninfo: {title: T, version: 9}\npaths: {}\n"))
        assert found.pop("operations-are-kept").outcome is Outcome.FAIL
        assert found["types-are-kept"].outcome is Outcome.INCONCLUSIVE

    def test_broken(self) -> None:
        """A rule that broke is an error."""
        comparison = replace(compared(DOCUMENT, DOCUMENT), broken={"types-are-kept": "the rule broke: KeyError"})
        assert verdicts(comparison)["types-are-kept"].outcome is Outcome.ERROR
        assert comparison.fails(Impact.BREAKING)

    def test_waived_in_part(self) -> None:
        """If a breaking change is waived, the remaining changes decide the verdict."""
        new = DOCUMENT.replace("required: false", "required: true").replace(
            "            X-Hint: {schema: {type: string}}\n", ""
        )
        verdict = verdicts(compared(DOCUMENT, new))["request-bodies-are-kept"]
        (breaking,) = verdict.findings
        assert isinstance(breaking, ChangeFinding)
        warning = replace(
            breaking,
            pattern="#/x",
            told=replace(breaking.told, change=replace(breaking.told.change, impact=Impact.WARNING)),
        )
        mixed = replace(verdict, findings=(breaking, warning), disposition=Disposition.NEW)
        excuse = waiver(
            "known",
            requirement=mixed.requirement.id,
            operation="change",
            locations=(breaking.pattern,),
            target="change",
        )
        levels = [
            each.requirement.level
            for each in with_levels(
                [
                    mixed,
                    replace(mixed, waiver="known"),
                    replace(verdict, waiver="known", disposition=Disposition.WAIVED),
                ],
                [excuse],
            )
        ]
        assert levels == [Level.MUST, Level.SHOULD, Level.MUST]

    def test_every_rule(self) -> None:
        """Every rule has one verdict."""
        assert {*verdicts(compared(DOCUMENT, DOCUMENT))} == {*RULES}
