"""Folds the verdicts of a large report: those without a finding, of one requirement and reason, become one entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from conformance.contract.files import json_text

MAX_IN_FULL = 6_000
"""The number of verdicts up to which a report has each in full: five to ten megabytes."""
_SHARED = ("requirement", "level", "subject", "text", "source", "outcome", "reason")
_PLACE = ("pointer", "file", "line", "column", "quote")


def folded(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return a report in which the verdicts that found nothing are folded, where it has more than fit."""
    verdicts = report["verdicts"]
    if len(verdicts) <= MAX_IN_FULL:
        return dict(report)
    operations: dict[str, int] = {}
    places: dict[tuple[Any, ...], int] = {}
    groups: dict[tuple[Any, ...], list[list[int]]] = {}
    in_full = []
    for each in verdicts:
        operation = operations.setdefault(each["operation"], len(operations))
        if each["findings"] or each["disposition"] or each["waiver"]:
            in_full.append(each)
            continue
        place = places.setdefault(tuple(each["clause"][key] for key in _PLACE), len(places))
        shared = (*(each[key] for key in _SHARED), each["clause"]["source"])
        groups.setdefault(shared, []).append([operation, each["witnesses"], place])
    parts = {
        "operations": list(operations),
        "places": [dict(zip(_PLACE, place, strict=True)) for place in places],
        "verdicts": [
            {**dict(zip((*_SHARED, "clause"), shared, strict=True)), "operations": given}
            for shared, given in groups.items()
        ],
    }
    return {**report, "verdicts": in_full, "folded": parts}


def unfolded(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return a report with every verdict in full, by operation; one that is not folded stays as it is.

    Raises:
        IndexError: A folded verdict names an operation or a place that the report does not have.
    """
    if "folded" not in report:
        return dict(report)
    parts = report["folded"]
    operations, places = parts["operations"], parts["places"]
    verdicts = [
        {
            **{key: each[key] for key in ("requirement", "level", "subject", "text", "source")},
            "operation": operations[operation],
            "outcome": each["outcome"],
            "disposition": None,
            "waiver": None,
            "witnesses": witnesses,
            "reason": each["reason"],
            "clause": {"source": each["clause"], **places[place]},
            "findings": [],
        }
        for each in parts["verdicts"]
        for operation, witnesses, place in each["operations"]
    ]
    order = {name: number for number, name in enumerate(operations)}
    verdicts = sorted([*report["verdicts"], *verdicts], key=lambda each: order[each["operation"]])
    return {**{key: value for key, value in report.items() if key != "folded"}, "verdicts": verdicts}


def report_text(report: Mapping[str, Any]) -> str:
    """Return a report as JSON for a file; of a folded one, each part is on one line."""
    if "folded" not in report:
        return json_text(report)
    parts = (f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in report.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"
