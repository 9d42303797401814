"""Known deviations: read from files, matched with findings, and reported as stale when they no longer occur."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from conformance.contract.own_files import FileRow, read_rows
from conformance.contract.requirement_ids import present_id
from conformance.model import Disposition, Finding, InputError, Outcome, Verdict
from conformance.verdict.judge_document import DOCUMENT

MAX_DAYS = 180
"""How long a waiver may run, in days: then it must be reviewed."""

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
        "location": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True}]},
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


@dataclass(frozen=True)
class Waiver:
    """A known deviation and how long it is excused, for one target only."""

    id: str
    requirement: str
    operation: str
    locations: tuple[str, ...]
    reason: str
    link: str
    owner: str
    added: str
    expires: str
    expect: str
    target: str
    max_count: int | None = None
    place: str = ""


class WaiverState(StrEnum):
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
    states: Mapping[str, WaiverState]
    gone: Mapping[str, tuple[str, ...]]
    """The locations at which a stale waiver's deviation no longer occurs, by the waiver's id."""


def load_waivers(files: Iterable[Path], requirements: Mapping[str, Iterable[str]]) -> list[Waiver]:
    """Return the waivers in some files.

    Args:
        files: YAML files with one list under `waivers`.
        requirements: The ids of the requirements, each with the operations that it is judged for.

    Raises:
        InputError: A row is malformed, names an unknown requirement or operation, reuses an id, or runs longer than
            180 days; says file and line.
    """
    waivers: dict[str, Waiver] = {}
    for row in (row for path in files for row in read_rows(path, "waivers", _ROW)):
        waiver = _waiver(row)
        for fault in _faults(waiver, waivers, requirements):
            raise _error(row, fault)
        waivers[waiver.id] = waiver
    return list(waivers.values())


def apply(
    verdicts: Sequence[Verdict], waivers: Sequence[Waiver], hosts: Container[str], today: date, *, is_live: bool
) -> Applied:
    """Return the verdicts with their dispositions: new, waived, expired or stale.

    A waiver holds for one target: a host, or a host with its port, or `document`. It excuses the findings at its
    locations, at most `max_count` at each. One whose deviation did not occur at a location, though its requirement
    was judged, is stale. Dates count in live runs only.
    """
    states = {waiver.id: WaiverState.UNUSED if waiver.target in hosts else WaiverState.ELSEWHERE for waiver in waivers}
    gone: dict[str, tuple[str, ...]] = {}
    given: dict[tuple[str, str], list[Waiver]] = {}
    for waiver in waivers:
        if waiver.target in hosts:
            given.setdefault((waiver.requirement, waiver.operation), []).append(waiver)
    disposed = []
    for verdict in verdicts:
        ours = given.get((verdict.requirement.id, verdict.operation), [])
        expired = [each for each in ours if is_live and date.fromisoformat(each.expires) < today]
        active = [each for each in ours if each not in expired]
        used = [each.id for each in active if any(excuses(each, finding) for finding in verdict.findings)]
        absent = {each.id: _absent(each, verdict) for each in active}
        stale = [name for name, locations in absent.items() if locations]
        gone.update((name, absent[name]) for name in stale)
        states.update((each.id, WaiverState.EXPIRED) for each in expired)
        states.update((name, WaiverState.USED) for name in used)
        states.update((name, WaiverState.STALE) for name in stale)
        disposition = _disposition(verdict, active, ours) or (Disposition.STALE if stale else None)
        if disposition is Disposition.WAIVED and stale:
            disposition = Disposition.STALE
        disposed.append(replace(verdict, disposition=disposition, waiver=", ".join(used) or None, stale=tuple(stale)))
    return Applied(tuple(disposed), states, gone)


def _disposition(verdict: Verdict, active: Sequence[Waiver], ours: Sequence[Waiver]) -> Disposition | None:
    if verdict.outcome is not Outcome.FAIL:
        return None
    if all(any(excuses(waiver, finding) for waiver in active) for finding in verdict.findings):
        return Disposition.WAIVED
    is_expired = all(any(excuses(waiver, finding) for waiver in ours) for finding in verdict.findings)
    return Disposition.EXPIRED if is_expired else Disposition.NEW


def _absent(waiver: Waiver, verdict: Verdict) -> tuple[str, ...]:
    """Return the locations at which a deviation was expected and did not occur, though it would have been seen."""
    is_seen = verdict.outcome in (Outcome.PASS, Outcome.FAIL)
    # A document is seen as a whole: what it no longer has is fixed.
    is_gone = verdict.outcome is Outcome.INAPPLICABLE and verdict.operation == DOCUMENT
    if waiver.expect != "fail" or not (is_seen or is_gone):
        return ()
    found = {finding.pattern for finding in verdict.findings}
    return tuple(location for location in waiver.locations if _pattern(location) not in found)


def excuses(waiver: Waiver, finding: Finding) -> bool:
    """Return whether a waiver for a requirement excuses a finding of it."""
    fits = waiver.max_count is None or finding.count <= waiver.max_count
    return fits and finding.pattern in map(_pattern, waiver.locations)


def _pattern(location: str) -> str:
    """Return a location in a body with its indices as `[*]`; a pointer into the document stays as it is."""
    return location if location.startswith("#") else re.sub(r"/\d+(?=/|$)", "/[*]", location)


def _waiver(row: FileRow) -> Waiver:
    location = row.data["location"]
    locations = (location,) if isinstance(location, str) else tuple(location)
    given = {key: value for key, value in row.data.items() if key != "location"}
    given["requirement"] = present_id(row.data["requirement"])
    return Waiver(**given, locations=locations, place=f"{row.file}:{row.line}")


def _faults(waiver: Waiver, waivers: Mapping[str, Waiver], requirements: Mapping[str, Iterable[str]]) -> Iterator[str]:
    if waiver.id in waivers:
        yield f"the id {waiver.id} is already used at {waivers[waiver.id].place}"
    if waiver.requirement not in requirements:
        yield f"no requirement is called {waiver.requirement}; see spec/REQUIREMENTS.md"
    elif waiver.operation not in requirements[waiver.requirement]:
        yield f"{waiver.requirement} is not judged for {waiver.operation}"
    added, expires = date.fromisoformat(waiver.added), date.fromisoformat(waiver.expires)
    if not added <= expires <= added + timedelta(days=MAX_DAYS):
        yield f"expires must be within {MAX_DAYS} days of added; the latest is {added + timedelta(days=MAX_DAYS)}"


def _error(row: FileRow, message: str) -> InputError:
    return InputError(message, row.file, row.line)
