"""What changed when: the revisions of a contract as Markdown, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.report.markdown import code, plain, prose
from conformance.verdict.change import Comparison, ReportedChange


@dataclass(frozen=True)
class Entry:
    """A revision on the timeline."""

    title: str
    comparison: Comparison | None = None
    """What changed since the previous one; None for the first."""
    problem: str = ""
    """Why it cannot be loaded; empty where it can."""


def timeline_of(entries: Sequence[Entry]) -> str:
    """Return revisions, given the oldest first, as Markdown."""
    return "\n".join(["# What changed when", *(line for each in reversed(entries) for line in _lines(each))]) + "\n"


def _lines(entry: Entry) -> Iterator[str]:
    yield f"\n## {plain(entry.title)}\n"
    if entry.problem:
        yield f"Cannot be loaded: {plain(entry.problem)}"
    elif entry.comparison is None:
        yield "The first known revision."
    elif not entry.comparison.changes:
        yield "The document is the same; the page around it changed."
    else:
        yield from (_line(each) for each in entry.comparison.changes)
    if entry.comparison is not None:
        yield from (f"- **not judged**: {name}, {reason}" for name, reason in entry.comparison.broken.items())


def _line(told: ReportedChange) -> str:
    at = told.change.new or told.change.old or ""
    return f"- **{told.impact.value}**: {prose(told.change.message)} ({code(at)})"
