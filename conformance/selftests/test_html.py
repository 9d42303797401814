"""The page of a run: its contents, its safety, and its readability at any size."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.exchange.redaction import safe_text
from conformance.report.change_html import html_of
from conformance.report.formats import FORMATS
from conformance.report.html.report import report_html
from conformance.report.html.words import is_web_address
from conformance.report.reading import faults
from conformance.selftests.html_pages import HOSTILE, SCHEMA, Page, full_report, large_report, poisoned

LINK = re.compile(r"#[a-z0-9-]+|https?://[^\s\"<>]+")
WAYS: dict[str, Callable[[str, str], str]] = {
    "instead": lambda text, _: text,
    "before": lambda text, known: text + known,
    "after": lambda text, known: known + text,
}


@cache
def sound() -> dict[str, Any]:
    """A report with everything in it, and nothing hostile."""
    return full_report()


def pages_of(report: dict[str, Any]) -> list[str]:
    """Return a report and its comparison as pages."""
    return [report_html(report), html_of(report["change"])]


class TestParts:
    def test_report(self) -> None:
        """The report of these tests matches its schema."""
        assert faults("report", sound()) == []

    def test_headline(self) -> None:
        """The first line after the skip link says what is new."""
        page = report_html(sound())
        body = page[page.index("<body>") :]
        first = re.search(r"<header>\s*<p[^>]*>(.*?)</p>", body)
        assert first is not None
        assert first[1] == sound()["news"]["headline"]

    def test_policy(self) -> None:
        """The first element in the head forbids everything but the page's own style."""
        policy = {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"}
        for text in pages_of(sound()):
            names = [name for name, _ in Page(text).elements]
            assert Page(text).elements[names.index("head") + 1] == ("meta", policy)

    def test_headings(self) -> None:
        """Headings go down one level at a time, from a single first one."""
        for text in pages_of(sound()):
            steps = [int(name[1]) for name, _ in Page(text).elements if re.fullmatch(r"h\d", name)]
            assert steps.count(1) == 1
            assert [after for before, after in pairwise(steps) if after > before + 1] == []

    def test_tables(self) -> None:
        """Every table has a caption, and every header cell has a scope."""
        for text in pages_of(sound()):
            page = Page(text)
            names = [name for name, _ in page.elements]
            assert names.count("table") == names.count("caption") == names.count("thead")
            assert {each.get("scope") for name, each in page.elements if name == "th"} <= {"col", "row"}

    def test_links(self) -> None:
        """Every link within the page has a target, and no id occurs twice."""
        for text in pages_of(sound()):
            page = Page(text)
            ids = page.values("id")
            assert len(ids) == len(set(ids))
            assert {href[1:] for href in page.values("href") if href.startswith("#")} - set(ids) == set()

    @pytest.mark.parametrize(
        "shown",
        [
            "Every thing is sound.",
            "things.yaml:16",
            '"integer 7"'.strip('"'),
            "curl -sS -i -H",
            "The vendor has promised to mend this.",
            "no answer shows it",
            "connection refused",
            "the rule broke: KeyError",
            "description: A",
            "6 (85.7 %)",
            "3 of 5",
            "empty, other text",
            "GET /x",
            "The run was cut short",
            "is accepted by the",
            "still there, since 2026-02-28 12:00 UTC",
            "3 cases were left out",
        ],
    )
    def test_content(self, shown: str) -> None:
        """The page has all data of the report."""
        assert shown in Page(report_html(sound())).text

    def test_clause(self) -> None:
        """A clause is shown in its document with line numbers, and the finding beside its line."""
        text = report_html(sound())
        line = re.search(r'<li class="hit"><span class="no">20</span><code> +name: .*?</code><p [^>]*>(.*?)</p>', text)
        assert line is not None
        assert line[1].endswith("`type`: integer 7")

    def test_waiver_link(self) -> None:
        """The link of a waiver is external and sends no referrer; no other link is."""
        page = Page(report_html(sound()))
        out = [each for name, each in page.elements if name == "a" and not each["href"].startswith("#")]
        assert {tuple(sorted(each.items())) for each in out} == {
            (("href", "https://example.com/issues/7"), ("rel", "noreferrer noopener"))
        }

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("https://example.com/a", True),
            ("http://example.com", True),
            ("javascript:alert(1)", False),
            ("JAVASCRIPT:alert(1)//https://", False),
            ("data:text/html,x", False),
            ("//example.com", False),
            ("https://example.com/\n", False),
            ("", False),
        ],
    )
    def test_web_address(self, text: str, expected: bool) -> None:
        """Only a web address becomes a link."""
        assert is_web_address(text) is expected

    def test_charts(self) -> None:
        """A chart has its numbers as text."""
        labels = [label for label in Page(report_html(sound())).values("aria-label") if "over 4 runs" in label]
        assert labels[0].startswith("Deviations over 4 runs, the oldest first: 2, 2, 2, ")

    def test_again(self) -> None:
        """A report that was read again gives the same bytes."""
        again = json.loads(json.dumps(sound()))
        assert [each.encode() for each in pages_of(again)] == [each.encode() for each in pages_of(sound())]

    @pytest.mark.parametrize(("fail_on", "section"), [("MUST", "quirks"), ("SHOULD", "deviations")])
    def test_quirk(self, fail_on: str, section: str) -> None:
        """A quirk that fails no run is listed below, any other with the deviations that need action."""
        report = json.loads(json.dumps(sound()))
        report["header"]["options"]["fail_on"] = fail_on
        verdict = next(each for each in report["verdicts"] if each["operation"] == "document")
        verdict["disposition"], verdict["waiver"] = "new", None
        text = report_html(report)
        part = text[text.index(f'<section id="{section}"') :]
        assert "<h3><code>thing-is-described</code></h3>" in part[: part.index("</section>")]

    def test_format(self) -> None:
        """The page is one of the formats of a report."""
        assert (FORMATS["html"].file, FORMATS["html"].text_of) == ("report.html", report_html)


