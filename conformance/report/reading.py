"""Reading reports as strictly as they are written: validated by the published schema, whole or not at all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from conformance.contract.document import read_text
from conformance.exchange.redaction import safe_text
from conformance.model import InputError
from conformance.report.folding import unfolded

SCHEMA_VERSION = 1
SCHEMAS = Path(__file__).parent / "schemas"
"""The published JSON Schemas: of `report.json`, and of an entry of `history.ndjson`."""
SEEN = ("new", "flaky", "still")
"""What a present deviation can be, the most urgent first."""
_KINDS = {"report": "report", "history": "history entry"}
_MAX_SHOWN = 200


def read_report(path: Path) -> dict[str, Any]:
    """Return the report that a file holds.

    Raises:
        InputError: It cannot be read, is truncated, or is not a report of a known version; says file and line.
    """
    return report_in(read_text(path), str(path))


def report_in(text: str, file: str) -> dict[str, Any]:
    """Return the report in a text; errors name `file`.

    Raises:
        InputError: It is truncated, or not a report of a known version; says file and line.
    """
    try:
        report = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise InputError(
            "is not valid JSON (truncated?); give a report.json, or run again to rewrite it", file, line
        ) from None
    except RecursionError:
        raise InputError("is nested too deeply for a report", file) from None
    refuse_other("report", report, file)
    try:
        report = unfolded(report)
    except (IndexError, KeyError):
        raise InputError("has folded verdicts without a place (edited?); run again to rewrite it", file) from None
    if counts_of(report["verdicts"]) != report["counts"]:
        raise InputError("has counts that do not match its verdicts (edited?); run again to rewrite it", file)
    return report


def counts_of(verdicts: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Count verdicts by outcome, and the failures by disposition."""
    counts = Counter(each[key] for each in verdicts for key in ("outcome", "disposition") if each[key])
    return dict(sorted(counts.items()))


def selection_line(report: Mapping[str, Any]) -> str | None:
    """Return which operations were asked and judged; None where all of them were."""
    selection = report["header"].get("selection")  # older reports have none
    if selection is None:
        return None
    given = [f"operation {each}" for each in selection["patterns"]] + [f"tag {each}" for each in selection["tags"]]
    return f"{selection['operations']} of {selection['of']} operations: {', '.join(given)}"


def novelties_of(report: Mapping[str, Any]) -> Mapping[str, tuple[str, str | None]]:
    """Return for each deviation that may be present what it is beside earlier runs and since when, by fingerprint."""
    return {item["fingerprint"]: (kind, item["since"]) for kind in SEEN for item in report["news"][kind]}


def exchanges_of(report: Mapping[str, Any]) -> Mapping[int, Mapping[str, Any]]:
    """Return the exchanges by the number that findings refer to."""
    return {each["sequence"]: each for each in report["exchanges"]}


def refuse_other(name: str, data: object, file: str, line: int | None = None) -> None:
    """Refuse data that is not a report, or not a history entry.

    Args:
        name: The name of the schema: `report` or `history`.
        data: The content of the file or the line.
        file: The file that the error names.
        line: The line that the error names, if any.

    Raises:
        InputError: It is not valid, or of another version.
    """
    version = data.get("schema_version") if isinstance(data, Mapping) else None
    if isinstance(version, int) and version != SCHEMA_VERSION:
        raise InputError(f"has schema_version {version}; this suite reads {SCHEMA_VERSION}", file, line)
    for fault in faults(name, data):
        raise InputError(f"is not a valid {_KINDS[name]}: {fault}", file, line)


def faults(name: str, data: object) -> list[str]:
    """Return the first violation of a published schema in words; none where data is valid."""
    try:
        error = next(iter(_validator(name).iter_errors(data)), None)
    except UnicodeEncodeError:
        return ["it contains half of a surrogate pair"]
    if error is None:
        return []
    place = "/".join(str(part) for part in error.instance_path)
    return [safe_text(f"/{place}: {error.message}")[:_MAX_SHOWN]]


@cache
def _validator(name: str) -> Any:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True)
