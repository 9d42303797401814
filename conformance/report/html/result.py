"""The top of a page: what was judged, the result, what it means and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.model import Level
from conformance.report.html.book import Book, Data, state_of
from conformance.report.html.words import counted, file_of
from conformance.report.news import day_of
from conformance.report.reading import selection_line

_MEANINGS = {
    "success": "Every MUST that could be judged is kept, or is waived.",
    "partial": "Nothing fails this run, but not every MUST is known to be kept.",
    "failure": "This run fails. Why, and what to do about it:",
}
_LEVELS = {"MUST": "a MUST", "SHOULD": "a SHOULD or a MUST", "MAY": "anything"}
_KINDS = {
    "live": "the live API at ",
    "recording": "recorded traffic of ",
    "reference": "the bundled reference API (a self-check, not a conformance result) at ",
    "none": "the document alone",
}


@dataclass(frozen=True)
class CauseView:
    """A cause of the result, and what to do about it."""

    text: str
    section: str = ""
    """The id of the section that has the details."""
    linked: str = ""
    """The beginning of the text, which links to the section."""


@dataclass(frozen=True)
class TopView:
    """The first things to read: the news, the result, and what was judged."""

    report: Data
    name: str
    meaning: str
    causes: Sequence[CauseView]
    judged: str
    selected: str | None
    """Which operations were asked and judged; None where all of them were."""
    when: str
    compared_with: str | None
    requests: str
    outcomes: Sequence[tuple[str, str]]
    threshold: str


def top_view(book: Book) -> TopView:
    """Return the first things to read."""
    report = book.report
    header, change = report["header"], report["change"]
    return TopView(
        report,
        name=header["contract"]["title"] or file_of(header["contract"]["file"]),
        meaning=_MEANINGS[report["result"]],
        causes=list(_causes(book)),
        judged=target_of(report),
        selected=selection_line(report),
        when=f"{day_of(header['started'])}, {header['seconds']:.1f} s",
        compared_with=None if change is None else change["header"]["old"]["file"],
        requests=_requests(report),
        outcomes=[(state, f"{count:,} {state}") for state, count in Counter(map(state_of, book.verdicts)).items()],
        threshold=_threshold(header["options"]),
    )


def target_of(report: Data) -> str:
    """Return in words what was judged."""
    target = report["header"]["target"]
    return f"{_KINDS[target['kind']]}{target['base_url']}".removesuffix(" of ").removesuffix(" at ")


def _causes(book: Book) -> Iterator[CauseView]:
    report, options = book.report, book.report["header"]["options"]
    if report["header"]["obstacle"] is not None:
        yield CauseView(f"The target could not be judged: {report['header']['obstacle']}.")
    errors = sum(each["outcome"] == "error" for each in book.verdicts)
    if errors:
        text = " is an error: the suite broke, or the target could not be judged."
        yield CauseView(text, "deviations", counted(errors, "verdict"))
    for level in Level:
        found = [each for each in book.verdicts if state_of(each) == "fail" and each["level"] == level]
        if found:
            section = "quirks" if all(map(book.is_quirk, found)) else "deviations"
            yield CauseView(_advice(found, level, options), section, f"{counted(len(found), level)} broken")
    for state, advice in (
        ("stale", "what was excused no longer occurs; delete it."),
        ("expired", "it no longer excuses anything; look again, then renew it."),
    ):
        count = sum(each["state"] == state for each in report["waivers"])
        if count:
            yield CauseView(f": {advice}", "waivers", counted(count, f"{state} waiver"))
    undecided = [each for each in book.verdicts if each["outcome"] == "inconclusive"]
    if undecided:
        musts = sum(each["level"] == Level.MUST for each in undecided)
        fails = ", which fails this run (--require-complete)" if musts and options["require_complete"] else ""
        text = f", {musts or 'none'} of them a MUST{fails}: the reasons say what is missing."
        yield CauseView(text, "undecided", f"{len(undecided)} could not be judged")
    if not report["footer"]["complete"]:
        yield CauseView("The run was cut short: what is missing was not judged.")
    if not any(each["outcome"] in ("pass", "fail") for each in book.verdicts):
        yield CauseView("Nothing could be judged, which always fails a run.")


def _advice(found: list[Data], level: Level, options: Data) -> str:
    if not level.reaches(Level(options["fail_on"])):
        return ": advice, which does not fail this run."
    known = sum(each["disposition"] == "known" for each in found)
    excused = f" {known} of them as before, which does not fail this run." if known and options["fail_on_new"] else ""
    return f": send the vendor what is below (each can be repeated), or waive it with a reason.{excused}"


def _requests(report: Data) -> str:
    header = report["header"]
    answers = Counter(each["status"] for each in report["exchanges"] if each["status"] is not None)
    listed = ", ".join(f"{count:,} × {status}" for status, count in sorted(answers.items()))
    sent = f"{header['requests']:,} sent" if header["requests"] else "none sent"
    return f"{sent}; answers: {listed}" if listed else sent


def _threshold(options: Data) -> str:
    new = "new " if options["fail_on_new"] else ""
    complete = ", and a MUST that could not be judged" if options["require_complete"] else ""
    return f"a {new}deviation from {_LEVELS[options['fail_on']]}{complete}"
