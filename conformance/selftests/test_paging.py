"""Lists in pages, paged in every way: what is asked, what is found, and that no sound API is blamed."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.model import Case, Exchange, Intent, Outcome
from conformance.selftests.paged import WAYS, Query, Rows, Things, document, evidence_of, verdicts

RULES = ("pages-share-no-row", "pages-skip-no-row", "last-page-says-so", "total-counts-all-rows")


def failing(api: Things) -> set[str]:
    found = verdicts(evidence_of(api, document(api.way)), RULES)
    assert Outcome.ERROR not in {each.outcome for each in found.values()}, found
    return {name for name, each in found.items() if each.outcome is Outcome.FAIL}


class Overlapping(Things):
    """A page starts with the last row of the one before."""

    def start(self, query: Query) -> int:
        start = super().start(query)
        return start - 1 if start else 0


class Skipping(Things):
    """A page leaves out the first row after the one before."""

    def start(self, query: Query) -> int:
        start = super().start(query)
        return start + 1 if start else 0


class Endless(Things):
    """More always follows."""

    def more(self, start: int, end: int) -> bool:
        return True


class EndsEarly(Things):
    """The second page says that it is the last, though rows follow."""

    def more(self, start: int, end: int) -> bool:
        return super().more(start, end) and start == 0


class Miscounted(Things):
    """The total is one too high."""

    def total(self) -> int:
        return super().total() + 1


class CountsThePage(Things):
    """The total is one too low."""

    def total(self) -> int:
        return super().total() - 1


class Growing(Things):
    """A row comes first while the pages are read."""

    def rows(self) -> Rows:
        return [{"id": f"new{number}"} for number in range(len(self.asked), 1, -1)] + super().rows()


class Shuffled(Things):
    """The order is another one each time."""

    def rows(self) -> Rows:
        rows, by = super().rows(), len(self.asked) % 11
        return rows[by:] + rows[:by]


class Nameless(Things):
    """Rows have no id."""

    def rows(self) -> Rows:
        return [{"name": "a thing"} for _ in super().rows()]


class Capped(Things):
    """A page has at most three rows, whatever is asked for."""

    usual = 3

    def limit(self, query: Query) -> int:
        return min(3, super().limit(query))


class Expiring(Things):
    """A cursor is refused at once."""

    def send(self, case: Case) -> Exchange:
        if case.intent is not Intent.NEXT_PAGE:
            return super().send(case)
        exchange = super().send(case)
        object.__setattr__(exchange.response, "status", 410)
        return exchange


class Elsewhere(Things):
    """The next page is at another host."""

    def answer(self, query: Query) -> tuple[Any, Any]:
        body, headers = super().answer(query)
        return {**body, "next": "https://elsewhere.example/things?at=4"}, headers


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 7, 11, 20, 21, 23, 45])
def test_sound(way: str, size: int) -> None:
    """A sound list of any length is not blamed, and a long enough one is judged."""
    evidence = evidence_of(Things(way, size), document(way))
    found = verdicts(evidence, RULES)
    assert Outcome.FAIL not in {each.outcome for each in found.values()}, found
    assert Outcome.ERROR not in {each.outcome for each in found.values()}, found
    asked = sum(each.case.intent in (Intent.FIRST_PAGE, Intent.NEXT_PAGE) for each in evidence.exchanges)
    assert asked <= 3
    if size >= 2:
        assert Outcome.PASS is found["pages-share-no-row"].outcome is found["pages-skip-no-row"].outcome, found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", [Growing, Shuffled, Nameless, Capped, Expiring])
def test_odd_but_sound(way: str, kind: type[Things]) -> None:
    """What moves, has no id, is capped or expires is not blamed."""
    assert failing(kind(way)) == set()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("size", [4, 11, 45])
@pytest.mark.parametrize(("kind", "rule"), [(Overlapping, "pages-share-no-row"), (Skipping, "pages-skip-no-row")])
def test_rows(way: str, size: int, kind: type[Things], rule: str) -> None:
    """Rows that are repeated or left out are found."""
    assert rule in failing(kind(way, size))


@pytest.mark.parametrize("way", ["cursor", "link", "starting_after", "header"])
@pytest.mark.parametrize("size", [4])
def test_endless(way: str, size: int) -> None:
    """A last page that says that more follow is found."""
    assert "last-page-says-so" in failing(Endless(way, size))


@pytest.mark.parametrize("way", ["cursor", "link", "starting_after", "header"])
def test_early_end(way: str) -> None:
    """Rows after the page that says it is the last are found."""
    assert failing(EndsEarly(way)) == {"pages-skip-no-row"}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", [Miscounted, CountsThePage])
def test_total(way: str, kind: type[Things]) -> None:
    """A total that is not that of the rows is found."""
    assert failing(kind(way)) == {"total-counts-all-rows"}


def test_nothing_is_sent_elsewhere() -> None:
    """A link to another host is not followed."""
    api = Elsewhere("link")
    evidence_of(api, document("link"))
    assert Intent.NEXT_PAGE not in {each.intent for each in api.asked}
