"""Deviations are grouped by what breaks a requirement, not by where it shows."""

from __future__ import annotations

import pytest

from conformance.model import Disposition, Level, Subject, Verdict
from conformance.report.causes import cause_in, cause_of, causes, ways_of
from conformance.report.record import report_of
from conformance.report.terminal import deviation_lines, summary_lines
from conformance.selftests.makers import failure, finding, requirement, run_of
from conformance.verdict.judge_document import DOCUMENT

INLINE = "schema:#/paths/~1{}/get/responses/200/content/application~1json/schema/type"


def at(place: str, name: str = "thing-is-sound", kind: str = "type", expected: str = "x", count: int = 1) -> Verdict:
    """Return a failing verdict at an operation."""
    found = finding(name, operation=f"GET /{place}", kind=kind, expected=expected, count=count)
    return failure(requirement=requirement(name), operation=f"GET /{place}", findings=(found,))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (at("a"), at("b"), True),
        (at("a"), at("b", kind="enum"), True),
        (at("a"), at("b", "thing-is-kind"), False),
        (at("a", INLINE.format("a")), at("b", INLINE.format("b")), True),
        (at("a", INLINE.format("a")), at("b", INLINE.format("b"), expected="y"), False),
        (at("a", INLINE.format("a")), at("b", INLINE.format("b") + "/0"), False),
    ],
)
def test_same(one: Verdict, other: Verdict, is_same: bool) -> None:
    """Schemas that operations share, or spell out alike, are one cause; a report is grouped as the terminal is."""
    assert (cause_of(one) == cause_of(other)) is is_same
    first, second = report_of(run_of(one, other))["verdicts"]
    assert (cause_in(first) == cause_in(second)) is is_same


def test_ways() -> None:
    """Two kinds of deviation are two ways to break a requirement: each has to be shown."""
    assert ways_of(at("a")) == ways_of(at("b")) != ways_of(at("a", kind="enum"))


def test_order() -> None:
    """What the API does wrong comes first, by level, then what the document does, and last what is waived."""
    waived = failure(requirement=requirement("a-is-b"), disposition=Disposition.WAIVED)
    document = failure(requirement=requirement("c-is-d", subject=Subject.DOCUMENT))
    advice = failure(Level.SHOULD, requirement=requirement("e-is-f", Level.SHOULD))
    found = causes([waived, document, advice, at("a"), at("b")])
    assert [[each.requirement.id for each in same] for same in found] == [
        ["thing-is-sound"] * 2,
        ["e-is-f"],
        ["c-is-d"],
        ["a-is-b"],
    ]


def test_kinds() -> None:
    """Of each kind of deviation there is an example, with how often it was seen and at how many operations."""
    first, *others = at("a", count=2), at("b", kind="enum"), at("c", count=5)
    lines = [line for line in deviation_lines(first, (), others=others) if line.startswith(("  at ", "  and "))]
    assert [line.partition(":")[0] for line in lines] == [
        "  at        /2/name (7 times at 2 operations)",
        "  at        /2/name (once at 1 operation)",
        "  and       at 2 other operations",
    ]


def test_summary() -> None:
    """The summary has a line for what was shown, whatever the number of operations."""
    _, line, *_ = summary_lines(run_of(*map(at, "abc")), lambda _: True, verbose=False)
    assert line == "MUST thing-is-sound (3 at 3 operations): a value does not match the contract's `type`"


def test_advice() -> None:
    """Advice on the document is counted beside an API, shown on request, and in full where there is no API."""
    advice = failure(
        Level.MAY, requirement=requirement("a-is-b", Level.MAY, subject=Subject.DOCUMENT), operation=DOCUMENT
    )
    for verbose, verdicts, is_shown in ((False, [at("a")], False), (True, [at("a")], True), (False, [], True)):
        lines = [*summary_lines(run_of(*verdicts, advice), lambda each: each is not advice, verbose=verbose)]
        assert ("MAY a-is-b" in lines) is is_shown
        assert ("advice on the document: 1 MAY, of 1 kind; -v shows each" in lines) is not is_shown
