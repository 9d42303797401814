"""Atomic file writes: readers see the old file or the new one."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Yield a temporary file that replaces a path once all is written, and is deleted on an error.

    Only its owner can read it, unless its mode is changed while it is open.

    Raises:
        OSError: The folder cannot be written to.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def json_text(data: Mapping[str, Any]) -> str:
    """Return data as JSON for a file: ASCII, indented, with a final line end."""
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def write_json(data: Mapping[str, Any], path: Path) -> Path:
    """Write data as ASCII JSON to a world-readable file; create its folder if needed.

    Raises:
        OSError: The folder cannot be written to.
    """
    return write_text(json_text(data), path)


def write_text(text: str, path: Path) -> Path:
    """Write a text as UTF-8 to a world-readable file; create its folder if needed.

    Raises:
        OSError: The folder cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        os.fchmod(file.fileno(), 0o644)
        file.write(text.encode(errors="backslashreplace"))
    return path
