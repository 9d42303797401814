"""Known deviations: read from files, matched with findings, and never kept longer than they are true."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from conformance.contract.rows import Row, read_rows
from conformance.model import Disposition, Finding, InputError, Outcome, Verdict, Waiver

MAX_DAYS = 180
"""How long a waiver may run: by then somebody has to look again."""

_TEXT = {"type": "string", "minLength": 1}
_DAY = {"type": "string", "format": "date"}
_ROW = {
    "type": "object",
    "required": [
        *("id", "requirement", "operation", "location", "reason", "link"),
        *("owner", "added", "expires", "expect", "target"),
    ],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        "requirement": _TEXT,
        "operation": _TEXT,
        "location": _TEXT,
        "reason": {"type": "string", "minLength": 20},
        "link": {"type": "string", "format": "uri"},
        "owner": _TEXT,
        "added": _DAY,
        "expires": _DAY,
        "expect": {"enum": ["fail", "flaky"]},
        "target": _TEXT,
        "max_count": {"type": "integer", "minimum": 1},
    },
}


class State(StrEnum):
    """What became of a waiver in a run."""

    USED = "used"
    UNUSED = "unused"
    STALE = "stale"
    EXPIRED = "expired"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Applied:
    """Verdicts with their dispositions, and what became of each waiver."""

    verdicts: tuple[Verdict, ...]
    states: Mapping[str, State]


def load_waivers(files: Iterable[Path], requirements: Mapping[str, Iterable[str]]) -> list[Waiver]:
    """Return the waivers in some files.

    Args:
        files: YAML files with one list under `waivers`.
        requirements: The ids of the requirements, each with the operations that it is judged for.

    Raises:
        InputError: A row has the wrong form, an unknown requirement or operation, an id that is taken, or
            runs longer than 180 days; says file and line.
    """
    waivers: dict[str, Waiver] = {}
    for row in (row for path in files for row in read_rows(path, "waivers", _ROW)):
        waiver = Waiver(**row.data, place=f"{row.file}:{row.line}")
        for fault in _faults(waiver, waivers, requirements):
            raise _error(row, fault)
        waivers[waiver.id] = waiver
    return list(waivers.values())


def apply(
    verdicts: Sequence[Verdict], waivers: Sequence[Waiver], hosts: Container[str], today: date, *, is_live: bool
) -> Applied:
    """Return the verdicts with what is known of them: new, waived, expired or stale.

    A waiver holds for one target: a host, or a host with its port. It excuses the findings at its location,
    `max_count` of them at most. One that was
    expected to fail and did not, though its requirement was judged, is stale. Dates count in live runs only.
    """
    states = {waiver.id: State.UNUSED if waiver.target in hosts else State.ELSEWHERE for waiver in waivers}
    ours = [waiver for waiver in waivers if waiver.target in hosts]
    expired = {waiver.id for waiver in ours if is_live and date.fromisoformat(waiver.expires) < today}
    disposed = []
    for verdict in verdicts:
        matching = [
            each for each in ours if (each.requirement, each.operation) == (verdict.requirement.id, verdict.operation)
        ]
        active = [waiver for waiver in matching if waiver.id not in expired]
        disposition, used = _dispose(verdict, active, matching)
        states.update((waiver.id, State.EXPIRED) for waiver in matching if waiver.id in expired)
        states.update((name, State.USED) for name in used)
        is_judged = verdict.outcome in (Outcome.PASS, Outcome.FAIL)
        stale = [each.id for each in active if each.expect == "fail" and each.id not in used and is_judged]
        states.update((name, State.STALE) for name in stale)
        named = stale if disposition is Disposition.STALE else used
        disposed.append(replace(verdict, disposition=disposition, waiver=", ".join(named) or None))
    return Applied(tuple(disposed), states)


def _dispose(
    verdict: Verdict, active: Sequence[Waiver], matching: Sequence[Waiver]
) -> tuple[Disposition | None, list[str]]:
    if verdict.outcome is Outcome.PASS and any(waiver.expect == "fail" for waiver in active):
        return Disposition.STALE, []
    if verdict.outcome is not Outcome.FAIL:
        return None, []
    used = [waiver.id for waiver in active if any(_excuses(waiver, finding) for finding in verdict.findings)]
    if all(any(_excuses(waiver, finding) for waiver in active) for finding in verdict.findings):
        return Disposition.WAIVED, used
    is_expired = all(any(_excuses(waiver, finding) for waiver in matching) for finding in verdict.findings)
    return (Disposition.EXPIRED if is_expired else Disposition.NEW), used


def _excuses(waiver: Waiver, finding: Finding) -> bool:
    fits = waiver.max_count is None or finding.count <= waiver.max_count
    return fits and re.sub(r"/\d+(?=/|$)", "/[*]", waiver.location) == finding.pattern


def _faults(waiver: Waiver, waivers: Mapping[str, Waiver], requirements: Mapping[str, Iterable[str]]) -> Iterator[str]:
    if waiver.id in waivers:
        yield f"the id {waiver.id} is taken by {waivers[waiver.id].place}"
    if waiver.requirement not in requirements:
        yield f"no requirement is called {waiver.requirement}; see spec/requirements and the contract's assertions"
    elif waiver.operation not in requirements[waiver.requirement]:
        yield f"{waiver.requirement} is not judged for {waiver.operation}"
    added, expires = date.fromisoformat(waiver.added), date.fromisoformat(waiver.expires)
    if not added <= expires <= added + timedelta(days=MAX_DAYS):
        yield f"expires has to lie within {MAX_DAYS} days of added; the latest is {added + timedelta(days=MAX_DAYS)}"


def _error(row: Row, message: str) -> InputError:
    return InputError(message, row.file, row.line)
