"""A comparison as SARIF 2.1.0: each change at its line of the newer document, and of the older one beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from conformance import __version__

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"breaking": "error", "warning": "warning"}


def sarif_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a comparison as a SARIF log."""
    names = sorted({each["requirement"] for each in record["changes"]})
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "bolna-conformance",
                        "semanticVersion": __version__,
                        "rules": [{"id": name} for name in names],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "where the command was started"}}},
                "results": [_result(each, names) for each in record["changes"]],
            }
        ],
    }


def _result(change: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    here, there = (change["new"], change["old"]) if change["new"] is not None else (change["old"], None)
    result: dict[str, Any] = {
        "ruleId": change["requirement"],
        "ruleIndex": names.index(change["requirement"]),
        "level": _LEVELS.get(change["impact"], "note"),
        "message": {"text": f"{change['impact']}: {change['message']}"},
        "locations": [_physical(here)] if here is not None else [],
        "partialFingerprints": {"conformance/v1": change["fingerprint"]},
    }
    if there is not None:
        result["relatedLocations"] = [{"id": 1, **_physical(there), "message": {"text": "the older document"}}]
    return result


def _physical(place: Mapping[str, Any]) -> dict[str, Any]:
    """Return a place in a file; a file outside of the folder of the run has an absolute URI (RFC 8089)."""
    path = Path(place["file"])
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    base = {} if path.is_absolute() else {"uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": {"uri": uri, **base}, "region": {"startLine": place["line"]}}}
