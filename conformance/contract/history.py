"""The origin of a contract: the vendor's pages, and its earlier revisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conformance.contract.document import Document, read_text
from conformance.contract.load import display
from conformance.contract.page import blocks
from conformance.contract.revisions import refuse_interrupted
from conformance.contract.vendor import DOCUMENT, LOCK, PAGES, read_lock
from conformance.contract.vocabulary import FILE, NOTHING, Vocabulary, read_vocabulary


@dataclass(frozen=True)
class Revision:
    """An earlier revision: its version, and how it is known."""

    version: str
    known_by: str
    """Its SHA-256, or a description of its content with the source."""


@dataclass(frozen=True)
class Origin:
    """The files beside a contract made from a vendor's pages; empty for any other contract."""

    pages: tuple[Document, ...] = ()
    revisions: tuple[Revision, ...] = ()
    vocabulary: Vocabulary = NOTHING


def read_origin(contract: Path, document: Document) -> Origin:
    """Return the origin of the contract in a file; empty unless `bolna-conformance vendor` wrote it.

    Args:
        contract: The contract's file.
        document: Its content.

    Raises:
        InputError: The lock, the vocabulary or a page cannot be used; says file and line.
    """
    folder = contract.parent
    if contract.name != DOCUMENT or not (folder / LOCK).exists():
        return Origin()
    refuse_interrupted(folder)
    vocabulary = read_vocabulary(folder / FILE, document)
    described = (Revision(each["version"], f"{each['what']} ({each['source']})") for each in vocabulary.revisions)
    return Origin(tuple(_pages(folder)), (*_locked(folder), *described), vocabulary)


def _pages(folder: Path) -> Iterator[Document]:
    for path in sorted((folder / PAGES).glob("*.md")):
        file = display(path)
        for block in blocks(read_text(path, file), file):
            yield block.document(file)


def _locked(folder: Path) -> Iterator[Revision]:
    for old in read_lock(folder).history:
        yield Revision(old["version"], f"SHA-256 {old['sha256'][:12]}")
