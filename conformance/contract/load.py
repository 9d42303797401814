"""Loads a contract from a vendor's page, or from a YAML or JSON document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from conformance.contract.bundle import bundled
from conformance.contract.document import Document, parse, read_text
from conformance.contract.openapi import Contract, read_contract, version_of
from conformance.contract.page import blocks
from conformance.model import InputError

_PACKAGE = Path(__file__).parents[1]
SPEC = next(path for path in (_PACKAGE / "spec", _PACKAGE.parent / "spec") if path.is_dir())
"""The folder of everything specific to one API: inside the installed package, beside it in a checkout."""


def load_contract(path: Path, beside: Mapping[str, Path] | None = None) -> Contract:
    """Return the contract that a file holds, with what it refers to in other files below its folder.

    Args:
        path: A docs page, YAML or JSON.
        beside: The files that are given for URLs that it refers to, by URL.

    Raises:
        InputError: The file cannot be read, or holds no usable OpenAPI document; says file and line.
    """
    file = display(path)
    document = _page(path, file) if path.suffix == ".md" else parse(read_text(path, file), file)
    version_of(document)  # what is no OpenAPI document has references of another kind
    return read_contract(bundled(document, path, beside))


def files_for_urls(given: Iterable[str], folder: Path) -> dict[str, Path]:
    """Return the files that a user gives for URLs, by URL.

    Args:
        given: Each as `URL=FILE`.
        folder: Where relative paths start.

    Raises:
        InputError: One is not of that form, or its file does not exist.
    """
    files = {}
    for each in given:
        url, _, file = each.rpartition("=")
        if "://" not in url or not file:
            raise InputError(f"--with {each!r} is not of the form URL=FILE; write https://host/common.yaml=common.yaml")
        if not (folder / file).is_file():
            raise InputError(f"--with {url}={file}: there is no such file")
        files[url] = folder / file
    return files


def display(path: Path) -> str:
    """Return a path for messages: relative to the working directory if it is below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _page(path: Path, file: str) -> Document:
    found = list(blocks(read_text(path, file), file))
    if not found:
        raise InputError("holds no OpenAPI block (a fence such as ````yaml GET /things)", file)
    if len(found) > 1:
        message = "holds several OpenAPI blocks; merge them first: bolna-conformance vendor"
        raise InputError(message, file, found[1].first_line - 1)
    return found[0].document(file)