class TestTop:
    @pytest.mark.parametrize(
        ("changed", "shown"),
        [
            ({}, "failure This run fails. Why, and what to do about it:"),
            ({}, "1 verdict is an error: the suite broke"),
            ({}, "4 MUSTs broken: send the vendor what is below (each can be repeated), or waive it with a reason."),
            ({}, "1 SHOULD broken: advice, which does not fail this run."),
            ({"options": {"fail_on": "SHOULD"}}, "1 SHOULD broken: send the vendor what is below"),
            ({"options": {"fail_on_new": True}}, "fails ona new deviation from a MUST"),
            ({}, "1 stale waiver: what was excused no longer occurs; delete it."),
            ({}, "1 could not be judged, 1 of them a MUST: the reasons"),
            ({"options": {"require_complete": True}}, "1 of them a MUST, which fails this run (--require-complete): "),
            ({}, "judgedthe live API at https://api.example.com"),
            ({"target": {"kind": "reference"}}, "(a self-check, not a conformance result)"),
            ({"target": {"kind": "none", "base_url": ""}}, "judgedthe document alone"),
            ({}, "compared withold.yaml"),
            ({}, "2 sent; answers: 1 × 200, 1 × 404"),
        ],
    )
    def test_content(self, changed: dict[str, dict[str, object]], shown: str) -> None:
        """The top of a page has the target, the result, its reason, and what to do."""
        report = json.loads(json.dumps(sound()))
        for key, more in changed.items():
            report["header"][key].update(more)
        assert shown in re.sub(r"[✕!?✓] ", "", Page(report_html(report)).text)

    def test_nothing(self) -> None:
        """A run that could judge nothing says so."""
        report = {**sound(), "verdicts": [each for each in sound()["verdicts"] if each["outcome"] == "inconclusive"]}
        assert "Nothing could be judged, which always fails a run." in Page(report_html(report)).text

    @pytest.mark.parametrize(("result", "kind"), [("success", "good"), ("partial", "care"), ("failure", "bad")])
    def test_result(self, result: str, kind: str) -> None:
        """A result has its word beside its colour."""
        assert f'<div class="result {kind}"><strong><span class="badge {kind}">' in report_html(
            {**sound(), "result": result}
        )


