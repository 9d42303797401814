"""report.json has one published shape, and holds neither a key nor a phone number."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from conformance import __version__
from conformance.exchange.recordings.entry import Unusable
from conformance.exchange.replay import Replay
from conformance.model import Disposition, Level, Outcome, Result, Target
from conformance.report.reading import faults
from conformance.report.record import report_of
from conformance.rules.presence import Presence
from conformance.selftests.change_document_edits import DOCUMENT
from conformance.selftests.changes import LEDGER, compared
from conformance.selftests.makers import (
    KEY,
    OPERATION,
    contract,
    exchange,
    failure,
    run_of,
    unanswered,
    verdict,
    waiver,
)
from conformance.verdict.baseline import Item, KnownDeviation, News, Novelty
from conformance.verdict.judge_change import judge_change
from conformance.verdict.waivers import WaiverState

WAIVED = failure(disposition=Disposition.WAIVED, waiver="names-are-numbers")
SHAPE = {
    "": [
        "schema_version",
        "header",
        "news",
        "verdicts",
        "checks",
        "exchanges",
        "waivers",
        "strength",
        "presence",
        "sources",
        "trend",
        "replay",
        "recording",
        "change",
        "counts",
        "result",
        "footer",
    ],
    "header": [
        *("suite", "target", "contract", "started", "seconds"),
        *("planned", "left_out", "requests", "coverage", "whole", "obstacle", "selection", "options", "engines"),
    ],
    "header/suite": ["name", "version"],
    "header/target": ["kind", "base_url"],
    "header/contract": ["file", "sha256", "title"],
    "header/options": ["fail_on", "require_complete", "fail_on_new"],
    "header/engines": ["python", "schemathesis", "hypothesis", "jsonschema-rs", "jsonschema", "httpx", "pytest"],
    "verdicts/0": [
        *("requirement", "level", "subject", "text", "source", "operation", "outcome"),
        *("disposition", "waiver", "witnesses", "reason", "clause", "findings"),
    ],
    "verdicts/0/clause": ["source", "pointer", "file", "line", "column", "quote"],
    "verdicts/0/findings/0": [
        *("location", "pattern", "kind", "message", "expected"),
        *("actual", "exchange", "count", "fingerprint", "clause", "page", "fix", "confirmation", "change"),
    ],
    "verdicts/2/findings/0/change": [
        *("impact", "operations", "directions", "old", "new"),
        *("witnesses", "unproven", "traffic"),
    ],
    "verdicts/2/findings/0/change/old": ["pointer", "file", "line", "quote", "text"],
    "exchanges/0": [
        *("sequence", "case", "request_id", "intent", "origin", "found", "operation"),
        *("status", "seconds", "trouble", "curl"),
    ],
    "waivers/0": [
        *("id", "requirement", "operation", "location", "reason", "link", "owner"),
        *("added", "expires", "expect", "target", "place", "state", "gone"),
    ],
    "presence/0": ["pointer", "name", "rows", "present", "null"],
    "replay": ["exchanges", "hidden", "strangers", "unusable"],
    "replay/strangers/0": ["place", "count"],
    "replay/unusable/0": ["reason", "count"],
    "recording": ["hidden"],
    "news": ["headline", "compared_with", "new", "still", "fixed", "flaky", "gone"],
    "news/new/0": ["fingerprint", "requirement", "operation", "pattern", "since", "reason"],
    "sources/0": ["file", "lines"],
    "change": ["schema_version", "header", "counts", "changes", "quirks_mended", "quirks_new", "broken"],
    "change/header": ["suite", "old", "new", "answers"],
    "change/header/old": ["file", "sha256", "version"],
    "change/counts": ["breaking", "warning", "correction", "safe", "equivalent", "documentation-only"],
    "footer": ["complete"],
}
TARGET = Target("recording", "https://api.example.com")


def full_report() -> dict[str, Any]:
    states = {"names-are-numbers": WaiverState.USED}
    presence = (Presence("#/components/schemas/Thing/properties/name", "name", 3, 2, 1),)
    held = Replay((), TARGET, unmatched=Counter(["GET /users"]), unusable=[Unusable("run.ndjson:1", "is no JSON")])
    comparison = compared(DOCUMENT, DOCUMENT.replace("operationId: readThing", "operationId: getThing"))
    (changed,) = judge_change(comparison, LEDGER, ["operation-ids-are-kept"])
    news = News(
        None, (Item(Novelty.NEW, KnownDeviation("0123456789abcdef", "thing-is-sound", OPERATION, "/[*]/name")),)
    )
    made = run_of(WAIVED, verdict(), changed, comparison=comparison, waivers=(waiver(),), states=states)
    made = replace(made, news=news, documents=(contract().document,), presences=presence)
    return report_of(replace(made, replay=held, redacted=frozenset()))


def at(report: Any, path: str) -> Any:
    for token in path.split("/") if path else ():
        report = report[int(token) if token.isdigit() else token]
    return report


class TestShape:
    @pytest.mark.parametrize("path", SHAPE)
    def test_keys(self, path: str) -> None:
        """Every object has the documented keys and no others, in a fixed order."""
        assert list(at(full_report(), path)) == SHAPE[path]

    def test_header(self) -> None:
        """The header says what was judged by what, when and with how many requests."""
        header = full_report()["header"]
        del header["engines"]
        assert header == {
            "suite": {"name": "bolna-conformance", "version": __version__},
            "target": {"kind": "live", "base_url": "https://api.example.com"},
            "contract": {"file": "things.yaml", "sha256": contract().document.sha256, "title": "Things"},
            "started": "2026-03-01T12:34:56+00:00",
            "seconds": 1.235,
            "planned": 2,
            "left_out": 0,
            "requests": 2,
            "coverage": {"operations": 1, "exercised": 1, "found": [], "waiting": []},
            "options": {"fail_on": "MUST", "require_complete": False, "fail_on_new": False},
            "whole": True,
            "obstacle": None,
            "selection": None,
        }

    def test_verdict(self) -> None:
        """A verdict has its requirement, clause and findings."""
        reported = full_report()["verdicts"][0]
        clause, findings = reported.pop("clause"), reported.pop("findings")
        assert reported == {
            "requirement": "thing-is-sound",
            "level": "MUST",
            "subject": "api",
            "text": "Every thing is sound.",
            "source": "RFC 0000 section 1",
            "operation": OPERATION,
            "outcome": "fail",
            "disposition": "waived",
            "waiver": "names-are-numbers",
            "witnesses": 0,
            "reason": "",
        }
        assert (clause["pointer"], clause["file"], clause["line"]) == ("#/components/schemas/Thing", "things.yaml", 16)
        assert (findings[0]["location"], findings[0]["count"]) == ("/2/name", 3)

    def test_exchange(self) -> None:
        """An exchange has its answer or its trouble, and how to repeat it."""
        reported = report_of(run_of(exchanges=(unanswered(4),)))["exchanges"]
        assert reported == [
            {
                "sequence": 4,
                "case": "known-4",
                "request_id": None,
                "intent": "known",
                "origin": "near-miss",
                "found": None,
                "operation": OPERATION,
                "status": None,
                "seconds": None,
                "trouble": {"kind": "refused", "reason": "connection refused"},
                "curl": 'curl -sS -i -H "Authorization: Bearer [key]" https://api.example.com/things',
            }
        ]

    @pytest.mark.parametrize(("result", "complete"), [(Result.PARTIAL, True), (Result.FAILURE, False)])
    def test_result(self, result: Result, complete: bool) -> None:
        """The report ends with the result, and says whether every requested verdict was given."""
        report = report_of(run_of(result=result, complete=complete))
        assert (report["result"], report["footer"]) == (result.value, {"complete": complete})

    def test_replay(self) -> None:
        """The contents of recordings are reported as counts, the most frequent first, and their texts are escaped."""
        unmatched = Counter({"GET /users": 2, "GET /a\x1b[31m": 3})
        bad = [Unusable("a.har#1", "was not answered"), Unusable("a.har#2", "was not answered")]
        held = Replay((exchange(0),), TARGET, frozenset({"b-is-a", "a-is-b"}), unmatched, bad)
        assert report_of(run_of(replay=held))["replay"] == {
            "exchanges": 1,
            "hidden": ["a-is-b", "b-is-a"],
            "strangers": [{"place": "GET /a\\u001b[31m", "count": 3}, {"place": "GET /users", "count": 2}],
            "unusable": [{"reason": "was not answered", "count": 2}],
        }

    def test_many_strangers(self) -> None:
        """Requests that were made at random are not all listed, and none of them is lost."""
        held = Replay((), TARGET, unmatched=Counter({f"GET /{number:03}": 1 for number in range(130)}))
        reported = report_of(run_of(replay=held))["replay"]["strangers"]
        assert (len(reported), reported[99], reported[-1]) == (
            101,
            {"place": "GET /099", "count": 1},
            {"place": None, "count": 30},
        )

    def test_recording(self) -> None:
        """What redaction hides in the kept recording is reported; otherwise the field is null."""
        assert report_of(run_of(redacted=frozenset({"a-is-b"})))["recording"] == {"hidden": ["a-is-b"]}
        assert (report_of(run_of())["recording"], report_of(run_of())["replay"]) == (None, None)

    def test_document_without_info(self) -> None:
        """A contract without a title has none."""
        made = contract()
        object.__setattr__(made.document, "data", {"openapi": "3.1.0"})
        assert report_of(run_of(contract=made))["header"]["contract"]["title"] is None

    def test_counts(self) -> None:
        """Outcomes are counted, and dispositions beside them."""
        verdicts = [WAIVED, failure(Level.SHOULD, disposition=Disposition.NEW), verdict(), verdict()]
        assert report_of(run_of(*verdicts))["counts"] == {"fail": 2, "new": 1, "pass": 2, "waived": 1}
        unjudged = run_of(verdict(Outcome.ERROR), verdict(Outcome.INCONCLUSIVE))
        assert report_of(unjudged)["counts"] == {"error": 1, "inconclusive": 1}
        assert report_of(run_of())["counts"] == {}


def test_holds_no_key() -> None:
    """Neither the target nor an exchange reveals its key."""
    text = json.dumps(full_report())
    assert KEY not in text
    assert KEY[:-1] not in text
    assert "Bearer [key]" in text


def test_schema() -> None:
    """A report is valid by its published schema, whatever it contains."""
    for report in (full_report(), report_of(run_of()), report_of(run_of(failure(), exchanges=(unanswered(),)))):
        assert faults("report", report) == []
