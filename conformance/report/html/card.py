"""A failing requirement in full: its sentence, its clause in the document, the evidence, the fix and the waiver."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.model import Subject
from conformance.report.html.book import Book, Data, pair, state_of
from conformance.report.html.change import change_facts, sides
from conformance.report.html.element import Html, Node, is_web_address, tag, text_lines
from conformance.report.html.excerpt import excerpt
from conformance.report.html.frame import badge, counted, fold, identifier, kind_of, level, pairs, place_of, rest
from conformance.report.news import day_of

_MAX_FINDINGS = 20
_MAX_BESIDE = 3


def card(book: Book, verdict: Data, *, is_open: bool) -> Html:
    """Return a failing requirement of an operation, which opens to everything that is known of it."""
    state = state_of(verdict)
    title = (badge(state), " ", level(verdict["level"]), " ", tag("h3", identifier(verdict["requirement"])))
    told = (*title, _news(book, verdict), " ", tag("span", _gist(verdict), class_="gist quiet"))
    return fold(
        tag("span", told),
        tag("div", _body(book, verdict), id=book.cards[pair(verdict)]),
        is_open=is_open,
        class_=f"card is-{kind_of(state)}",
    )


def waiver_facts(waiver: Data) -> Iterator[tuple[str, Node]]:
    """Yield what excuses a deviation, for how long, and who answers for it."""
    link = waiver["link"]
    yield "reason", waiver["reason"]
    yield "owner", waiver["owner"]
    yield "expires", f"{waiver['expires']} (added {waiver['added']})"
    yield "link", tag("a", link, href=link, rel="noreferrer noopener") if is_web_address(link) else link
    yield "written in", tag("code", waiver["place"])


def _body(book: Book, verdict: Data) -> Iterator[Node]:
    yield tag("blockquote", verdict["text"])
    yield pairs(
        [
            ("where", identifier(verdict["operation"])),
            ("to blame", Subject(verdict["subject"]).blame if verdict["outcome"] == "fail" else None),
            ("source", verdict["source"]),
            ("note", verdict["reason"] or None),
        ]
    )
    findings = verdict["findings"]
    if any(each["clause"] is None for each in findings):
        yield excerpt(book.sources, verdict["clause"], list(_beside(findings)))
    yield (_finding(book, each) for each in findings[:_MAX_FINDINGS])
    yield rest(findings, _MAX_FINDINGS)
    waiver = book.waivers.get(verdict["waiver"] or "")
    if waiver is not None:
        yield tag("div", tag("h4", "Waiver ", tag("code", waiver["id"])), pairs(waiver_facts(waiver)), class_="finding")


def _finding(book: Book, finding: Data) -> Html:
    return tag(
        "div", tag("h4", finding["message"], " ", _novelty(book, finding)), _evidence(book, finding), class_="finding"
    )


def _evidence(book: Book, finding: Data) -> Iterator[Node]:
    if finding["change"] is not None:
        yield sides(book.sources, finding["change"])
        yield pairs(change_facts(finding["change"]))
        return
    yield excerpt(book.sources, finding["clause"], [f"{finding['message']}: {finding['actual']}"])
    exchange = book.exchanges.get(finding["exchange"])
    page = finding["page"]
    yield pairs(
        [
            ("at", (identifier(finding["location"]), f" ({_times(finding['count'])})")),
            ("on the page", tag("code", place_of(page)) if page is not None and page["file"] else None),
            ("expected", tag("code", finding["expected"])),
            ("actual", tag("code", finding["actual"])),
            ("engines", finding.get("confirmation")),
            *_request(exchange),
        ]
    )
    if exchange is not None and exchange["curl"]:
        yield tag("p", "Repeat it:", class_="quiet small")
        yield tag("pre", text_lines(exchange["curl"]))
    if finding["fix"]:
        yield tag("p", "What would mend it:", class_="quiet small")
        yield tag("pre", text_lines(finding["fix"]))


def _request(exchange: Data | None) -> Iterator[tuple[str, Node]]:
    if exchange is None:
        return
    status = f"answered {exchange['status']}" if exchange["status"] is not None else "not answered"
    yield "request", (tag("code", exchange["case"]), f", {status}")
    if exchange["request_id"]:
        yield "its id", tag("code", f"X-Request-Id: {exchange['request_id']}")


def _beside(findings: list[Any]) -> Iterator[str]:
    for each in findings[:_MAX_BESIDE]:
        yield f"{each['message']}: {each['actual']} at {each['location']} ({_times(each['count'])})"
    if len(findings) > _MAX_BESIDE:
        yield f"and {counted(len(findings) - _MAX_BESIDE, 'finding')} more"


def _news(book: Book, verdict: Data) -> Iterator[Node]:
    """Yield what is new of a requirement: a word for all that its findings are."""
    kinds = dict.fromkeys(
        kind for each in verdict["findings"] for kind, _ in [book.novelties.get(each["fingerprint"], ("", None))]
    )
    yield from ((" ", badge(kind)) for kind in kinds if kind)
    if verdict["disposition"] in ("expired", "stale"):
        yield " "
        yield badge(verdict["disposition"], f"waiver {verdict['disposition']}")


def _novelty(book: Book, finding: Data) -> Node:
    kind, since = book.novelties.get(finding["fingerprint"], ("", None))
    if not kind:
        return None
    told = {"still": "still there, since", "flaky": "flaky, last seen"}.get(kind)
    return badge(kind, f"{told} {day_of(since)}" if told and since else None)


def _gist(verdict: Data) -> str:
    """Return in a line what is wrong."""
    findings = verdict["findings"]
    if not findings:
        return str(verdict["reason"])
    more = f", and {counted(len(findings) - 1, 'finding')} more" if len(findings) > 1 else ""
    count = findings[0]["count"]
    times = f" ({_times(count)})" if count > 1 else ""
    return f"{findings[0]['message']}{times}{more}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"
