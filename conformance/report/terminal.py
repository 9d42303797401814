"""Terminal output of a run: each deviation in full, then what was not exercised, and the result."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from conformance.contract.derived_requirements import name_of
from conformance.exchange.redaction import safe_text, scrub
from conformance.model import Disposition, Exchange, Finding, Outcome, Subject, Verdict
from conformance.report.change_terminal import change_fields, impact_line, quirk_lines
from conformance.report.coverage import coverage_lines, provenance
from conformance.report.news import headline
from conformance.report.record import Run
from conformance.rules.presence import Presence
from conformance.verdict.complaints import PREFIX
from conformance.verdict.judge_change import ChangeFinding
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
_MAX_LISTED = 6
_MAX_FINDINGS = 20


def deviation_lines(verdict: Verdict, exchanges: Sequence[Exchange], blame: str = "") -> Iterator[str]:
    """Yield everything known about a failing requirement, ready to act on.

    Args:
        verdict: The failing requirement.
        exchanges: The exchanges of the run.
        blame: Who is responsible; empty for the subject of the requirement.
    """
    yield from map(_inert, _deviation_lines(verdict, exchanges, blame))


def _deviation_lines(verdict: Verdict, exchanges: Sequence[Exchange], blame: str = "") -> Iterator[str]:
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
    for finding in verdict.findings[:_MAX_FINDINGS]:
        yield from _finding_lines(finding, exchanges)
    if len(verdict.findings) > _MAX_FINDINGS:
        yield _field("and", f"{len(verdict.findings) - _MAX_FINDINGS} more findings like these: see report.json")
    if verdict.reason:
        yield _field("note", verdict.reason)


def _finding_lines(finding: Finding, exchanges: Sequence[Exchange]) -> Iterator[str]:
    if isinstance(finding, ChangeFinding):
        yield from (_field(name, text) for name, text in change_fields(finding.told))
        return
    if finding.clause is None:
        times = "once" if finding.count == 1 else f"{finding.count} times"
        yield _field("at", f"{finding.location} ({times}): {finding.message}")
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
    for verdict in run.verdicts:
        if verdict.outcome is Outcome.FAIL and not _is_known_quirk(verdict):
            is_quiet = verdict.disposition is Disposition.KNOWN and run.threshold.only_new
            yield from _deviation(verdict, run.exchanges, in_full=not (shown(verdict) or is_quiet))
    yield from _quirks([verdict for verdict in run.verdicts if _is_known_quirk(verdict)], verbose=verbose)
    if run.comparison is not None:
        yield impact_line(run.comparison)
        yield from quirk_lines(run.comparison)
    yield from _strength(run, in_full=verbose or not run.requests)
    yield from _presence(run.presences, in_full=verbose)
    yield from _checks(run.verdicts, in_full=verbose)
    yield from coverage_lines(run.coverage)
    yield from _unanswered(run.exchanges)
    yield from _unseen(run.verdicts)
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


def _deviation(verdict: Verdict, exchanges: Sequence[Exchange], *, in_full: bool) -> Iterator[str]:
    if in_full and verdict.disposition is not Disposition.WAIVED:
        yield from _deviation_lines(verdict, exchanges)
        return
    count = sum(finding.count for finding in verdict.findings)
    kind = f"{verdict.disposition} " if verdict.disposition else ""
    yield f"{kind}{verdict.requirement.level} {verdict.requirement.id} ({count}): {_first(verdict)}"


def _first(verdict: Verdict) -> str:
    return "; ".join(dict.fromkeys(finding.message for finding in verdict.findings))[:200]


def _checks(verdicts: Sequence[Verdict], *, in_full: bool) -> Iterator[str]:
    """Yield the results of the stock checks: what they alone report, and in detail why the rest does not count."""
    checks = [each for each in verdicts if each.requirement.id.startswith(PREFIX)]
    judged = [each for each in checks if each.outcome in (Outcome.PASS, Outcome.FAIL)]
    if not judged:
        return
    alone = sum(each.outcome is Outcome.FAIL for each in judged)
    hint = "" if in_full else " (-v shows the rest)"
    yield f"stock checks of schemathesis: {len(judged)} judged, {alone} of them report what no requirement does{hint}"
    for each in judged if in_full else ():
        if each.reason:
            yield f"  {each.requirement.id.removeprefix(PREFIX)}: {each.reason}"


def _unanswered(exchanges: Sequence[Exchange]) -> Iterator[str]:
    reasons = Counter(each.trouble.reason for each in exchanges if each.trouble is not None)
    if reasons:
        yield "no answer that can be judged:"
    for reason, count in reasons.items():
        yield f"  {count} of {len(exchanges)} requests: {reason}"


def _strength(run: Run, *, in_full: bool) -> Iterator[str]:
    total = sum(each.total for each in run.strengths)
    if not total:
        return
    rejected = sum(each.rejected for each in run.strengths)
    score = f"{rejected} of {total} corruptions of single fields ({rejected / total:.0%})"
    yield f"strictness: the contract's own schemas reject {score}" + ("" if in_full else "; -v shows each property")
    for each in run.strengths if in_full else ():
        accepted = ", ".join(each.accepted[:_MAX_LISTED]) + (" …" if len(each.accepted) > _MAX_LISTED else "")
        name = safe_text(name_of(each.pointer))
        yield f"  {name:32} {each.rejected:2} of {each.total:2}" + (f"  accepts: {accepted}" if accepted else "")


def _presence(presences: Sequence[Presence], *, in_full: bool) -> Iterator[str]:
    if not presences:
        return
    never = ", ".join(safe_text(each.name) for each in presences if not each.present)
    sometimes = sum(0 < each.present < each.rows for each in presences)
    yield f"properties: {len(presences)} documented, {sometimes} seen in some rows only; never seen: {never or 'none'}"
    for each in presences if in_full else ():
        yield f"  {safe_text(name_of(each.pointer)):32} in {each.present} of {each.rows} rows, null in {each.null}"


def _unseen(verdicts: Sequence[Verdict]) -> Iterator[str]:
    by_reason: dict[str, list[str]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.outcome is Outcome.INCONCLUSIVE:
            by_reason[verdict.reason].append(verdict.requirement.id)
    if by_reason:
        yield "not exercised:"
    for reason, names in by_reason.items():
        more = f" and {len(names) - _MAX_LISTED} more" if len(names) > _MAX_LISTED else ""
        yield f"  {len(names)} because {reason}: {', '.join(names[:_MAX_LISTED])}{more}"


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
