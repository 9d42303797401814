"""report.json: the canonical result of a run, as a value and as JSON data."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from conformance import __version__
from conformance.contract.derived_requirements import name_of
from conformance.contract.document import Document
from conformance.contract.openapi import Contract
from conformance.contract.selection import ALL, OperationSelection
from conformance.exchange.discovery import UnaskedOperation
from conformance.exchange.redaction import safe_text, scrub
from conformance.exchange.replay import Replay
from conformance.exchange.target import SAFE_METHODS
from conformance.model import Clause, Exchange, Finding, InputError, Result, Target, Verdict
from conformance.report.change_record import change_data, record_of
from conformance.report.coverage import coverage_of
from conformance.report.history import trend_of
from conformance.report.news import news_data
from conformance.report.reading import SCHEMA_VERSION, counts_of
from conformance.report.sources import sources_of
from conformance.rules.presence import Presence
from conformance.rules.strictness import Strength
from conformance.verdict.affected_items import AffectedItems
from conformance.verdict.baseline import NO_NEWS, News
from conformance.verdict.change import Comparison
from conformance.verdict.complaints import PREFIX, CheckCounts, account_of
from conformance.verdict.judge_change import ChangeFinding
from conformance.verdict.result import DEFAULT, Threshold
from conformance.verdict.waivers import Waiver, WaiverState

_MAX_COUNTED = 100
_ENGINES = ("schemathesis", "hypothesis", "jsonschema-rs", "jsonschema", "httpx", "pytest")


@dataclass(frozen=True)
class Run:
    """Everything that a report says about a run."""

    contract: Contract
    target: Target
    started: datetime
    seconds: float
    planned: int
    left_out: int
    requests: int
    exchanges: Sequence[Exchange]
    verdicts: Sequence[Verdict]
    waivers: Sequence[Waiver]
    states: Mapping[str, WaiverState]
    gone: Mapping[str, tuple[str, ...]]
    """By waiver id, the locations at which the expected deviation no longer occurs."""
    strengths: Sequence[Strength]
    """One for each property of the document; empty where the document was not judged."""
    presences: Sequence[Presence]
    """One for each documented property of the objects in answers."""
    result: Result
    complete: bool
    replay: Replay | None = None
    """What the judged recordings held; None for a run that sent requests."""
    redacted: frozenset[str] | None = None
    """The requirements whose data was redacted in the recording that the run made; None where it made none."""
    comparison: Comparison | None = None
    """What changed since the older document; None where none was given."""
    affected_items: Mapping[str, AffectedItems] = field(default_factory=dict)
    """What each change affects, by its fingerprint."""
    documents: Sequence[Document] = ()
    """The documents that clauses point into: the contract, the pages it was taken from, an older contract."""
    threshold: Threshold = DEFAULT
    news: News = NO_NEWS
    earlier: Sequence[Mapping[str, Any]] = ()
    """The history entries of this target, the oldest first."""
    waiting: Sequence[UnaskedOperation] = ()
    """The operations that nothing known could be asked of."""
    obstacle: str | None = None
    """Why the target could not be judged as intended; None where it could, or was not asked."""
    selection: OperationSelection = ALL
    """What the user selected of the contract's operations."""
    judged: int = 0
    """How many operations were selected."""

    @property
    def coverage(self) -> Mapping[str, Any]:
        """Which operations were exercised, as JSON data."""
        return coverage_of(self.selection.of(self.contract.operations), self.exchanges, self.waiting)


def make_folder(base: Path, given: str | None) -> None:
    """Create the report folder; called before anything is sent, so that no result is lost.

    Raises:
        InputError: It cannot be created or written to.
    """
    if not given:
        raise InputError("--report-dir is empty (a missing variable?); give a folder")
    folder = base / given
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"--report-dir {folder} cannot be created: {error.strerror}; give another folder") from None
    if not os.access(folder, os.W_OK):
        raise InputError(f"--report-dir {folder} cannot be written to; give another folder")


def report_of(run: Run) -> dict[str, Any]:
    """Return the report as JSON data; a change that breaks readers raises `schema_version`."""
    verdicts = [_verdict(verdict) for verdict in run.verdicts]
    return {
        "schema_version": SCHEMA_VERSION,
        "header": _header(run),
        "news": news_data(run.news, run.obstacle),
        "verdicts": verdicts,
        "checks": [_account(account_of(each)) for each in run.verdicts if each.requirement.id.startswith(PREFIX)],
        "exchanges": [_exchange(exchange) for exchange in run.exchanges],
        "waivers": [_waiver(waiver, run) for waiver in run.waivers],
        "strength": [_strength(each) for each in run.strengths],
        "presence": [asdict(each) for each in run.presences],
        "sources": sources_of(verdicts, run.documents),
        "trend": trend_of(run.earlier),
        "replay": None if run.replay is None else _replay(run.replay),
        "recording": None if run.redacted is None else {"hidden": sorted(run.redacted)},
        "change": None if run.comparison is None else record_of(run.comparison, run.affected_items),
        "counts": counts_of(verdicts),
        "result": run.result.value,
        "footer": {"complete": run.complete},
    }


def target_data(target: Target) -> dict[str, str]:
    """Return the target as JSON data."""
    return {"kind": target.kind, "base_url": target.base_url}


def title_of(contract: Contract) -> str | None:
    """Return the title of a contract."""
    info = contract.document.at("#/info") if contract.document.has("#/info") else {}
    title = info.get("title") if isinstance(info, Mapping) else None
    return safe_text(title) if isinstance(title, str) else None


