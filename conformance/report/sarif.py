"""The findings as SARIF 2.1.0, for code scanning: each at its line of the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from conformance import __version__
from conformance.contract.files import write_json
from conformance.exchange.redaction import safe_text
from conformance.model import Clause, Disposition, Finding, Level, Requirement, Subject, Verdict
from conformance.report.record import Run

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Level.MUST: "error", Level.SHOULD: "warning", Level.MAY: "note"}


def sarif_of(run: Run) -> dict[str, Any]:
    """Return the findings of a run as a SARIF log; what is waived is a suppressed result (section 3.27.23)."""
    requirements = list({verdict.requirement.id: verdict.requirement for verdict in run.verdicts}.values())
    index = {requirement.id: number for number, requirement in enumerate(requirements)}
    reasons = {waiver.id: waiver.reason for waiver in run.waivers}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "bolna-conformance",
                        "semanticVersion": __version__,
                        "rules": [_rule(requirement) for requirement in requirements],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "where the run was started"}}},
                "results": [
                    _result(verdict, finding, index, reasons)
                    for verdict in run.verdicts
                    for finding in verdict.findings
                ],
            }
        ],
    }


def write_sarif(run: Run, folder: Path) -> Path:
    """Write report.sarif into a folder, whole or not at all.

    Raises:
        OSError: The folder cannot be written to.
    """
    return write_json(sarif_of(run), folder / "report.sarif")


def _rule(requirement: Requirement) -> dict[str, Any]:
    return {
        "id": requirement.id,
        "shortDescription": {"text": safe_text(requirement.text)},
        "help": {"text": safe_text(f"{requirement.level}: {requirement.text} Source: {requirement.source}")},
        "defaultConfiguration": {"level": _LEVELS[requirement.level]},
        "properties": {"subject": requirement.subject.value, "tags": [requirement.level.value]},
    }


def _result(verdict: Verdict, finding: Finding, index: Mapping[str, int], reasons: Mapping[str, str]) -> dict[str, Any]:
    text = f"{finding.message}. Expected: {finding.expected}. Actual: {finding.actual}."
    if finding.fix:
        text += f"\nFix:\n{finding.fix}"
    result = {
        "ruleId": finding.requirement,
        "ruleIndex": index[finding.requirement],
        "level": _LEVELS[verdict.requirement.level],
        "message": {"text": "\n".join(safe_text(line) for line in text.split("\n"))},
        "locations": list(_locations(finding.clause or verdict.clause, finding)),
        "partialFingerprints": {"conformance/v1": finding.fingerprint},
        "occurrenceCount": finding.count,
    }
    if finding.page is not None:
        is_change = verdict.requirement.subject is Subject.CHANGE
        name = "the older document" if is_change else "the vendor's page"
        result["relatedLocations"] = [{"id": 1, **_physical(finding.page), "message": {"text": name}}]
    if verdict.disposition is Disposition.WAIVED:
        names = (verdict.waiver or "").split(", ")
        justification = "; ".join(reasons[name] for name in names if name in reasons)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": justification}]
    return result


def _locations(clause: Clause, finding: Finding) -> Iterator[dict[str, Any]]:
    logical = {"logicalLocations": [{"fullyQualifiedName": safe_text(finding.location)}]}
    yield {**(_physical(clause) if clause.position else {}), **logical}


def _physical(clause: Clause) -> dict[str, Any]:
    """Return a place in a file; a file outside of the folder of the run has an absolute URI (RFC 8089)."""
    path = Path(clause.file or "")
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    base = {} if path.is_absolute() else {"uriBaseId": "%SRCROOT%"}
    assert clause.position is not None
    region = {"startLine": clause.position.line, "startColumn": clause.position.column}
    return {"physicalLocation": {"artifactLocation": {"uri": uri, **base}, "region": region}}
