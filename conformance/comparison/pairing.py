"""Which operation of the newer document each one of the older is: by its URL first, then by its path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from conformance.comparison.addresses import urls
from conformance.contract.bodies import wire_path
from conformance.contract.document import Document
from conformance.contract.openapi import Operation

_Keys = Callable[[Document, Operation], Iterable[str]]


@dataclass(frozen=True)
class Paired:
    """The operations of two documents."""

    both: tuple[tuple[Operation, Operation], ...]
    """Those in both, in the order of the older."""
    gone: tuple[Operation, ...]
    come: tuple[Operation, ...]


def paired(old: Document, before: Sequence[Operation], new: Document, after: Sequence[Operation]) -> Paired:
    """Match the operations of two documents (OpenAPI 3.1 section 4.8.8).

    A path may move between its server and itself, and its parameters may be renamed. Where two paths of one document
    are the same but for these names, each is matched with its own.

    Args:
        old: The older document.
        before: Its operations.
        new: The newer document.
        after: Its operations.
    """
    found: dict[int, Operation] = {}
    left, right = dict(enumerate(before)), dict(enumerate(after))
    for keys in (_urls, _paths, _wire_urls, _wire_paths):
        known: dict[str, int] = {}
        for index, operation in right.items():
            for key in keys(new, operation):
                known.setdefault(f"{operation.method} {key}", index)
        for index, operation in tuple(left.items()):
            ways = (known.get(f"{operation.method} {key}") for key in keys(old, operation))
            other = next((each for each in ways if each is not None and each in right), None)
            if other is not None:
                found[index] = right.pop(other)
                del left[index]
    both = tuple((before[index], found[index]) for index in sorted(found))
    return Paired(both, tuple(left.values()), tuple(right.values()))


def _urls(document: Document, operation: Operation) -> Iterable[str]:
    return sorted(urls(document, operation))


def _paths(_: Document, operation: Operation) -> Iterable[str]:
    return (operation.path,)


def _wire_urls(document: Document, operation: Operation) -> Iterator[str]:
    return (wire_path(each) for each in _urls(document, operation))


def _wire_paths(_: Document, operation: Operation) -> Iterable[str]:
    return (wire_path(operation.path),)