def _header(run: Run) -> dict[str, Any]:
    return {
        "suite": {"name": "bolna-conformance", "version": __version__},
        "target": target_data(run.target),
        "contract": {
            "file": run.contract.document.file,
            "sha256": run.contract.document.sha256,
            "title": title_of(run.contract),
        },
        "started": run.started.isoformat(timespec="seconds"),
        "seconds": round(run.seconds, 3),
        "planned": run.planned,
        "left_out": run.left_out,
        "requests": run.requests,
        "coverage": run.coverage,
        "whole": run.news.is_whole,
        "obstacle": None if run.obstacle is None else safe_text(run.obstacle),
        "selection": _selection(run),
        "options": {
            "fail_on": run.threshold.level.value,
            "require_complete": run.threshold.require_complete,
            "fail_on_new": run.threshold.only_new,
        },
        "engines": {
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in _ENGINES},
        },
    }


def _selection(run: Run) -> dict[str, Any] | None:
    if not run.selection:
        return None
    return {
        "patterns": [safe_text(each) for each in run.selection.patterns],
        "tags": [safe_text(each) for each in run.selection.tags],
        "operations": run.judged,
        "of": sum(each.method in SAFE_METHODS for each in run.contract.operations),
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "requirement": verdict.requirement.id,
        "level": verdict.requirement.level.value,
        "subject": verdict.requirement.subject.value,
        "text": verdict.requirement.text,
        "source": verdict.requirement.source,
        "operation": verdict.operation,
        "outcome": verdict.outcome.value,
        "disposition": verdict.disposition.value if verdict.disposition else None,
        "waiver": verdict.waiver,
        "witnesses": verdict.witnesses,
        "reason": verdict.reason,
        "clause": clause_data(verdict.clause),
        "findings": [_finding(finding) for finding in verdict.findings],
    }


def clause_data(clause: Clause) -> dict[str, Any]:
    """Return a clause as JSON data; `line` and `column` count from 1."""
    return {
        "source": clause.source,
        "pointer": clause.pointer,
        "file": clause.file,
        "line": clause.position.line if clause.position else None,
        "column": clause.position.column if clause.position else None,
        "quote": clause.quote,
    }


def _account(account: CheckCounts) -> dict[str, Any]:
    return {
        "check": account.check,
        "operation": account.operation,
        "judged": account.judged,
        "alone": account.alone,
        "said_too": [{"requirement": name, "count": count} for name, count in account.said_too.items()],
        "set_aside": [{"reason": reason, "count": count} for reason, count in account.set_aside.items()],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "location": finding.location,
        "pattern": finding.pattern,
        "kind": finding.kind,
        "message": finding.message,
        "expected": finding.expected,
        "actual": finding.actual,
        "exchange": finding.exchange,
        "count": finding.count,
        "fingerprint": finding.fingerprint,
        "clause": clause_data(finding.clause) if finding.clause else None,
        "page": clause_data(finding.page) if finding.page else None,
        "fix": finding.fix or None,
        "confirmation": finding.confirmation or None,
        "change": change_data(finding.told) if isinstance(finding, ChangeFinding) else None,
    }


def _strength(strength: Strength) -> dict[str, Any]:
    return {
        "pointer": strength.pointer,
        "name": name_of(strength.pointer),
        "rejected": strength.rejected,
        "total": strength.total,
        "accepted": list(strength.accepted),
    }


def _replay(replay: Replay) -> dict[str, Any]:
    reasons = Counter(each.reason for each in replay.unusable)
    return {
        "exchanges": len(replay.exchanges),
        "hidden": sorted(replay.hidden),
        "strangers": _counted(replay.unmatched, "place"),
        "unusable": _counted(reasons, "reason"),
    }


def _counted(counts: Counter[str], name: str) -> list[dict[str, Any]]:
    """Return counts, the most frequent first and at most a hundred: random requests have many paths."""
    listed = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    rest = sum(number for _, number in listed[_MAX_COUNTED:])
    shown = [{name: safe_text(text), "count": number} for text, number in listed[:_MAX_COUNTED]]
    return [*shown, *([{name: None, "count": rest}] if rest else [])]


def _exchange(exchange: Exchange) -> dict[str, Any]:
    response, trouble = exchange.response, exchange.trouble
    return {
        "sequence": exchange.sequence,
        "case": exchange.case.id,
        "request_id": exchange.request.id or None,
        "intent": exchange.case.intent.value,
        "origin": exchange.case.origin,
        "found": exchange.case.found or None,
        "operation": exchange.case.operation,
        "status": response.status if response else None,
        "seconds": round(response.elapsed, 3) if response else None,
        "trouble": {"kind": trouble.kind, "reason": trouble.reason} if trouble else None,
        "curl": scrub(exchange.request.curl, exchange.request.secrets),
    }


def _waiver(waiver: Waiver, run: Run) -> dict[str, Any]:
    return {
        "id": waiver.id,
        "requirement": waiver.requirement,
        "operation": waiver.operation,
        "location": waiver.locations[0] if len(waiver.locations) == 1 else list(waiver.locations),
        "reason": waiver.reason,
        "link": waiver.link,
        "owner": waiver.owner,
        "added": waiver.added,
        "expires": waiver.expires,
        "expect": waiver.expect,
        "target": waiver.target,
        "place": waiver.place,
        "state": run.states[waiver.id].value,
        "gone": list(run.gone.get(waiver.id, ())),
    }
