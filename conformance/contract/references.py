"""Every reference resolves within the document."""

from __future__ import annotations

from typing import NoReturn

from conformance.contract.document import Document
from conformance.contract.schema_graph import local_pointer, references_in
from conformance.model import InputError


def leads_nowhere(document: Document, target: str) -> InputError:
    """Return the error for the first reference to a missing target, with its position."""
    places = (place for place, to in references_in(document.data) if local_pointer(to) == target)
    return document.error(f"$ref does not resolve: {target}", next(places, target))


def refuse_dangling(document: Document, error: str) -> None:
    """Reject the dangling reference that another library's error names, with its position.

    Raises:
        InputError: The error names the target of a reference, and it is missing.
    """
    for _, reference in references_in(document.data):
        target = local_pointer(reference)
        if target.removeprefix("#") in error and not document.has(target):
            raise leads_nowhere(document, target)


def refuse_outside(document: Document) -> None:
    """Reject references that leave the document: nothing is ever fetched for a contract.

    Raises:
        InputError: A `$ref` or `$dynamicRef` is not of the form `#…`.
    """
    for pointer, reference in references_in(document.data):
        if not reference.startswith("#"):
            message = f"$ref leaves the document ({reference}); bundle the contract into one file first"
            raise document.error(message, pointer)


def retrieve_nothing(uri: str) -> NoReturn:
    """Refuse to fetch the target of a reference: engines call this instead of fetching.

    Raises:
        PermissionError: Always; engines report it as a reference that cannot be followed.
    """
    raise PermissionError(f"nothing is fetched for a contract: {uri}")
