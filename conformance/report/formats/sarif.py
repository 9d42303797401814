"""The findings as SARIF 2.1.0, for code scanning: each at its line of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from conformance.exchange.redaction import safe_text
from conformance.report.reading import novelties_of
from conformance.report.report_format import json_format

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"MUST": "error", "SHOULD": "warning", "MAY": "note"}
_MAX_RESULTS = _MAX_RULES = 25_000
"""GitHub refuses a log with more, and shows the 5,000 most severe ones."""
_MAX_DESCRIPTION = 1024
_NOVELTIES = {"new": "new", "still": "unchanged", "flaky": "unchanged"}


def sarif_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return the findings of a report as a SARIF log; a waived one is a suppressed result (section 3.27.23)."""
    verdicts = report["verdicts"]
    whole = [(verdict, finding) for verdict in verdicts for finding in verdict["findings"]]
    found = whole if len(whole) <= _MAX_RESULTS else sorted(whole, key=_severity)[:_MAX_RESULTS]
    named = [verdict for verdict, _ in found] if len(verdicts) > _MAX_RULES else verdicts
    rules = list({verdict["requirement"]: _rule(verdict) for verdict in named}.values())
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    reasons = {waiver["id"]: waiver["reason"] for waiver in report["waivers"]}
    states = {name: _NOVELTIES[kind] for name, (kind, _) in novelties_of(report).items()}
    results = [
        _result(verdict, finding, index[verdict["requirement"]], report["header"]["contract"]["file"])
        | _suppressions(verdict, reasons)
        | _state(finding, states, report)
        for verdict, finding in found
    ]
    properties = {"news": safe_text(report["news"]["headline"]), "leftOut": len(whole) - len(found)}
    log = log_of(report["header"]["suite"]["version"], rules, results, properties)
    log["runs"][0]["invocations"] = [_invocation(report)]
    return log


FORMAT = json_format("report.sarif", sarif_of)


def _invocation(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return whether the run succeeded: if not, missing results prove nothing (section 3.20.14)."""
    obstacle = report["header"]["obstacle"]
    notifications = [] if obstacle is None else [{"level": "error", "message": {"text": safe_text(obstacle)}}]
    is_done = report["footer"]["complete"] and obstacle is None
    return {"executionSuccessful": is_done, "toolExecutionNotifications": notifications}


def log_of(
    version: str, rules: list[dict[str, Any]], results: list[dict[str, Any]], properties: Mapping[str, Any]
) -> dict[str, Any]:
    """Return rules and results as the log of one run of this suite."""
    driver = {"name": "bolna-conformance", "semanticVersion": version, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "where the run was started"}}},
        "results": results,
        "properties": dict(properties),
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def physical(place: Mapping[str, Any]) -> dict[str, Any]:
    """Return a place in a file; a file outside the folder of the run has an absolute URI (RFC 8089)."""
    path = Path(place["file"])
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    base = {} if path.is_absolute() else {"uriBaseId": "%SRCROOT%"}
    region = {"startLine": place["line"], **({"startColumn": place["column"]} if "column" in place else {})}
    return {"physicalLocation": {"artifactLocation": {"uri": uri, **base}, "region": region}}


def _rule(verdict: Mapping[str, Any]) -> dict[str, Any]:
    text = f"{verdict['level']}: {verdict['text']} Source: {verdict['source']}"
    return {
        "id": verdict["requirement"],
        "shortDescription": {"text": safe_text(verdict["text"])[:_MAX_DESCRIPTION]},
        "fullDescription": {"text": safe_text(text)[:_MAX_DESCRIPTION]},
        "help": {"text": safe_text(text)},
        "defaultConfiguration": {"level": _LEVELS[verdict["level"]]},
        "properties": {"subject": verdict["subject"], "tags": [verdict["level"]]},
    }


def _severity(found: tuple[Mapping[str, Any], Mapping[str, Any]]) -> tuple[bool, int]:
    verdict, _ = found
    return verdict["disposition"] == "waived", list(_LEVELS).index(verdict["level"])


def _result(verdict: Mapping[str, Any], finding: Mapping[str, Any], index: int, contract: str) -> dict[str, Any]:
    text = f"{finding['message']}. Expected: {finding['expected']}. Actual: {finding['actual']}."
    if finding.get("confirmation"):
        text += f"\nEngines: {finding['confirmation']}."
    if finding["fix"]:
        text += f"\nFix:\n{finding['fix']}"
    result = {
        "ruleId": verdict["requirement"],
        "ruleIndex": index,
        "level": _LEVELS[verdict["level"]],
        "message": {"text": "\n".join(safe_text(line) for line in text.split("\n"))},
        "locations": [_location(finding["clause"] or verdict["clause"], finding, contract)],
        "partialFingerprints": {"conformance/v1": finding["fingerprint"]},
        "occurrenceCount": finding["count"],
    }
    if finding["page"] is not None and finding["page"]["line"] is not None:
        name = "the older document" if verdict["subject"] == "change" else "the vendor's page"
        result["relatedLocations"] = [{"id": 1, **physical(finding["page"]), "message": {"text": name}}]
    return result


def _suppressions(verdict: Mapping[str, Any], reasons: Mapping[str, str]) -> dict[str, Any]:
    if verdict["disposition"] != "waived":
        return {}
    names = (verdict["waiver"] or "").split(", ")
    justification = "; ".join(reasons[name] for name in names if name in reasons)
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": justification}]}


def _state(finding: Mapping[str, Any], states: Mapping[str, str], report: Mapping[str, Any]) -> dict[str, Any]:
    """Return whether a result is known from earlier runs (section 3.27.24), where there are any."""
    state = states.get(finding["fingerprint"]) if report["news"]["compared_with"] else None
    return {} if state is None else {"baselineState": state}


def _location(clause: Mapping[str, Any], finding: Mapping[str, Any], contract: str) -> dict[str, Any]:
    """Return the place of a finding; the contract's first line where it has none, since GitHub requires one."""
    place = clause if clause["line"] is not None else {"file": contract, "line": 1}
    logical = {"logicalLocations": [{"fullyQualifiedName": safe_text(finding["location"])}]}
    return {**physical(place), **logical}
