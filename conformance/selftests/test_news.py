"""News is summarised in one line, the first of every report."""

from __future__ import annotations

import pytest

from conformance.report.news import headline, news_data
from conformance.selftests.makers import OPERATION
from conformance.verdict.baseline import Item, KnownDeviation, News, Novelty

DAY = "2026-11-23T02:17:00+00:00"


def items(**counts: int) -> tuple[Item, ...]:
    """Deviations of different requirements, a number of each kind."""
    return tuple(
        Item(Novelty(kind), KnownDeviation(f"{number:016x}", f"thing-{number}-is-sound", OPERATION, "/"))
        for kind, count in counts.items()
        for number in range(count)
    )


@pytest.mark.parametrize(
    ("news", "line"),
    [
        (News(None), "first run of this target: no deviation, nothing earlier to compare with"),
        (News(None, items(new=1)), "first run of this target: 1 deviation, nothing earlier to compare with"),
        (News(None, items(new=2)), "first run of this target: 2 deviations, nothing earlier to compare with"),
        (News(DAY, is_whole=False), "nothing new since 2026-11-23 02:17 UTC, of what was selected"),
        (News(None, is_whole=False), "first run of this target, of what was selected"),
        (News(DAY), "nothing new since 2026-11-23 02:17 UTC: no deviation that is not waived"),
        (News(DAY, items(still=3)), "nothing new since 2026-11-23 02:17 UTC: 3 still"),
        (News(DAY, items(new=1)), "1 new (thing-0-is-sound) since 2026-11-23 02:17 UTC"),
        (
            News(DAY, items(gone=1, flaky=2, fixed=3, still=4, new=5)),
            "5 new (thing-0-is-sound, thing-1-is-sound, thing-2-is-sound and 2 more) since 2026-11-23 02:17 UTC: "
            "4 still, 3 fixed, 2 flaky, 1 gone",
        ),
    ],
)
def test_headline(news: News, line: str) -> None:
    """The line says how many are new and which, since when, and what became of the rest."""
    assert headline(news) == line


def test_obstacle() -> None:
    """A target that could not be judged is not said to be free of deviations."""
    why = "the target refuses the key given (403); check KEY"
    assert headline(News(DAY), why) == f"not judged ({why}): nothing new since 2026-11-23 02:17 UTC"
    assert (
        headline(News(DAY, items(gone=2)), why) == f"not judged ({why}): nothing new since 2026-11-23 02:17 UTC: 2 gone"
    )


def test_data() -> None:
    """Each kind lists its deviations, without what the API sent."""
    reported = news_data(
        News(DAY, (*items(new=1), Item(Novelty.GONE, items(new=2)[1].deviation, DAY, "it was silent")))
    )
    assert (reported["compared_with"], reported["still"]) == (DAY, [])
    assert reported["gone"] == [
        {
            "fingerprint": f"{1:016x}",
            "requirement": "thing-1-is-sound",
            "operation": OPERATION,
            "pattern": "/",
            "since": DAY,
            "reason": "it was silent",
        }
    ]
