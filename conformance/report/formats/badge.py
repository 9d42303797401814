"""The last run as a badge for a README: the JSON that shields.io reads from an endpoint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.report.report_format import json_format
from conformance.report.standing import Standing, standings_of
from conformance.verdict.baseline import JUDGED

_LABELS = {"reference": "self-check", "none": "contract"}


def badge_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return the badge of a run, which never looks better than the run."""
    message, color, is_error = _message(report, standings_of(report))
    label = _LABELS.get(report["header"]["target"]["kind"], "conformance")
    return {"schemaVersion": 1, "label": label, "message": message, "color": color, "isError": is_error}


FORMAT = json_format("badge.json", badge_of)


def _message(report: Mapping[str, Any], standings: Sequence[Standing]) -> tuple[str, str, bool]:
    deviations = Counter(_deviation(each, report) for each in standings if each.word in ("failed", "known"))
    if deviations:
        counts = ", ".join(f"{deviations[kind]} {kind}" for kind in ("failing", "new", "known") if deviations[kind])
        return counts, "red" if report["result"] == "failure" else "orange", False
    is_judged = any(each.verdict["outcome"] in JUDGED for each in standings)
    is_broken = any(each.word == "error" for each in standings)
    if report["header"]["obstacle"] is not None or is_broken or not is_judged:
        return "not judged", "lightgrey", True
    if any(each.word == "stale" for each in standings):
        return "stale waiver", "orange", False
    if not report["footer"]["complete"]:
        return "interrupted", "lightgrey", True
    if report["result"] != "success":
        return "partial", "yellow", False
    waived = sum(each.word == "waived" and each.verdict["subject"] == "api" for each in standings)
    return (f"passing, {waived} waived", "green", False) if waived else ("passing", "brightgreen", False)


def _deviation(standing: Standing, report: Mapping[str, Any]) -> str:
    """Return whether a deviation is new or known; `failing` where there is no earlier run."""
    if report["news"]["compared_with"] is None:
        return "failing"
    return "new" if standing.news in ("new", None) else "known"
