"""Reports as data: a complete one, and the same with any text in every field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from conformance.model import Clause, Disposition, Level, Outcome, Position, Result, Subject, Verdict
from conformance.report.history import entry_of
from conformance.report.reading import faults
from conformance.report.record import report_of
from conformance.selftests.change_document_edits import DOCUMENT as THINGS
from conformance.selftests.changes import LEDGER, compared
from conformance.selftests.makers import exchange, failure, finding, requirement, run_of, unanswered, verdict, waiver
from conformance.verdict.baseline import Item, KnownDeviation, News, Novelty
from conformance.verdict.judge_change import judge_change
from conformance.verdict.waivers import WaiverState

YESTERDAY = "2026-02-28T02:17:00+00:00"
# Fields that the schema of a report restricts to a few words or to a form, so that they hold no free text.
_BOUND = {
    *("started", "since", "compared_with", "result", "level", "fail_on", "subject", "outcome", "disposition"),
    *("expect", "state", "sha256", "fingerprint", "impact", "accepted_by"),
}
_NAMED = ("broken", "counts")
"""Objects whose names are texts."""
_KINDS = ("live", "recording", "reference", "none")


def told(*verdicts: Verdict, **changes: Any) -> dict[str, Any]:
    """Return the report of a run as data that matches its schema."""
    report = report_of(run_of(*verdicts, **changes))
    assert faults("report", report) == []
    return report


def named(name: str, number: int = 0, **changes: Any) -> Verdict:
    """Return a failing verdict on a requirement of a name, with a unique finding."""
    level = changes.pop("level", Level.MUST)
    found = finding(name, fingerprint=f"{number:016x}", message=f"{name} is not kept")
    made = failure(requirement=requirement(name, level), disposition=Disposition.NEW, findings=(found,))
    return replace(made, **changes)


def item(novelty: Novelty, given: Verdict, reason: str = "") -> Item:
    """Return what earlier runs say about the finding of a verdict."""
    (found,) = given.findings
    known = KnownDeviation(found.fingerprint, found.requirement, given.operation, found.pattern)
    return Item(novelty, known, None if novelty is Novelty.NEW else YESTERDAY, reason)


def news(*items: Item) -> News:
    """Return what is new since yesterday."""
    return News(YESTERDAY, items)


def rich(**changes: Any) -> dict[str, Any]:
    """Return a report with everything that a report can contain."""
    place = Clause("contract", "#/info", "things.yaml", Position(2, 1), "info:")
    on_document = finding("info-is-sound", clause=place, page=replace(place, file="page.md"), fix="info:\n  title: X")
    document = replace(requirement("info-is-sound", Level.SHOULD), subject=Subject.DOCUMENT)
    newer = THINGS.replace("title: Things", "title: Others").replace("type: string", "type: object")
    comparison = replace(compared(THINGS, newer), broken={"types-are-kept": "it broke"})
    on_change = [each for each in judge_change(comparison, LEDGER, list(LEDGER)) if each.findings]
    assert on_change
    confirmed = replace(on_document, clause=None, page=None, fix="", confirmation="confirmed by jsonschema 4.26.0")
    new, still, flaky = named("is-new", 1), named("is-still", 2), named("is-flaky", 3)
    fixed, gone, away = named("is-fixed", 4), named("is-gone", 5), named("is-away", 6)
    verdicts = [
        *(replace(new, reason="2 answers cannot be read"), replace(still, disposition=Disposition.KNOWN), flaky),
        failure(requirement=document, operation="document", findings=(on_document,), disposition=Disposition.NEW),
        failure(findings=(confirmed,), disposition=Disposition.NEW),
        named("is-expired", 7, disposition=Disposition.EXPIRED),
        named("is-waived", 8, disposition=Disposition.WAIVED, waiver="names-are-numbers"),
        verdict(name="is-stale", disposition=Disposition.STALE, stale=("is-stale",)),
        *(verdict(outcome, f"is-{outcome.value}", reason="it says so") for outcome in Outcome if outcome != "fail"),
        *(replace(each, disposition=Disposition.NEW) for each in on_change),
    ]
    waivers = (
        waiver(requirement="is-waived"),
        waiver("is-stale", requirement="is-stale"),
        waiver("is-expired", requirement="is-expired"),
    )
    made: dict[str, Any] = {
        "exchanges": (exchange(0), exchange(1), unanswered(2)),
        "waivers": waivers,
        "states": {
            "names-are-numbers": WaiverState.USED,
            "is-stale": WaiverState.STALE,
            "is-expired": WaiverState.EXPIRED,
        },
        "gone": {"is-stale": ("/[*]/name",)},
        "comparison": comparison,
        "result": Result.FAILURE,
        "earlier": trend(Result.SUCCESS, Result.FAILURE),
        "news": news(
            *(item(Novelty.NEW, new), item(Novelty.STILL, still), item(Novelty.FLAKY, flaky)),
            *(item(Novelty.FIXED, fixed), item(Novelty.GONE, gone, "no answer shows it"), item(Novelty.FLAKY, away)),
        ),
    }
    return told(*verdicts, **{**made, **changes})


def trend(*results: Result) -> Sequence[dict[str, Any]]:
    """Return history entries with results, the first of the first of February, then day by day."""
    lines = [entry_of(report_of(run_of(verdict(), result=result))) for result in results]
    return [{**line, "started": f"2026-02-{day:02}T02:17:00+00:00"} for day, line in enumerate(lines, 1)]


def with_text(value: Any, text: str, key: str = "") -> Any:
    """Return a report with one text in every field that may hold any by its schema."""
    if isinstance(value, dict):
        return {text if key in _NAMED else name: with_text(each, text, name) for name, each in value.items()}
    if isinstance(value, list):
        return [with_text(each, text, key) for each in value]
    is_bound = key in _BOUND or (key == "kind" and value in _KINDS)
    return text if isinstance(value, str) and not is_bound else value
