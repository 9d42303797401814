"""Files, folders and globs as the recordings that they stand for, and what reports call them."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from conformance.contract.load import display
from conformance.model import InputError

_QUERY = re.compile(r"[?#].*")
_USER = re.compile(r"(?<=://)[^/@]*@")


def recordings(given: Sequence[str]) -> tuple[Path, ...]:
    """Return the files given by name, by folder or by glob, in a stable order, each of them once.

    Raises:
        InputError: One of them matches no file.
    """
    found: dict[Path, Path] = {}
    for each in given:
        files = sorted(_files(each))
        if not files:
            raise InputError("there is no such file, and none in such a folder or for such a pattern", each)
        for file in files:
            found.setdefault(file.resolve(), file)
    return tuple(found.values())


def _files(given: str) -> Iterator[Path]:
    path = Path(given)
    if given and path.is_dir():  # an empty name, as of a variable that is not set, is not a folder
        yield from _below(path)
    elif path.is_file():
        yield path
    else:
        # What a shell has not expanded: quoted, or beyond its limit.
        for name in glob.iglob(given, recursive=True):
            yield from _files(name) if os.path.isdir(name) else [Path(name)] if os.path.isfile(name) else []


def _below(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and those below it; what is hidden, or a link to another folder, is left out."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files = (Path(parent, name) for name in names if not name.startswith("."))
        yield from (file for file in files if file.is_file())


def shown(name: str) -> str:
    """Return what reports call a file or an address: nothing of the machine that it was read on, and no credentials.

    >>> shown("https://user:secret@example.com/log.gz?signature=secret")
    'https://example.com/log.gz'
    """
    if "://" in name:
        return _USER.sub("", _QUERY.sub("", name))
    path = Path(display(Path(name)))
    return path.name if path.is_absolute() else str(path)


def refuse_unwritable(file: Path) -> None:
    """Refuse a file that could not be written in the end.

    Raises:
        InputError: It is a folder, or its folder does not exist or is not writable.
    """
    if not file.name or file.is_dir() or not os.access(file.parent, os.W_OK):
        raise InputError("cannot be written: give a file in a folder that exists and is writable", str(file))
