"""Runs that several tests share, and runs without pytest: judged, waived and reported alike."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import yaml

from conformance.cli import main
from conformance.model import Result, Subject
from conformance.reference.api import KEY
from conformance.reference.data import AGENTS
from conformance.report.record import report_of
from conformance.report.terminal import summary_lines
from conformance.run.session import Session, subject_of
from conformance.run.settings import Options
from conformance.selftests.conftest import Ended

OPERATION = "GET /batches/{agent_id}/all"
BATCH = "schema:#/components/schemas/Batch/properties"
ENUM = f"{BATCH}/status/enum"
_SECTIONS = ("FAILED ", "ERROR ")


def judged(options: Options, agents: Sequence[str] = AGENTS[3:]) -> Ended:
    """Return the result of a full run without pytest, by default for the agent with forty batches.

    Its text is what the plugin adds to that of pytest, and its code is the exit code for the result of the run.
    """
    session = Session(options, {"BOLNA_API_KEY": KEY, "BOLNA_AGENT_ID": ",".join(agents)})
    try:
        session.gather(lambda done, planned: None)
        pairs = [pair for pair in session.pairs if session.source.is_asked or subject_of(pair) is not Subject.API]
        run = session.run(pairs, pairs)
        lines = [*session.source.lines(), *session.record(), *summary_lines(run, lambda verdict: False, verbose=False)]
    finally:
        session.source.close()
    # As a run writes and reads it.
    text, report = "\n".join([*lines, ""]), json.dumps(report_of(run))
    assert KEY[:-1] not in text + report
    return Ended(int(run.result is Result.FAILURE), text, json.loads(report))


def ran(folder: Path, *arguments: str, agents: Sequence[str] = AGENTS[::-1]) -> Ended:
    """Return the result of a run under pytest in a folder, whose artifacts may be read by many tests."""
    told = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(told), redirect_stderr(told):
        patch.chdir(folder)
        patch.setenv("BOLNA_API_KEY", KEY)
        patch.setenv("BOLNA_AGENT_ID", ",".join(agents))
        code = main(["run", *arguments])
    held = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert [content for content in [told.getvalue().encode(), *held] if KEY[:-1].encode() in content] == []
    file = folder / "reports" / "latest" / "report.json"
    return Ended(code, told.getvalue(), json.loads(file.read_bytes()) if file.exists() else None)


def waiver_file(folder: Path, *rows: Mapping[str, object]) -> str:
    """Write waivers for this machine, by default of a status from newer pages of the vendor; return the file."""
    today = datetime.now(UTC).date()
    row = {
        "id": "status-is-newer",
        "requirement": ENUM,
        "operation": OPERATION,
        "location": "/[*]/status",
        "reason": "The vendor lists more statuses elsewhere.",
        "link": "https://example.com/",
        "owner": "maintainers",
        "added": str(today),
        "expires": str(today + timedelta(days=7)),
        "expect": "fail",
        "target": "127.0.0.1",
    }
    file = folder / "waivers.yaml"
    file.write_text(yaml.safe_dump({"waivers": [{**row, **changes} for changes in rows]}), encoding="utf-8")
    return str(file)


def flags(text: str) -> list[str]:
    """Return the beginning of each line that reports an item that did not pass."""
    return [line.split()[0] for line in text.splitlines() if line.startswith(_SECTIONS)]
