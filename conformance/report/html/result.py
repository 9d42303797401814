"""The top of a page: what was judged, what came of it, what that means and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from conformance.model import Level
from conformance.report.html.book import Book, Data, state_of
from conformance.report.html.element import Html, Node, tag
from conformance.report.html.frame import badge, counted, file_of, kind_of, pairs
from conformance.report.news import day_of

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


def top(book: Book) -> list[Html]:
    """Return the first things to read: the news, the result, and what it is about."""
    report = book.report
    name = report["header"]["contract"]["title"] or file_of(report["header"]["contract"]["file"])
    return [
        tag("p", report["news"]["headline"], class_="headline"),
        tag("h1", f"Conformance of {name}"),
        tag("div", _result(book), class_=f"result {kind_of(report['result'])}"),
        pairs(_facts(book), class_="facts"),
    ]


def target_of(report: Data) -> str:
    """Return in words what was judged."""
    target = report["header"]["target"]
    return f"{_KINDS[target['kind']]}{target['base_url']}".removesuffix(" of ").removesuffix(" at ")


def _result(book: Book) -> Iterator[Node]:
    result = book.report["result"]
    yield tag("strong", badge(result), f" {_MEANINGS[result]}")
    reasons = [tag("li", each) for each in _reasons(book)]
    if reasons:
        yield tag("ul", reasons)


def _reasons(book: Book) -> Iterator[Node]:
    """Yield what made the result, each with what to do about it."""
    report, options = book.report, book.report["header"]["options"]
    if report["header"]["obstacle"] is not None:
        yield f"Nothing can be said of the target: {report['header']['obstacle']}."
    errors = sum(each["outcome"] == "error" for each in book.verdicts)
    if errors:
        yield _linked(
            "deviations",
            counted(errors, "verdict"),
            " is an error: the suite broke, or nothing can be said of the target.",
        )
    for level in Level:
        found = [each for each in book.verdicts if state_of(each) == "fail" and each["level"] == level]
        if found:
            section = "quirks" if all(map(book.is_quirk, found)) else "deviations"
            yield _linked(section, f"{counted(len(found), level)} broken", _advice(found, level, options))
    for state, advice in (
        ("stale", "what was excused no longer occurs; delete it."),
        ("expired", "nothing is excused by it any more; look again, then renew it."),
    ):
        count = sum(each["state"] == state for each in report["waivers"])
        if count:
            yield _linked("waivers", counted(count, f"{state} waiver"), f": {advice}")
    undecided = [each for each in book.verdicts if each["outcome"] == "inconclusive"]
    if undecided:
        musts = sum(each["level"] == Level.MUST for each in undecided)
        fails = ", which fails this run (--require-complete)" if musts and options["require_complete"] else ""
        yield _linked(
            "undecided",
            f"{len(undecided)} could not be judged",
            f", {musts or 'none'} of them a MUST{fails}: the reasons say what is missing.",
        )
    if not report["footer"]["complete"]:
        yield "The run was cut short: what is not here was not judged."
    if not any(each["outcome"] in ("pass", "fail") for each in book.verdicts):
        yield "Nothing could be judged at all, which is a failure whatever the reason."


def _advice(found: list[Data], level: Level, options: Data) -> str:
    if not level.reaches(Level(options["fail_on"])):
        return ": advice, which does not fail this run."
    known = sum(each["disposition"] == "known" for each in found)
    excused = f" {known} of them as before, which does not fail this run." if known and options["fail_on_new"] else ""
    return f": send the vendor what is below (each can be repeated), or waive it with a reason.{excused}"


def _linked(section: str, text: str, rest: str) -> Node:
    return tag("a", text, href=f"#{section}"), rest


def _facts(book: Book) -> Iterator[tuple[str, Node]]:
    header = book.report["header"]
    contract = header["contract"]
    yield "judged", target_of(book.report)
    yield "when", f"{day_of(header['started'])}, {header['seconds']:.1f} s"
    yield "contract", (tag("code", file_of(contract["file"])), " SHA-256 ", tag("code", contract["sha256"][:12]))
    if book.report["change"] is not None:
        yield "compared with", tag("code", file_of(book.report["change"]["header"]["old"]["file"]))
    yield "requests", _requests(book)
    counts = Counter(map(state_of, book.verdicts))
    yield (
        "outcomes",
        [
            (" " if index else "", badge(state, f"{count:,} {state}"))
            for index, (state, count) in enumerate(counts.items())
        ],
    )
    yield "fails on", _threshold(header["options"])


def _requests(book: Book) -> str:
    header = book.report["header"]
    answers = Counter(each["status"] for each in book.report["exchanges"] if each["status"] is not None)
    told = ", ".join(f"{count:,} × {status}" for status, count in sorted(answers.items()))
    sent = f"{header['requests']:,} sent" if header["requests"] else "none sent"
    return f"{sent}; answers: {told}" if told else sent


def _threshold(options: Data) -> str:
    new = "new " if options["fail_on_new"] else ""
    complete = ", and a MUST that could not be judged" if options["require_complete"] else ""
    return f"a {new}deviation from {_LEVELS[options['fail_on']]}{complete}"
