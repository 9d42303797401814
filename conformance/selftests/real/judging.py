"""One run of the suite against a started server, and what its report says of the API."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from conformance.selftests.real.seeds import Known, UnusableServerError
from conformance.selftests.real.servers import Server
from conformance.selftests.real.starting import fetch

REPOSITORY = Path(__file__).parents[3]
EXPECTED = Path(__file__).with_name("expected.yaml")
SAFE = ("get", "head")


@dataclass(frozen=True)
class Deviation:
    """A requirement that an operation broke, with the first finding."""

    requirement: str
    operation: str
    level: str
    subject: str
    message: str
    actual: str


@dataclass(frozen=True)
class Judgement:
    """What was found by looking at deviations by hand."""

    requirement: str
    """Its id; `*` stands for any text, here and in `operation`."""
    operation: str
    judgement: str
    """`true`, `document` or `false alarm`."""
    why: str

    def covers(self, deviation: Deviation) -> bool:
        """Return whether it is about a deviation."""
        pairs = ((self.requirement, deviation.requirement), (self.operation, deviation.operation))
        return all(re.fullmatch(re.escape(text).replace(r"\*", ".*"), found) for text, found in pairs)


_UNSEEN = Judgement("*", "*", "not looked at", "add it to expected.yaml")


@dataclass(frozen=True)
class Measured:
    """What a run of the suite said about a server."""

    server: str
    operations: int
    """Those with a safe method."""
    exercised: int
    """Those with an answer below 300."""
    requests: int
    seconds: float
    obstacle: str | None
    deviations: tuple[Deviation, ...]
    inconclusive: float
    """The share of all verdicts that apply."""

    @property
    def is_known(self) -> bool:
        """Whether every MUST on the API was looked at, and is not a false alarm."""
        return all(self.judgement(each).judgement in ("true", "document") for each in self.of("api", "MUST"))

    def judgement(self, deviation: Deviation) -> Judgement:
        """Return what was found by looking at a deviation."""
        return next((each for each in judgements(self.server) if each.covers(deviation)), _UNSEEN)

    def of(self, subject: str, level: str) -> list[Deviation]:
        """Return the deviations of a subject at a level."""
        return [each for each in self.deviations if (each.subject, each.level) == (subject, level)]


def judge(server: Server, url: str, known: Known, folder: Path, max_requests: int) -> Measured:
    """Judge a server by its own document, and return what the report says.

    Raises:
        UnusableServerError: The suite wrote no report.
    """
    folder.mkdir(parents=True, exist_ok=True)
    document = folder / "contract.json"
    document.write_bytes(fetch(f"{url}{server.document}", 60))
    target, environment = _target(server, known)
    (folder / "target.yaml").write_text(yaml.safe_dump(target), encoding="utf-8")
    command = [sys.executable, "-m", "conformance", "run", "--spec", str(document)]
    command += ["--base-url", f"{url}{server.prefix}", "--target", str(folder / "target.yaml")]
    command += ["--max-requests", str(max_requests), "--report-dir", str(folder / "report")]
    start = time.monotonic()
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
        check=False,
        capture_output=True,
        text=True,
    )
    seconds = time.monotonic() - start
    (folder / "run.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    report = folder / "report" / "report.json"
    if not report.is_file():
        raise UnusableServerError(f"{server.name} cannot be judged: {(done.stdout + done.stderr).strip()[-800:]}")
    contract = yaml.load(document.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return measured(server.name, json.loads(report.read_bytes()), contract, seconds)


def measured(name: str, report: Mapping[str, Any], contract: Mapping[str, Any], seconds: float) -> Measured:
    """Return what a report says, in short."""
    verdicts = report["verdicts"]
    answered = {each["operation"] for each in report["exchanges"] if (each.get("status") or 999) < 300}
    # A long report leaves verdicts without findings out, and counts them.
    counts = {outcome: report["counts"].get(outcome, 0) for outcome in ("pass", "fail", "inconclusive", "error")}
    return Measured(
        server=name,
        operations=sum(method in SAFE for item in contract["paths"].values() for method in item),
        exercised=len(answered),
        requests=report["header"]["requests"],
        seconds=seconds,
        obstacle=report["header"]["obstacle"],
        deviations=tuple(_deviation(each) for each in verdicts if each["outcome"] == "fail"),
        inconclusive=counts["inconclusive"] / max(1, sum(counts.values())),
    )


@cache
def judgements(server: str) -> tuple[Judgement, ...]:
    """Return what was looked at by hand of a server."""
    rows = yaml.safe_load(EXPECTED.read_text(encoding="utf-8")).get(server, ())
    return tuple(Judgement(**row) for row in rows)


def _deviation(verdict: Mapping[str, Any]) -> Deviation:
    first = verdict["findings"][0]
    actual = json.dumps(first.get("actual"), ensure_ascii=True)[:160]
    return Deviation(
        verdict["requirement"], verdict["operation"], verdict["level"], verdict["subject"], first["message"], actual
    )


def _target(server: Server, known: Known) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a target and the environment that it reads."""
    environment: dict[str, str] = {}

    def named(values: Mapping[str, str]) -> dict[str, str]:
        variables = {name: f"REAL_{len(environment) + number}" for number, name in enumerate(values)}
        environment.update({variables[name]: value for name, value in values.items()})
        return variables

    target: dict[str, Any] = {"security": named(server.credentials), "parameters": named(known.names)}
    if known.paths:
        target["operations"] = {path: named(values) for path, values in known.paths.items()}
    return target, environment
