"""No reference leads nowhere, or out of the document."""

from __future__ import annotations

from typing import NoReturn

from conformance.contract.document import Document
from conformance.contract.schema_graph import local_pointer, references_in
from conformance.model import InputError


def leads_nowhere(document: Document, target: str) -> InputError:
    """Return the error that shows the place of the first reference to what is not there."""
    places = (place for place, to in references_in(document.data) if local_pointer(to) == target)
    return document.error(f"$ref leads nowhere: {target}", next(places, target))


def refuse_dangling(document: Document, told: str) -> None:
    """Refuse the reference that leads nowhere of which another library's error tells, by its place.

    Raises:
        InputError: The error names what a reference leads to, and it is not there.
    """
    for _, reference in references_in(document.data):
        target = local_pointer(reference)
        if target.removeprefix("#") in told and not document.has(target):
            raise leads_nowhere(document, target)


def refuse_outside(document: Document) -> None:
    """Refuse references that leave the document: nothing is ever fetched for a contract.

    Raises:
        InputError: A `$ref` or `$dynamicRef` is not of the form `#…`.
    """
    for pointer, reference in references_in(document.data):
        if not reference.startswith("#"):
            message = f"$ref leaves the document ({reference}); bundle the contract into one file first"
            raise document.error(message, pointer)


def retrieve_nothing(uri: str) -> NoReturn:
    """Refuse to look anywhere else for what a reference leads to: an engine that is asked to calls this.

    Raises:
        PermissionError: Always; engines report it as a reference that cannot be followed.
    """
    raise PermissionError(f"nothing is fetched for a contract: {uri}")
