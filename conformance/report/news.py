"""What is new since yesterday, in one line and as data: the first thing that every report says."""

from __future__ import annotations

from typing import Any

from conformance.verdict.baseline import Item, News, Novelty

_MAX_NAMED = 3


def news_data(news: News) -> dict[str, Any]:
    """Return what is new as JSON data, with the line that says it."""
    return {
        "headline": headline(news),
        "compared_with": news.since,
        **{novelty.value: [_item(each) for each in news.of(novelty)] for novelty in Novelty},
    }


def headline(news: News) -> str:
    """Say in one line what is new.

    >>> headline(News("2026-11-23T02:17:00+00:00"))
    'nothing new since 2026-11-23 02:17 UTC: no deviation that is not waived'
    """
    if news.since is None:
        count = len(news.items)
        told = f"{count} {'deviation' if count == 1 else 'deviations'}" if count else "no deviation"
        return f"first run of this target: {told}, nothing earlier to compare with"
    new = news.of(Novelty.NEW)
    told = f"{len(new)} new{_named(new)}" if new else "nothing new"
    others = [f"{len(items)} {kind}" for kind in Novelty if kind is not Novelty.NEW and (items := news.of(kind))]
    if not new and not others:
        others = ["no deviation that is not waived"]
    return ": ".join(filter(None, (f"{told} since {day_of(news.since)}", ", ".join(others))))


def day_of(started: str) -> str:
    """Return the start of a run to the minute.

    >>> day_of("2026-11-23T02:17:00+00:00")
    '2026-11-23 02:17 UTC'
    """
    return f"{started[:16].replace('T', ' ')} UTC"


def _named(items: list[Item]) -> str:
    names = list(dict.fromkeys(item.deviation.requirement for item in items))
    more = f" and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else ""
    return f" ({', '.join(names[:_MAX_NAMED])}{more})" if names else ""


def _item(item: Item) -> dict[str, Any]:
    return {
        "fingerprint": item.deviation.fingerprint,
        "requirement": item.deviation.requirement,
        "operation": item.deviation.operation,
        "pattern": item.deviation.pattern,
        "since": item.since,
        "reason": item.reason or None,
    }
