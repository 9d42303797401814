"""Terminal output of a run: what the API does wrong by cause, the document, what was not exercised, the result."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from conformance.exchange.redaction import safe_text, scrub
from conformance.model import Disposition, Exchange, Finding, Level, Outcome, Subject, Verdict
from conformance.report.causes import CauseExample, causes, examples
from conformance.report.change_terminal import change_fields, impact_line, quirk_lines
from conformance.report.coverage import coverage_lines, provenance
from conformance.report.facts import (
    checks_lines,
    listed,
    presence_lines,
    strength_lines,
    unanswered_lines,
    unseen_lines,
)
from conformance.report.news import headline
from conformance.report.record import Run
from conformance.verdict.judge_change import CHANGE, ChangeFinding
from conformance.verdict.judge_document import DOCUMENT
from conformance.verdict.waivers import WaiverState

WORDS = {
    "waived": ("waived", "w", ("WAIVED", {"yellow": True})),
    "known": ("known", "k", ("KNOWN", {"yellow": True})),
    "advisory": ("advisory", "a", ("ADVISORY", {"yellow": True})),
    "inconclusive": ("inconclusive", "?", ("INCONCLUSIVE", {"yellow": True})),
    "inapplicable": ("inapplicable", "-", ("INAPPLICABLE", {})),
}
"""The category, letter and word of an item that neither passed nor failed, by its outcome."""
_WIDTH = 10
MAX_FINDINGS = 20
"""How many findings of a requirement are shown."""


def deviation_lines(
    verdict: Verdict,
    exchanges: Sequence[Exchange],
    blame: str = "",
    others: Sequence[Verdict] = (),
    most: int = MAX_FINDINGS,
) -> Iterator[str]:
    """Yield everything known about a failing requirement, ready to act on.

    Args:
        verdict: The failing requirement.
        exchanges: The exchanges of the run.
        blame: Who is responsible; empty for the subject of the requirement.
        others: The verdicts on other operations with the same cause; with them, an example of each kind is shown.
        most: How many findings are shown.
    """
    yield from map(_inert, _deviation_lines(verdict, exchanges, blame, others, most))


def _deviation_lines(
    verdict: Verdict, exchanges: Sequence[Exchange], blame: str, others: Sequence[Verdict], most: int
) -> Iterator[str]:
    requirement = verdict.requirement
    yield f"{requirement.level} {requirement.id}"
    yield f"  {verdict.operation}"
    yield f'  "{requirement.text}"'
    yield _field("blame", blame or requirement.subject.blame)
    if verdict.clause.pointer != "#":
        yield _field("clause", str(verdict.clause))
    if verdict.clause.quote and verdict.clause.pointer != "#":
        yield _field("", f"| {safe_text(verdict.clause.quote)[:160]}")
    yield _field("source", requirement.source)
    shown = [(each.finding, _seen(each)) for each in examples((verdict, *others))] if others else _findings(verdict)
    for finding, seen in shown[:most]:
        yield from _finding_lines(finding, seen, exchanges)
    if len(shown) > most:
        yield _field("and", f"{len(shown) - most} more findings like these: see report.json")
    if others:
        yield _field("and", f"at {_counted(len(others), 'other operation')}: {listed([e.operation for e in others])}")
    if verdict.reason:
        yield _field("note", verdict.reason)


def _findings(verdict: Verdict) -> list[tuple[Finding, str]]:
    return [(each, "once" if each.count == 1 else f"{each.count} times") for each in verdict.findings]


def _seen(example: CauseExample) -> str:
    times = "once" if example.count == 1 else f"{example.count} times"
    return f"{times} at {_counted(example.operations, 'operation')}"


def _finding_lines(finding: Finding, seen: str, exchanges: Sequence[Exchange]) -> Iterator[str]:
    if isinstance(finding, ChangeFinding):
        yield from (_field(name, text) for name, text in change_fields(finding.told))
        return
    if finding.clause is None:
        yield _field("at", f"{finding.location} ({seen}): {finding.message}")
    else:
        yield _field("at", f"{place_of(finding)}: {finding.message}")
        yield _field("", f"{finding.location}")
    yield _field("expected", finding.expected)
    yield _field("actual", finding.actual)
    if finding.confirmation:
        yield _field("engines", finding.confirmation)
    for index, line in enumerate(finding.fix.splitlines()):
        yield _field("fix" if index == 0 else "", f"| {line}")
    exchange = next((each for each in exchanges if each.sequence == finding.exchange), None)
    if exchange is not None:
        if found := provenance(exchange.case):
            yield _field("known", safe_text(found))
        if exchange.request.id:
            yield _field("request", f"X-Request-Id: {exchange.request.id}")
        if exchange.request.curl:
            yield _field("repeat", scrub(exchange.request.curl, exchange.request.secrets))
        else:
            yield _field("recorded", safe_text(exchange.case.id))


def place_of(finding: Finding) -> str:
    """Return the place of a finding in the document, and on the vendor's page, as `file:line:column`."""
    places = [clause for clause in (finding.clause, finding.page) if clause is not None and clause.position is not None]
    return ", ".join(f"{each.file}:{each.position.line}:{each.position.column}" for each in places if each.position)


def summary_lines(run: Run, shown: Callable[[Verdict], bool], *, verbose: bool) -> Iterator[str]:
    """Yield the summary of a run: deviations, what was not exercised, waivers, counts and the result.

    Args:
        run: What was judged.
        shown: Whether the reader has already seen a deviation in full.
        verbose: Whether to list every known quirk of the document, not only the notable ones.
    """
    yield from map(_inert, _summary_lines(run, shown, verbose=verbose))


