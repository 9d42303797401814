"""A failing requirement in full: its sentence, its clause in the document, the evidence, the fix and the waiver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from conformance.model import Subject
from conformance.report.html.book import Book, Data, pair, state_of
from conformance.report.html.change import ChangeView, change_view
from conformance.report.html.excerpt import ExcerptView, excerpt_view
from conformance.report.html.render import Limited, limited
from conformance.report.html.words import counted, times
from conformance.report.news import day_of

_MAX_FINDINGS = 20
_MAX_BESIDE = 3
_MAX_OTHERS = 300
BadgeView: TypeAlias = tuple[str, str]
"""A word, which has a sign and a colour, and the text to show."""


@dataclass(frozen=True)
class FindingView:
    """A finding, and what else the page shows about it."""

    finding: Data
    novelty: BadgeView | None
    change: ChangeView | None
    excerpt: ExcerptView | None
    exchange: Data | None


@dataclass(frozen=True)
class OtherView:
    """Another operation at which a requirement fails for the same cause."""

    operation: str
    gist: str
    curl: str
    """A request that shows it; empty where there is none."""


@dataclass(frozen=True)
class CardView:
    """A failing requirement of an operation, or of several for the same cause."""

    id: str
    state: str
    verdict: Data
    news: Sequence[BadgeView]
    gist: str
    """What is wrong, in one line."""
    responsible: str | None
    excerpt: ExcerptView | None
    findings: Limited[FindingView]
    others: Limited[OtherView]
    waiver: Data | None


def card_view(book: Book, same: Sequence[Data]) -> CardView:
    """Return everything known about a failing requirement, by the first of its verdicts with this cause."""
    verdict, *others = same
    findings = verdict["findings"]
    is_beside = any(each["clause"] is None for each in findings)
    return CardView(
        id=book.cards[pair(verdict)],
        state=state_of(verdict),
        verdict=verdict,
        news=list(_news(book, verdict)),
        gist=_gist(verdict),
        responsible=Subject(verdict["subject"]).blame if verdict["outcome"] == "fail" else None,
        excerpt=excerpt_view(book.sources, verdict["clause"], list(_beside(findings))) if is_beside else None,
        findings=limited(findings, _MAX_FINDINGS).map(lambda finding: _finding_view(book, finding)),
        others=limited(others, _MAX_OTHERS).map(lambda each: _other_view(book, each)),
        waiver=book.waivers.get(verdict["waiver"] or ""),
    )


def _other_view(book: Book, verdict: Data) -> OtherView:
    exchanges = (book.exchanges.get(finding["exchange"]) for finding in verdict["findings"])
    curl = next((exchange["curl"] for exchange in exchanges if exchange), "")
    return OtherView(verdict["operation"], _gist(verdict), curl)


def _finding_view(book: Book, finding: Data) -> FindingView:
    return FindingView(
        finding,
        _novelty(book, finding),
        change=None if finding["change"] is None else change_view(book.sources, finding["change"]),
        excerpt=excerpt_view(book.sources, finding["clause"], [f"{finding['message']}: {finding['actual']}"]),
        exchange=book.exchanges.get(finding["exchange"]),
    )


def _beside(findings: Sequence[Data]) -> Iterator[str]:
    for each in findings[:_MAX_BESIDE]:
        yield f"{each['message']}: {each['actual']} at {each['location']} ({times(each['count'])})"
    if len(findings) > _MAX_BESIDE:
        yield f"and {counted(len(findings) - _MAX_BESIDE, 'finding')} more"


def _news(book: Book, verdict: Data) -> Iterator[BadgeView]:
    """Yield the novelty of a requirement: a word for each novelty among its findings."""
    kinds = dict.fromkeys(book.novelties.get(each["fingerprint"], ("", None))[0] for each in verdict["findings"])
    yield from ((kind, kind) for kind in kinds if kind)
    if verdict["disposition"] in ("expired", "stale"):
        yield verdict["disposition"], f"waiver {verdict['disposition']}"


def _novelty(book: Book, finding: Data) -> BadgeView | None:
    kind, since = book.novelties.get(finding["fingerprint"], ("", None))
    if not kind:
        return None
    text = {"still": "still there, since", "flaky": "flaky, last seen"}.get(kind)
    return kind, f"{text} {day_of(since)}" if text and since else kind


def _gist(verdict: Data) -> str:
    findings = verdict["findings"]
    if not findings:
        return str(verdict["reason"])
    more = f", and {counted(len(findings) - 1, 'finding')} more" if len(findings) > 1 else ""
    count = findings[0]["count"]
    seen = f" ({times(count)})" if count > 1 else ""
    return f"{findings[0]['message']}{seen}{more}"
