"""Where a contract comes from: the vendor's pages, and what is known of its earlier revisions."""

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
    """An earlier revision: the version that it called itself, and how it is known."""

    version: str
    known_by: str
    """Its SHA-256, or in words what it held and who says so."""


@dataclass(frozen=True)
class Origin:
    """What lies beside a contract that was taken from a vendor's pages; nothing beside any other."""

    pages: tuple[Document, ...] = ()
    revisions: tuple[Revision, ...] = ()
    vocabulary: Vocabulary = NOTHING


def read_origin(contract: Path, document: Document) -> Origin:
    """Return where the contract in a file comes from: only what `bolna-conformance vendor` wrote has an origin.

    Args:
        contract: The contract's file.
        document: What it holds.

    Raises:
        InputError: The lock, the vocabulary or a page cannot be used; says file and line.
    """
    folder = contract.parent
    if contract.name != DOCUMENT or not (folder / LOCK).exists():
        return Origin()
    refuse_interrupted(folder)
    vocabulary = read_vocabulary(folder / FILE, document)
    told = (Revision(each["version"], f"{each['what']} ({each['source']})") for each in vocabulary.revisions)
    return Origin(tuple(_pages(folder)), (*_locked(folder), *told), vocabulary)


def _pages(folder: Path) -> Iterator[Document]:
    for path in sorted((folder / PAGES).glob("*.md")):
        file = display(path)
        for block in blocks(read_text(path, file), file):
            yield block.document(file)


def _locked(folder: Path) -> Iterator[Revision]:
    for old in read_lock(folder).history:
        yield Revision(old["version"], f"SHA-256 {old['sha256'][:12]}")
