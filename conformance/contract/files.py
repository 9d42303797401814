"""Files that are replaced as a whole: readers see the old one or the new one, whatever happens."""

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
    """Give a file to write to, which takes the place of another one once all is written, and else is gone.

    Only its owner can read it, unless it is opened to others while it is written.

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
    """Return data as JSON for a file: in ASCII, indented, with a line end."""
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def write_json(data: Mapping[str, Any], path: Path) -> Path:
    """Write data to a file that everybody can read, in ASCII; its folder is made where there is none.

    Raises:
        OSError: The folder cannot be written to.
    """
    return write_text(json_text(data), path)


def write_text(text: str, path: Path) -> Path:
    """Write a text to a file that everybody can read, in UTF-8; its folder is made where there is none.

    Raises:
        OSError: The folder cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        os.fchmod(file.fileno(), 0o644)
        file.write(text.encode(errors="backslashreplace"))
    return path
