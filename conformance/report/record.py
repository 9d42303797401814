"""report.json: the canonical result of a run, as a value and as a file."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from conformance import __version__
from conformance.contract.files import write_json
from conformance.contract.ledger import name_of
from conformance.contract.openapi import Contract
from conformance.exchange.redaction import safe_text, scrub
from conformance.exchange.replay import Replay
from conformance.model import Clause, Exchange, Finding, InputError, Result, Target, Verdict, Waiver
from conformance.report.change_record import change_data, document_data
from conformance.rules.presence import Presence
from conformance.rules.strength import Strength
from conformance.verdict.change import Comparison
from conformance.verdict.judge_change import ChangeFinding
from conformance.verdict.waivers import State

SCHEMA_VERSION = 1
_MAX_COUNTED = 100
_ENGINES = ("schemathesis", "hypothesis", "jsonschema-rs", "httpx", "pytest")


@dataclass(frozen=True)
class Run:
    """Everything that a report tells of a run."""

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
    states: Mapping[str, State]
    gone: Mapping[str, tuple[str, ...]]
    """The locations at which what a stale waiver expected no longer occurs."""
    strengths: Sequence[Strength]
    """Of each property of the document; empty where the document was not judged."""
    presences: Sequence[Presence]
    """Of each documented property of the objects that answers held."""
    result: Result
    complete: bool
    replay: Replay | None = None
    """What the recordings held that were judged; None for a run that sent requests."""
    redacted: frozenset[str] | None = None
    """The requirements that redaction hides in the recording that was kept; None where none was."""
    comparison: Comparison | None = None
    """What changed since the older document; None where none was given."""


def make_folder(base: Path, given: str | None) -> None:
    """Make the report folder before anything is sent that could then not be told.

    Raises:
        InputError: It cannot be made or written to.
    """
    if not given:
        raise InputError("--report-dir is empty (a missing variable?); give a folder")
    folder = base / given
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"--report-dir {folder} cannot be made: {error.strerror}; give another folder") from None
    if not os.access(folder, os.W_OK):
        raise InputError(f"--report-dir {folder} cannot be written to; give another folder")


def report_of(run: Run) -> dict[str, Any]:
    """Return the report as JSON data; `schema_version` changes when a reader would have to."""
    return {
        "schema_version": SCHEMA_VERSION,
        "header": _header(run),
        "verdicts": [_verdict(verdict) for verdict in run.verdicts],
        "exchanges": [_exchange(exchange) for exchange in run.exchanges],
        "waivers": [_waiver(waiver, run) for waiver in run.waivers],
        "strength": [_strength(each) for each in run.strengths],
        "presence": [asdict(each) for each in run.presences],
        "replay": None if run.replay is None else _replay(run.replay),
        "recording": None if run.redacted is None else {"hidden": sorted(run.redacted)},
        "change": None if run.comparison is None else _change(run.comparison),
        "counts": counts_of(run.verdicts),
        "result": run.result.value,
        "footer": {"complete": run.complete},
    }


def counts_of(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Count verdicts by outcome, and the failures by disposition."""
    counts = Counter(verdict.outcome.value for verdict in verdicts)
    counts.update(verdict.disposition.value for verdict in verdicts if verdict.disposition is not None)
    return dict(sorted(counts.items()))


def write_report(report: Mapping[str, Any], folder: Path) -> Path:
    """Write report.json into a folder.

    Raises:
        OSError: The folder cannot be written to.
    """
    return write_json(report, folder / "report.json")


def _header(run: Run) -> dict[str, Any]:
    info = run.contract.document.at("#/info") if run.contract.document.has("#/info") else {}
    title = info.get("title") if isinstance(info, Mapping) else None
    return {
        "suite": {"name": "bolna-conformance", "version": __version__},
        "target": {"kind": run.target.kind, "base_url": run.target.base_url},
        "contract": {"file": run.contract.document.file, "sha256": run.contract.document.sha256, "title": title},
        "started": run.started.isoformat(timespec="seconds"),
        "seconds": round(run.seconds, 3),
        "planned": run.planned,
        "left_out": run.left_out,
        "requests": run.requests,
        "engines": {
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in _ENGINES},
        },
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
        "change": change_data(finding.told) if isinstance(finding, ChangeFinding) else None,
    }


def _change(comparison: Comparison) -> dict[str, Any]:
    return {
        "against": document_data(comparison.old.document),
        "answers": comparison.exchanges,
        "impacts": {impact.value: count for impact, count in comparison.counts.items()},
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
        "strangers": _counted(replay.strangers, "place"),
        "unusable": _counted(reasons, "reason"),
    }


def _counted(counts: Counter[str], name: str) -> list[dict[str, Any]]:
    """Return what was counted, the most frequent first; requests that were made at random have many paths."""
    listed = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    rest = sum(number for _, number in listed[_MAX_COUNTED:])
    told = [{name: safe_text(text), "count": number} for text, number in listed[:_MAX_COUNTED]]
    return [*told, *([{name: None, "count": rest}] if rest else [])]


def _exchange(exchange: Exchange) -> dict[str, Any]:
    response, trouble = exchange.response, exchange.trouble
    return {
        "sequence": exchange.sequence,
        "case": exchange.case.id,
        "request_id": exchange.request.id or None,
        "intent": exchange.case.intent.value,
        "origin": exchange.case.origin,
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
