"""A comparison as SARIF 2.1.0: each change at its line in the newer document, related to that in the older one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.report.formats.sarif import log_of, physical

_MAX_OPERATIONS = 5
_LEVELS = {"breaking": "error", "warning": "warning"}


def change_sarif_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a comparison as a SARIF log."""
    names = sorted({each["requirement"] for each in record["changes"]})
    rules: list[dict[str, Any]] = [{"id": name} for name in names]
    results = [_result(each, names) for each in record["changes"]]
    return log_of(record["header"]["suite"], rules, results, {})


def _sentences(change: Mapping[str, Any]) -> Iterator[str]:
    yield f"{change['impact']}: {change['message']}"
    if change["operations"]:
        yield f"Affected operations: {', '.join(change['operations'][:_MAX_OPERATIONS])}"


def _result(change: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    here, there = (change["new"], change["old"]) if change["new"] is not None else (change["old"], None)
    result: dict[str, Any] = {
        "ruleId": change["requirement"],
        "ruleIndex": names.index(change["requirement"]),
        "level": _LEVELS.get(change["impact"], "note"),
        "message": {"text": ". ".join(_sentences(change))},
        "locations": [physical(here)] if here is not None else [],
        "partialFingerprints": {"conformance/v1": change["fingerprint"]},
    }
    if there is not None:
        result["relatedLocations"] = [{"id": 1, **physical(there), "message": {"text": "the older document"}}]
    return result
