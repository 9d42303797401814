"""A run as Markdown: for a pull request, for the summary of a build step, and for sending to the vendor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from conformance.model import Level, Subject
from conformance.report.causes import cause_in, grouped
from conformance.report.change_markdown import summary_lines
from conformance.report.markdown import cell, code, prose
from conformance.report.news import day_of
from conformance.report.reading import exchanges_of, selection_line
from conformance.report.report_format import ReportFormat
from conformance.report.standing import Standing, standings_of
from conformance.report.summary_entry import entry_of, news_words
from conformance.verdict.judge_change import CHANGE
from conformance.verdict.judge_document import DOCUMENT

MAX_BYTES = 60_000
"""A GitHub comment holds 65,536 characters, the summary of a build step far more."""
_SHARE = 8_000
"""The maximum size of each list except the deviations in full."""
_MAX_NAMED = 6
_ORDER = ("new", "flaky", None, "still")
_DEVIATING = ("failed", "known", "advisory")


def summary_of(report: Mapping[str, Any]) -> str:
    """Return a run as Markdown; where it is too long, whole entries are left out and counted."""
    standings = standings_of(report)
    deviating = sorted((each for each in standings if each.word in _DEVIATING), key=_urgency)
    is_beside = any(each.verdict["operation"] not in (DOCUMENT, CHANGE) for each in standings)
    advice = [each for each in deviating if is_beside and _is_advice_on_document(each)]
    full = [each for each in deviating if not (is_beside and _is_advice_on_document(each))]
    before = [*_head(report, standings), *_table(deviating, report)]
    after = [*_advice(advice), *_news(report), *_unjudged(standings), *_waivers(report, standings), *_change(report)]
    left = MAX_BYTES - _size([*before, *after])
    exchanges = exchanges_of(report)
    entries = ["\n".join(entry_of(each, others, exchanges, report)) for each, *others in _causes(full)]
    return "\n".join([*before, *_within(entries, left, "deviations"), *after]) + "\n"


FORMAT = ReportFormat("summary.md", summary_of)


def _urgency(standing: Standing) -> tuple[bool, bool, int, int]:
    level = list(Level).index(Level(standing.verdict["level"]))
    is_api = standing.verdict["subject"] == Subject.API
    return not standing.breaks, not is_api, _ORDER.index(standing.news), level


def _is_advice_on_document(standing: Standing) -> bool:
    return standing.word == "advisory" and standing.verdict["operation"] == DOCUMENT


def _advice(advice: Sequence[Standing]) -> Iterator[str]:
    if advice:
        count = sum(each.count for each in advice)
        yield f"\nAdvice on the document, at {count} place{'' if count == 1 else 's'}, is shown in full in report.html."


def _causes(deviating: Iterable[Standing]) -> list[list[Standing]]:
    return grouped(deviating, lambda each: (each.word, cause_in(each.verdict)))


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode(errors="backslashreplace")) + 1 for line in lines)


def _within(entries: Sequence[str], share: int, name: str) -> Iterator[str]:
    """Yield the entries that fit, and how many are left out."""
    left_out = 0
    room = share - 200
    for entry in entries:
        if _size([entry]) > room:
            left_out += 1
            continue
        room -= _size([entry])
        yield entry
    if left_out:
        yield f"\n{left_out} of {len(entries)} {name} are left out here: see report.json."


def _head(report: Mapping[str, Any], standings: Sequence[Standing]) -> Iterator[str]:
    header = report["header"]
    yield f"## {prose(report['news']['headline'])}"
    cut = "" if report["footer"]["complete"] else " (incomplete: the run was cut short)"
    yield f"\n**Result: {report['result']}**{cut}. {_counts(standings)}\n"
    yield f"- **target**: {_target(header['target'])}"
    title = "" if header["contract"]["title"] is None else f" ({prose(header['contract']['title'])})"
    sha256 = header["contract"]["sha256"][:12]
    yield f"- **contract**: {code(header['contract']['file'])}{title}, sha256 `{sha256}`"
    selection = selection_line(report)
    if selection is not None:
        yield f"- **selected**: {prose(selection)}; nothing else was asked or judged"
    version = header["suite"]["version"]
    sent = f"{header['requests']} requests in {header['seconds']:.0f} s"
    yield f"- **run**: {day_of(header['started'])}, {sent}, suite {prose(version)}"


def _target(target: Mapping[str, Any]) -> str:
    address = code(target["base_url"]) if target["base_url"] else "an unknown host"
    return {
        "reference": "the bundled reference: a self-check, not a conformance result",
        "none": "none: only the document was judged",
        "recording": f"traffic recorded at {address}",
    }.get(target["kind"], address)


def _counts(standings: Sequence[Standing]) -> str:
    counts: dict[str, int] = defaultdict(int)
    for each in standings:
        level = f"{each.verdict['level']} " if each.word in ("failed", "known") else ""
        counts[f"{level}{each.word}"] += 1
    listed = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    return f"{len(standings)} requirements: {listed or 'none was selected'}."


def _table(deviating: Sequence[Standing], report: Mapping[str, Any]) -> Iterator[str]:
    if not deviating:
        return
    yield "\n### Deviations\n"
    yield "| level | requirement | operation | count | news |"
    yield "|---|---|---|--:|---|"
    rows = [_row(same, report) for same in _causes(deviating)]
    yield from _within(rows, _SHARE, "rows")


def _row(same: Sequence[Standing], report: Mapping[str, Any]) -> str:
    first, *others = same
    more = f" and {len(others)} more" if others else ""
    count = sum(each.count for each in same)
    return (
        f"| {first.verdict['level']} | {cell(first.verdict['requirement'])} | {cell(first.verdict['operation'])}{more} "
        f"| {count} | {news_words(first, report)} |"
    )


def _news(report: Mapping[str, Any]) -> Iterator[str]:
    for kind, title in (("fixed", "Fixed"), ("gone", "Gone: seen before, and not judged this time")):
        items = report["news"][kind]
        if items:
            yield f"\n### {title}\n"
            yield from _within([_item(each) for each in items], _SHARE, "items")
    unseen = {each["fingerprint"] for verdict in report["verdicts"] for each in verdict["findings"]}
    away = [each for each in report["news"]["flaky"] if each["fingerprint"] not in unseen]
    if away:
        yield "\n### Flaky, and absent this time\n"
        yield from _within([_item(each) for each in away], _SHARE, "items")


def _item(item: Mapping[str, Any]) -> str:
    last = f"; last seen {day_of(item['since'])}" if item["since"] else ""
    why = f": {prose(item['reason'])}" if item["reason"] else ""
    return f"- {code(item['requirement'])}, {code(item['operation'])}, at {code(item['pattern'])}{last}{why}"


def _unjudged(standings: Sequence[Standing]) -> Iterator[str]:
    for word, title in (("error", "Errors"), ("inconclusive", "Could not be judged")):
        by_reason: dict[str, list[str]] = defaultdict(list)
        for each in standings:
            if each.word == word:
                by_reason[each.verdict["reason"]].append(f"{each.verdict['level']} {code(each.verdict['requirement'])}")
        if by_reason:
            yield f"\n### {title}\n"
            lines = [f"- {len(names)} because {prose(why)}: {_named(names)}" for why, names in by_reason.items()]
            yield from _within(lines, _SHARE, "reasons")


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else ""
    return f"{', '.join(names[:_MAX_NAMED])}{more}"


def _waivers(report: Mapping[str, Any], standings: Sequence[Standing]) -> Iterator[str]:
    waived = [each for each in standings if each.word == "waived"]
    lines = [
        f"- {count} of {subject.blame}"
        for subject in Subject
        if (count := sum(each.verdict["subject"] == subject.value for each in waived))
    ]
    for each in report["waivers"]:
        place = f"{code(each['id'])} ({code(each['place'])})"
        if each["state"] == "stale":
            gone = ", ".join(map(code, each["gone"][:_MAX_NAMED]))
            lines.append(f"- **stale**: {place}: it no longer occurs at {gone}; delete it")
        elif each["state"] == "expired":
            lines.append(f"- **expired**: {place}, on {prose(each['expires'])}; look again, then renew it")
    if lines:
        yield "\n### Waived\n"
        yield from _within(lines, _SHARE, "waivers")


def _change(report: Mapping[str, Any]) -> Iterator[str]:
    if report["change"] is not None:
        yield "\n### The change of the document\n"
        yield from _within(list(summary_lines(report["change"])), _SHARE, "lines")