def _summary_lines(run: Run, shown: Callable[[Verdict], bool], *, verbose: bool) -> Iterator[str]:
    yield headline(run.news, run.obstacle)
    failing = [each for each in run.verdicts if each.outcome is Outcome.FAIL and not _is_known_quirk(each)]
    of = {place: [each for each in failing if each.operation == place] for place in (CHANGE, DOCUMENT)}
    for same in causes(each for each in failing if each.operation not in of):
        yield from _deviation(run, same, in_full=not shown(same[0]))
    for verdict in of[CHANGE]:
        yield from _deviation(run, [verdict], in_full=not shown(verdict))
    yield from _document(run, of[DOCUMENT], shown, verbose=verbose)
    yield from _quirks([verdict for verdict in run.verdicts if _is_known_quirk(verdict)], verbose=verbose)
    if run.comparison is not None:
        yield impact_line(run.comparison)
        yield from quirk_lines(run.comparison)
    yield from strength_lines(run, in_full=verbose or not run.requests)
    yield from presence_lines(run.presences, in_full=verbose)
    yield from checks_lines(run.verdicts, in_full=verbose)
    yield from unanswered_lines(run.exchanges)
    yield from coverage_lines(run.coverage)
    yield from unseen_lines(run.verdicts)
    yield from _stale(run)
    if run.left_out:
        yield f"{run.left_out} cases were left out: raise --max-requests to send them all"
    yield _counts(run)
    yield f"result: {run.result}" + ("" if run.complete else " (incomplete: the run was cut short)")
    if run.target.kind == "reference":
        yield "(bundled reference: a self-check, not a conformance result)"


def _is_known_quirk(verdict: Verdict) -> bool:
    return verdict.requirement.subject is Subject.DOCUMENT and verdict.disposition is Disposition.WAIVED


def _quirks(verdicts: Sequence[Verdict], *, verbose: bool) -> Iterator[str]:
    if not verdicts:
        return
    count = sum(len(verdict.findings) for verdict in verdicts)
    hint = "" if verbose else " (-v names each)"
    yield f"known quirks of the document, all waived: {count}{hint}"
    for verdict in verdicts:
        if verbose or verdict.requirement.notable:
            for finding in verdict.findings:
                yield f"  waived {verdict.requirement.id} {place_of(finding)}: {finding.message}"


def _deviation(run: Run, same: Sequence[Verdict], *, in_full: bool) -> Iterator[str]:
    """Yield a deviation that one or several operations share, in full or in a line."""
    first, *others = same
    is_quiet = first.disposition is Disposition.KNOWN and run.threshold.only_new
    if in_full and not is_quiet and first.disposition is not Disposition.WAIVED:
        yield from _deviation_lines(first, run.exchanges, "", others, MAX_FINDINGS)
        return
    count = sum(finding.count for verdict in same for finding in verdict.findings)
    kind = f"{first.disposition} " if first.disposition else ""
    at = f" at {len(same)} operations" if others else ""
    yield f"{kind}{first.requirement.level} {first.requirement.id} ({count}{at}): {_first(first)}"


def _document(
    run: Run, failing: Sequence[Verdict], shown: Callable[[Verdict], bool], *, verbose: bool
) -> Iterator[str]:
    """Yield the deviations of the document: where an API was judged beside it, its advice is only counted."""
    is_beside = any(each.operation not in (DOCUMENT, CHANGE) for each in run.verdicts)
    advice: list[Verdict] = []
    for verdict in failing:
        is_binding = verdict.requirement.level.reaches(run.threshold.level)
        if is_beside and not (verbose or is_binding or shown(verdict)):
            advice.append(verdict)
        else:
            yield from _deviation(run, [verdict], in_full=not shown(verdict))
    if advice:
        places = Counter(each.requirement.level for each in advice for _ in each.findings)
        numbers = ", ".join(f"{places[level]} {level}" for level in Level if places[level])
        yield f"advice on the document: {numbers}, of {_counted(len(advice), 'kind')}; -v shows each"


def _first(verdict: Verdict) -> str:
    return "; ".join(dict.fromkeys(finding.message for finding in verdict.findings))[:200]


def _stale(run: Run) -> Iterator[str]:
    for waiver in run.waivers:
        if run.states[waiver.id] is WaiverState.STALE:
            why = "fixed by the vendor" if waiver.target == DOCUMENT else "it no longer occurs"
            gone = run.gone[waiver.id]
            useless = "it" if gone == waiver.locations else ", ".join(gone)
            yield f"stale waiver {waiver.id} ({waiver.place}): {why}; delete {useless}"
        elif run.states[waiver.id] is WaiverState.EXPIRED:
            yield f"expired waiver {waiver.id} ({waiver.place}): expired {waiver.expires}; look again, then renew it"


def _counts(run: Run) -> str:
    counts: dict[str, int] = defaultdict(int)
    for verdict in run.verdicts:
        is_waived = verdict.disposition is Disposition.WAIVED
        level = f"{verdict.requirement.level} " if verdict.outcome is Outcome.FAIL and not is_waived else ""
        counts["waived" if is_waived else f"{level}{verdict.outcome}"] += 1
    listed = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    return f"{_counted(len(run.verdicts), 'requirement')} judged with {_counted(run.requests, 'request')}: {listed}"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _inert(line: str) -> str:
    """Return a line without control sequences or commands: build servers obey `##vso[` and the like anywhere in it.

    Values from an API are already masked here; names and texts of a contract are shown as they are.
    """
    return safe_text(line).replace("##", "#\\u0023")


def _field(name: str, text: str) -> str:
    return f"  {name:{_WIDTH}}{text}"