@cache
def kinds() -> set[tuple[str, str]]:
    """The elements and attributes that pages have."""
    return {kind for each in pages_of(sound()) for kind in Page(each).kinds}


def assert_inert(hostile: str, way: str) -> None:
    """Assert that a text in every field of a report adds no element, no attribute and no link."""
    report = poisoned(sound(), SCHEMA, SCHEMA, lambda known: WAYS[way](hostile, known))
    for shown in pages_of(report):
        shown.encode()
        page = Page(shown)
        assert page.kinds - kinds() == set()
        assert [
            each for each in page.values("href") if not re.fullmatch(r"#[a-z0-9-]+|https?://[^\s\"<>]+", each)
        ] == []
        assert {re.sub(r"[\d.]+", "", style) for style in page.values("style")} <= {"width:%"}
        assert [each for each in page.values("id") if not re.fullmatch(r"[a-z0-9-]+", each)] == []
        assert safe_text(hostile) in page.text
        assert [char for char in shown if not char.isprintable() and char != "\n"] == []


class TestSafety:
    @pytest.mark.parametrize("way", WAYS)
    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_known_tricks(self, hostile: str, way: str) -> None:
        """Known injection tricks have no effect."""
        assert_inert(hostile, way)

    @settings(max_examples=25, deadline=None)
    @given(
        text=st.text(st.sampled_from("<>&\"'=/ \n`;:x") | st.characters(), max_size=30),
        way=st.sampled_from(sorted(WAYS)),
    )
    def test_every_field(self, text: str, way: str) -> None:
        """Any text in any field adds no element and no attribute."""
        assert_inert(text, way)

    def test_every_text(self) -> None:
        """The injected texts of these tests reach every field with free text."""
        report = poisoned(sound(), SCHEMA, SCHEMA, lambda _: "<b>")
        text = json.dumps(report)
        assert [
            shown for shown in ("Every thing", "things.yaml", "curl -sS", "promised", "refused") if shown in text
        ] == []


class TestSize:
    def test_many_operations(self) -> None:
        """A report of 300 operations and 100 requirements is made in seconds, and is small enough for a phone."""
        report = large_report(300, 100)
        began = time.process_time()
        text = report_html(report)
        assert time.process_time() - began < 5
        assert len(text.encode()) < 3_000_000
        page = Page(text)
        assert page.text.count("and at 14 other operations") == 100
        assert "Requirements of 300 operations" in page.text
        assert "GET /things/299/{id}" in page.text

    def test_many_causes(self) -> None:
        """Two hundred causes are shown in full; the rest is in the table."""
        assert "100 more are in the table of every requirement." in Page(report_html(large_report(20, 300))).text

    def test_folded(self) -> None:
        """Operations without deviations, and requirements that are kept, are folded; those with deviations are not."""
        text = report_html(large_report(30, 25))
        assert re.search(r"<details open>\s*<summary><h3>30 operations\s*with deviations", text)
        assert not re.search(r"operations?\s*without</h3>", text)
        text = report_html(large_report(30, 1))
        assert re.search(r"<details open>\s*<summary><h3>2 operations\s*with deviations", text)
        assert re.search(r"<details>\s*<summary><h3>28 operations\s*without</h3>", text)
        text = report_html(large_report(2, 30))
        assert re.search(r"<details>\s*<summary><h3>27 requirements kept wherever they apply", text)

    def test_other_operations(self) -> None:
        """The other operations of a cause are listed with what shows it, and link to its card."""
        page = Page(report_html(large_report(30, 1)))
        assert "and at 1 other operation" in page.text
        assert page.text.count("GET /things/20/{id}") >= 2

    def test_two_operations(self) -> None:
        """Of a requirement with a passing and a failing operation, the failing one is named and linked."""
        report = large_report(2, 1)
        text = report_html(report)
        row = text[text.index("Requirements of 2 operations") :]
        assert re.search(r'fail</span> <a href="#v1"><code>GET /<wbr>things/<wbr>0', row)
        assert "✓ </span>pass</span> 1</li>" in row
