"""The report folder: report.json, validated by its own schema, and every other format beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.contract.files import write_text
from conformance.exchange.redaction import safe_text
from conformance.report.folding import folded, report_text, unfolded
from conformance.report.formats import FORMATS
from conformance.report.reading import faults


def write_reports(report: Mapping[str, Any], folder: Path) -> list[str]:
    """Write a report in every format into a folder, each file whole or not at all; return what went wrong.

    Raises:
        OSError: The folder cannot be written to.
    """
    written = folded(report)
    write_text(report_text(written), folder / "report.json")
    wrong = faults("report", written)
    if wrong:
        return [f"report.json does not match its own schema, a bug in this suite: {fault}" for fault in wrong]
    # As whoever reads the file later has it.
    report = unfolded(written)
    for each in FORMATS.values():
        write_text(each.text_of(report), folder / each.file)
    return []


def append_summary(report: Mapping[str, Any], name: str) -> list[str]:
    """Append a report's summary to that of the build step; return what went wrong.

    Args:
        report: The report.
        name: The path of the file, to which other commands of the step write too; empty where there is none.
    """
    if not name:
        return []
    try:
        with Path(name).open("ab") as file:
            file.write(f"\n{FORMATS['md'].text_of(report)}".encode(errors="backslashreplace"))
    except OSError as error:
        return [f"GITHUB_STEP_SUMMARY: {safe_text(name)} cannot be written: {error.strerror}; summary.md has it all"]
    return []
