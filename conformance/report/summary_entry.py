"""A failing requirement in Markdown, with everything needed to act on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.model import Subject
from conformance.report.change_markdown import proof_lines
from conformance.report.markdown import code, fenced, prose
from conformance.report.news import day_of
from conformance.report.standing import Standing

_MAX_FINDINGS = 5
_MAX_OTHERS = 6
_MAX_FIX_LINES = 20


def entry_of(
    standing: Standing,
    others: Sequence[Standing],
    exchanges: Mapping[int, Mapping[str, Any]],
    report: Mapping[str, Any],
) -> Iterator[str]:
    """Yield the lines of a failing requirement: what it requires, where, what was found, and how to reproduce it.

    Args:
        standing: Its verdict.
        others: The verdicts on other operations that fail for the same cause.
        exchanges: The exchanges by the number that findings refer to.
        report: The report of the verdict.
    """
    verdict, findings = standing.verdict, standing.verdict["findings"]
    yield f"\n#### {verdict['level']} {code(verdict['requirement'])}\n"
    blame = Subject(verdict["subject"]).blame
    yield f'"{prose(verdict["text"])}"\n'
    yield f"- **{news_words(standing, report)}**: {code(verdict['operation'])}; {blame} is responsible"
    if others:
        names = ", ".join(code(each.verdict["operation"]) for each in others[:_MAX_OTHERS])
        more = f" and {len(others) - _MAX_OTHERS} more" if len(others) > _MAX_OTHERS else ""
        yield f"- **likewise** at {len(others)} other operation{'' if len(others) == 1 else 's'}: {names}{more}"
    yield from _clause(verdict["clause"])
    yield f"- **source**: {prose(verdict['source'])}"
    for finding in findings[:_MAX_FINDINGS]:
        yield from _finding(finding, exchanges)
    if len(findings) > _MAX_FINDINGS:
        yield f"- and {len(findings) - _MAX_FINDINGS} more like these: see report.json"
    if verdict["reason"]:
        yield f"- **note**: {prose(verdict['reason'])}"
    yield from _repeat(findings[:_MAX_FINDINGS], exchanges)
    for finding in findings[:_MAX_FINDINGS]:
        yield from _fix(finding)


def news_words(standing: Standing, report: Mapping[str, Any]) -> str:
    """Return what is known of a deviation from earlier runs, and whether it is only advice."""
    words = [standing.news or "known"] if report["news"]["compared_with"] else ["first run"]
    if standing.news == "still" and standing.since:
        words = [f"still, since {day_of(standing.since)}"]
    if standing.verdict["disposition"] == "expired":
        words.append("its waiver has expired")
    if standing.word == "advisory":
        words.append("advice")
    return ", ".join(words)


def _clause(clause: Mapping[str, Any]) -> Iterator[str]:
    if clause["line"] is None or clause["pointer"] == "#":
        return
    quote = f": {code(clause['quote'])}" if clause["quote"] else ""
    yield f"- **clause**: {_place(clause)}{quote}"


def _place(clause: Mapping[str, Any]) -> str:
    return code(f"{clause['file']}:{clause['line']}")


def _finding(finding: Mapping[str, Any], exchanges: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    if finding["change"] is not None:
        yield f"- **{finding['change']['impact']}**: {prose(finding['message'])}"
        yield from proof_lines(finding["change"])
        return
    times = "once" if finding["count"] == 1 else f"{finding['count']} times"
    places = [each for each in (finding["clause"], finding["page"]) if each is not None and each["line"] is not None]
    where = ", ".join([code(finding["location"]), *map(_place, places)])
    yield f"- **at** {where} ({times}): {prose(finding['message'])}"
    yield f"  - expected {code(finding['expected'])}"
    yield f"  - actual {code(finding['actual'])}"
    if finding.get("confirmation"):
        yield f"  - engines: {prose(finding['confirmation'])}"
    exchange = exchanges.get(finding["exchange"])
    if exchange is not None and exchange["request_id"]:
        yield f"  - request {code('X-Request-Id: ' + exchange['request_id'])}"
    elif exchange is not None and not exchange["curl"]:
        yield f"  - recorded as {code(exchange['case'])}"


def _repeat(findings: list[Mapping[str, Any]], exchanges: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    shown = [exchanges[each["exchange"]]["curl"] for each in findings if each["exchange"] in exchanges]
    curls = list(dict.fromkeys(filter(None, shown)))
    if curls:
        yield "\nTo reproduce:\n"
        yield from fenced(curls, "sh")


def _fix(finding: Mapping[str, Any]) -> Iterator[str]:
    if finding["fix"]:
        lines = finding["fix"].split("\n")
        yield f"\nSuggested fix for {code(finding['location'])}:\n"
        yield from fenced(lines[:_MAX_FIX_LINES], "yaml")
        if len(lines) > _MAX_FIX_LINES:
            yield f"\nand {len(lines) - _MAX_FIX_LINES} more lines: see report.json"
