"""What is new since the previous run, in one line and as data: the first thing that every report says."""

from __future__ import annotations

from typing import Any

from conformance.exchange.redaction import safe_text
from conformance.verdict.baseline import Item, News, Novelty

_MAX_NAMED = 3


def news_data(news: News, obstacle: str | None = None) -> dict[str, Any]:
    """Return what is new as JSON data, with its headline."""
    return {
        "headline": headline(news, obstacle),
        "compared_with": news.since,
        **{novelty.value: [_item(each) for each in news.of(novelty)] for novelty in Novelty},
    }


def headline(news: News, obstacle: str | None = None) -> str:
    """Return what is new in one line; where the target could not be judged, the reason comes first.

    >>> headline(News("2026-11-23T02:17:00+00:00"))
    'nothing new since 2026-11-23 02:17 UTC: no deviation that is not waived'
    >>> headline(News(None), "nobody listens there")
    'not judged (nobody listens there): first run of this target'
    """
    line = _headline(news, is_judged=obstacle is None)
    return line if obstacle is None else f"not judged ({safe_text(obstacle)}): {line}"


def _headline(news: News, *, is_judged: bool) -> str:
    part = "" if news.is_whole else ", of what was selected"
    is_clean = is_judged and news.is_whole
    if news.since is None:
        count = len(news.items)
        found = (
            f"{count} {'deviation' if count == 1 else 'deviations'}" if count else "no deviation" if is_clean else ""
        )
        return "first run of this target" + (f": {found}, nothing earlier to compare with" if found else "") + part
    new = news.of(Novelty.NEW)
    first = f"{len(new)} new{_named(new)}" if new else "nothing new"
    others = [f"{len(items)} {kind}" for kind in Novelty if kind is not Novelty.NEW and (items := news.of(kind))]
    if not new and not others and is_clean:
        others = ["no deviation that is not waived"]
    return ": ".join(filter(None, (f"{first} since {day_of(news.since)}{part}", ", ".join(others))))


def day_of(started: str) -> str:
    """Return the start of a run, to the minute.

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
