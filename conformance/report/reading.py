"""Reports are read as strictly as they are written: by the published schema, as a whole or not at all."""

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

SCHEMA_VERSION = 1
SCHEMAS = Path(__file__).parent / "schemas"
"""The published JSON Schemas: of `report.json`, and of a line of `history.ndjson`."""
SEEN = ("new", "flaky", "still")
"""What a deviation can be that is there, the most urgent first."""
_MAX_SHOWN = 200


def read_report(path: Path) -> dict[str, Any]:
    """Return the report that a file holds.

    Raises:
        InputError: It cannot be read, is cut off, or is no report of a version that is known; says file and line.
    """
    return report_in(read_text(path), str(path))


def report_in(text: str, file: str) -> dict[str, Any]:
    """Return the report that a text is; `file` is named where it is none.

    Raises:
        InputError: It is cut off, or no report of a version that is known; says file and line.
    """
    try:
        report = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise InputError("is cut off, or no JSON; write it anew by a run", file, line) from None
    except RecursionError:
        raise InputError("nests too deep for a report", file) from None
    refuse_other("report", report, file)
    if counts_of(report["verdicts"]) != report["counts"]:
        raise InputError("has other counts than verdicts: it was edited; write it anew by a run", file)
    return dict(report)


def counts_of(verdicts: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Count verdicts by outcome, and the failures by disposition."""
    counts = Counter(each[key] for each in verdicts for key in ("outcome", "disposition") if each[key])
    return dict(sorted(counts.items()))


def novelties_of(report: Mapping[str, Any]) -> Mapping[str, tuple[str, str | None]]:
    """Return of each deviation that may be there what it is beside earlier runs and since when, by fingerprint."""
    return {item["fingerprint"]: (kind, item["since"]) for kind in SEEN for item in report["news"][kind]}


def exchanges_of(report: Mapping[str, Any]) -> Mapping[int, Mapping[str, Any]]:
    """Return what was sent by its number, which findings give."""
    return {each["sequence"]: each for each in report["exchanges"]}


def refuse_other(name: str, data: object, file: str, line: int | None = None) -> None:
    """Refuse what is no report, or no line of a history.

    Args:
        name: Of the schema: `report` or `history`.
        data: What the file or the line holds.
        file: To be named.
        line: To be named too, where there is one.

    Raises:
        InputError: It is none of this version.
    """
    version = data.get("schema_version") if isinstance(data, Mapping) else None
    if isinstance(version, int) and version != SCHEMA_VERSION:
        raise InputError(f"has schema_version {version}; this suite reads {SCHEMA_VERSION}", file, line)
    for fault in faults(name, data):
        raise InputError(f"is no {name} of this suite: {fault}", file, line)


def faults(name: str, data: object) -> list[str]:
    """Return in words what of data breaks a published schema, the first fault of it."""
    try:
        error = next(iter(_validator(name).iter_errors(data)), None)
    except UnicodeEncodeError:
        return ["half of a surrogate pair stands in it"]
    if error is None:
        return []
    place = "/".join(str(part) for part in error.instance_path)
    return [safe_text(f"/{place}: {error.message}")[:_MAX_SHOWN]]


@cache
def _validator(name: str) -> Any:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True)
