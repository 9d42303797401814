"""A report holds the lines of the documents around every place that it mentions, and no others."""

from __future__ import annotations

from conformance.contract.document import parse
from conformance.model import Clause, Position
from conformance.report.record import report_of
from conformance.report.sources import AFTER, BEFORE
from conformance.selftests.makers import CONTRACT, contract, failure, finding, run_of, verdict

LINES = CONTRACT.split("\n")


def test_lines() -> None:
    """The lines before and after a clause are kept verbatim."""
    (source,) = report_of(run_of(verdict(), documents=(contract().document,)))["sources"]
    numbers = range(16 - BEFORE, 16 + AFTER + 1)
    assert source == {"file": "things.yaml", "lines": {str(each): LINES[each - 1] for each in numbers}}


def test_page() -> None:
    """A page has its own lines: the text of a block starts in the middle of it."""
    page = parse("a: 1\nb: 2\n", "page.md", first_line=30)
    place = Clause("page.md", "#/b", "page.md", Position(31, 1), "b: 2")
    run = run_of(failure(findings=(finding(page=place),)), documents=(contract().document, page))
    assert report_of(run)["sources"][1] == {"file": "page.md", "lines": {"30": "a: 1", "31": "b: 2", "32": ""}}


def test_hostile() -> None:
    """A line of a document cannot act on a terminal, and is truncated to a readable length."""
    text = "a: 1\nb: '\x1b[31m' # " + "x" * 1000
    place = Clause("page.md", "#/b", "page.md", Position(2, 1), "b")
    page = parse("a: 1\nb: 2\n", "page.md")
    object.__setattr__(page, "lines", tuple(text.split("\n")))
    (source,) = report_of(run_of(failure(clause=place), documents=(page,)))["sources"]
    assert source["lines"]["2"].startswith("b: '\\u001b[31m' # xxx")
    assert len(source["lines"]["2"]) == 300


def test_no_document() -> None:
    """Without the document there are no lines, and the report is still complete."""
    assert report_of(run_of(verdict()))["sources"] == []
