"""The kept revisions of a contract, and the atomic replacement of the current one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from itertools import chain, count
from pathlib import Path

from conformance.contract.vendor import DOCUMENT, LOCK, PAGES, read_lock, unfinished, write
from conformance.model import InputError

HISTORY = "history"
# The backup for a roll-back: complete or absent; once it has its final name there is no roll-back.
_UNDO, _UNREADY = ".undo", ".undo.new"
_NAME = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})-(?P<sha8>[0-9a-f]{8})(?:-(?P<number>\d+))?", re.ASCII)


def supersede(spec: Path, files: Mapping[str, bytes]) -> str:
    """Put files into a spec folder, move what they replace into its history, and return its name there.

    Any failure leaves the folder as it was. If the process is killed, `settle` restores it; until then it is not read.

    Raises:
        InputError: A file cannot be written.
        OSError: The same, of the history.
    """
    history = spec / HISTORY
    try:
        _copy(spec, history / _UNREADY)
        (history / _UNREADY).rename(history / _UNDO)
        write({spec / file: content for file, content in files.items()})
        name = _name(history)
        (history / _UNDO).rename(history / name)
    except BaseException:  # Ctrl-C included
        settle(spec)
        raise
    return name


def settle(spec: Path) -> None:
    """Restore the current revision after an interrupted replacement."""
    undo = spec / HISTORY / _UNDO
    for kept in sorted(path for path in undo.rglob("*") if path.is_file()):
        path = spec / kept.relative_to(undo)
        unfinished(path).unlink(missing_ok=True)
        kept.replace(path)
    for folder in (undo, spec / HISTORY / _UNREADY):
        shutil.rmtree(folder, ignore_errors=True)


def refuse_interrupted(spec: Path) -> None:
    """Reject a spec folder in which a new revision has replaced the current one only in part.

    Raises:
        InputError: The folder is such a mix.
    """
    if (spec / HISTORY / _UNDO).exists():
        message = "mixes two revisions (interrupted); run `bolna-conformance vendor`"
        raise InputError(message, str(spec))


def kept_revisions(spec: Path) -> list[Path]:
    """Return the folders of the kept revisions, the oldest first; folders with other names come before them."""
    return sorted((path for path in (spec / HISTORY).glob("[!.]*") if path.is_dir()), key=_order)


def day_and_hash(folder: Path) -> tuple[str, str]:
    """Return the day on which a kept revision was retrieved, and the first digits of its document's hash.

    Raises:
        InputError: The folder's name has another form.
    """
    found = _NAME.fullmatch(folder.name)
    if found is None:
        raise InputError("is not a kept revision; expected a name like 2026-11-23-473a86fc", folder.name)
    return found["day"], found["sha8"]


def _copy(spec: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for file in (*(f"{PAGES}/{page}" for page in read_lock(spec).pages), DOCUMENT, LOCK):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((spec / file).read_bytes())


def _name(history: Path) -> str:
    """Return an unused name for a kept revision: a page may be reverted on the same day."""
    lock = read_lock(history / _UNDO)
    name = f"{max(str(page['retrieved']) for page in lock.pages.values())}-{str(lock.sha256)[:8]}"
    others = (f"{name}-{number}" for number in count(2))
    return next(each for each in chain([name], others) if not (history / each).exists())


def _order(folder: Path) -> tuple[str, int, int, str]:
    found = _NAME.fullmatch(folder.name)
    day, number = (found["day"], int(found["number"] or 1)) if found else ("", 0)
    try:
        depth = len(read_lock(folder).history)
    except InputError:
        depth = 0
    return day, depth, number, folder.name
