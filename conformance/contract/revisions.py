"""The revisions of a contract that were kept, and how a new one takes the place of the present one: wholly or not."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from itertools import chain, count
from pathlib import Path

from conformance.contract.vendor import DOCUMENT, LOCK, PAGES, read_lock, unfinished, write
from conformance.model import InputError

HISTORY = "history"
# What is needed to go back. It is there as a whole or not at all; once it has its final name nobody goes back.
_UNDO, _UNREADY = ".undo", ".undo.new"
_NAME = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})-(?P<sha8>[0-9a-f]{8})(?:-(?P<number>\d+))?", re.ASCII)


def supersede(spec: Path, files: Mapping[str, bytes]) -> str:
    """Put files into a spec folder, and what they replace into its history; return the name that it has there.

    Whatever goes wrong on the way leaves the folder as it was. Where the program itself is killed, `settle` puts it
    back, and nobody reads it until then.

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
    except BaseException:  # Ctrl-C is one of the ways to go wrong
        settle(spec)
        raise
    return name


def settle(spec: Path) -> None:
    """Put the present revision back where the taking in of another one was interrupted."""
    undo = spec / HISTORY / _UNDO
    for kept in sorted(path for path in undo.rglob("*") if path.is_file()):
        path = spec / kept.relative_to(undo)
        unfinished(path).unlink(missing_ok=True)
        kept.replace(path)
    for folder in (undo, spec / HISTORY / _UNREADY):
        shutil.rmtree(folder, ignore_errors=True)


def refuse_interrupted(spec: Path) -> None:
    """Refuse a spec folder in which a new revision has replaced the present one only in part.

    Raises:
        InputError: It is one.
    """
    if (spec / HISTORY / _UNDO).exists():
        message = "is half of one revision and half of another (interrupted); run `bolna-conformance vendor`"
        raise InputError(message, str(spec))


def kept_revisions(spec: Path) -> list[Path]:
    """Return the folders of the revisions that were kept, the oldest first; what is called otherwise comes first."""
    return sorted((path for path in (spec / HISTORY).glob("[!.]*") if path.is_dir()), key=_order)


def day_and_hash(folder: Path) -> tuple[str, str]:
    """Return the day on which a kept revision was taken in, and the first digits of its document's hash.

    Raises:
        InputError: The folder's name does not tell.
    """
    found = _NAME.fullmatch(folder.name)
    if found is None:
        raise InputError("is no kept revision; one is called like 2026-11-23-473a86fc", folder.name)
    return found["day"], found["sha8"]


def _copy(spec: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for file in (*(f"{PAGES}/{page}" for page in read_lock(spec).pages), DOCUMENT, LOCK):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((spec / file).read_bytes())


def _name(history: Path) -> str:
    """Return a free name for what is kept: a page may go back on the same day to what it was."""
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
