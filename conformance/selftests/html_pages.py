"""Reports with everything that a page can show, hostile texts in them, and a parser's view of a page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from conformance.contract.document import parse
from conformance.exchange.recordings.entry import Unusable
from conformance.exchange.replay import Replay
from conformance.model import Clause, Disposition, Level, Outcome, Position, Result, Subject, Target
from conformance.report.history import entry_of
from conformance.report.reading import SCHEMAS
from conformance.report.record import report_of
from conformance.rules.presence import Presence
from conformance.rules.strictness import Strength
from conformance.selftests.change_document_edits import DOCUMENT
from conformance.selftests.changes import LEDGER, RULES, compared
from conformance.selftests.makers import (
    CONTRACT,
    OPERATION,
    exchange,
    failure,
    finding,
    requirement,
    run_of,
    unanswered,
    verdict,
    waiver,
)
from conformance.verdict.baseline import news_of, snapshot
from conformance.verdict.judge_change import judge_change
from conformance.verdict.waivers import WaiverState

_PLACE = Clause(
    "things.yaml", "#/components/schemas/Thing/properties/name", "things.yaml", Position(20, 9), "name: {type: string}"
)
_NEWER = DOCUMENT.replace("required: false", "required: true").replace("type: integer", "type: string")
SCHEMA = json.loads((SCHEMAS / "report.schema.json").read_text(encoding="utf-8"))
HOSTILE = (
    *("<script>window.hacked = 1</script>", "<img src=x onerror='window.hacked = 1'>", '" onmouseover="hacked=1" x="'),
    *("' style='color:red' ", "</style><b>", "</title><b>", "<!-- ", "]]>", "&lt;b&gt;", "&#60;b&#62;", "`<b>`"),
    *("javascript:alert(1)", "data:text/html,<b>", "\u202e\x00\x1b[31m", "\ud800", "a\nb\r\nc", "\u2028", "{{7*7}}"),
)


def full_report() -> dict[str, Any]:
    """Return the report of a run with everything that a report can contain."""
    at = {"fingerprint": "0123456789abcdef"}
    quirk = finding(
        "thing-is-described", clause=_PLACE, page=_PLACE, fix="description: A\n  thing", exchange=None, **at
    )
    document: dict[str, Any] = {"operation": "document", "findings": (quirk,)}
    of_document = requirement("thing-is-described", Level.SHOULD, subject=Subject.DOCUMENT)
    assertion = "schema:#/components/schemas/Thing/properties/made_at/format"
    comparison = compared(DOCUMENT, _NEWER)
    verdicts = (
        failure(disposition=Disposition.NEW),
        failure(
            requirement=requirement("thing-is-late"),
            disposition=Disposition.EXPIRED,
            findings=(finding("thing-is-late", location="status", fingerprint="f" * 16),),
        ),
        failure(
            operation="GET /others",
            disposition=Disposition.WAIVED,
            waiver="names-are-numbers",
            findings=(finding(fingerprint="e" * 16),),
        ),
        verdict(Outcome.PASS, assertion),
        verdict(Outcome.INCONCLUSIVE, assertion.replace("format", "type")),
        verdict(Outcome.ERROR, "thing-is-odd", reason="the rule broke: KeyError"),
        verdict(Outcome.INAPPLICABLE, "thing-is-new"),
        replace(verdict(Outcome.FAIL, requirement=of_document, **document), disposition=Disposition.WAIVED, waiver="a"),
        *(each for each in judge_change(comparison, LEDGER, RULES) if each.outcome is Outcome.FAIL),
    )
    states = dict(zip("abcd", WaiverState, strict=False))
    made = run_of(
        *verdicts,
        waivers=(waiver(), *(waiver(name, locations=("/a", "/b")) for name in states)),
        states={"names-are-numbers": WaiverState.USED, **states},
        gone={"c": ("/b",)},
        exchanges=(exchange(0), exchange(1, status=404), unanswered(2)),
        strengths=(Strength(_PLACE.pointer or "", 3, 5, ("empty", "other text")),),
        presences=(Presence(_PLACE.pointer or "", "name", 7, 6, 1), Presence("#/x", "x", 0, 0, 0)),
        result=Result.FAILURE,
        complete=False,
        left_out=3,
        replay=Replay(
            (exchange(0),),
            Target("live", "", {}, {}, {}),
            frozenset({"a"}),
            Counter({"GET /x": 2}),
            (Unusable("1", "bad"),),
        ),
        redacted=frozenset({"thing-is-sound"}),
        comparison=comparison,
        documents=(parse(CONTRACT, "things.yaml"), comparison.old.document, comparison.new.document),
    )
    before = replace(made, verdicts=(verdicts[1], failure(requirement=requirement("thing-was-bad"), findings=())))
    was = finding("thing-is-sound", fingerprint="d" * 16)
    earlier = snapshot("2026-02-28T12:00:00+00:00", [*verdicts[1:], failure(findings=(was,))])
    news = news_of(snapshot("", verdicts), [earlier], {})
    return report_of(replace(made, news=news, earlier=[entry_of(report_of(before))] * 3))


def poisoned(data: Any, schema: Mapping[str, Any], root: Mapping[str, Any], changed: Callable[[str], str]) -> Any:
    """Return a report in which every text that is free by its schema is another."""
    if "$ref" in schema:
        return poisoned(data, root["$defs"][schema["$ref"].rpartition("/")[2]], root, changed)
    if "anyOf" in schema:
        kept = [each for each in schema["anyOf"] if each.get("type") != "null"]
        fitting = next((each for each in kept if (each.get("type") == "array") == isinstance(data, list)), kept[0])
        return None if data is None else poisoned(data, fitting, root, changed)
    if isinstance(data, list):
        return [poisoned(each, schema.get("items", {}), root, changed) for each in data]
    if isinstance(data, dict) and "properties" in schema:
        return {key: poisoned(each, schema["properties"][key], root, changed) for key, each in data.items()}
    if isinstance(data, dict):
        named = (lambda key: key) if "propertyNames" in schema else changed
        inner = schema.get("additionalProperties", {})
        return {named(key): poisoned(each, inner, root, changed) for key, each in data.items()}
    is_free = isinstance(data, str) and not {"enum", "const", "pattern", "format"} & schema.keys()
    return changed(data) if is_free else data


class Page(HTMLParser):
    """A parser's view of a page: its elements with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == [], "every element ends"

    @property
    def kinds(self) -> set[tuple[str, str]]:
        """The elements, each with each of its attributes."""
        return {(name, key) for name, attributes in self.elements for key in ("", *attributes)}

    def values(self, key: str) -> list[str]:
        """Return the values of an attribute, wherever it occurs."""
        return [attributes[key] for _, attributes in self.elements if key in attributes]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        assert len(attrs) == len(dict(attrs)), "no attribute stands twice"
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in ("meta", "wbr"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Assert that an element ends where it should."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data

    def handle_comment(self, data: str) -> None:
        """Assert that there is no comment."""
        raise AssertionError(data)


def large_report(operations: int, requirements: int) -> dict[str, Any]:
    """Return the report of a run on many operations, in which one requirement in twenty fails."""
    report = full_report()
    passed = next(each for each in report["verdicts"] if each["outcome"] == "pass")
    failed = report["verdicts"][0]
    report["verdicts"] = [
        {
            **(failed if (number + place) % 20 == 0 else passed),
            "requirement": f"thing-{number}-is-sound",
            "operation": f"{OPERATION}/{place}/{{id}}",
        }
        for number in range(requirements)
        for place in range(operations)
    ]
    return report
