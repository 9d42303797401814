"""The examples that identify something: ids and telephone numbers, each with its property."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.contract.document import tokens
from conformance.rules.document._examples import examples
from conformance.rules.document._values import name_of
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import singular, words_of

_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
# A UUID, or at least 16 characters without blanks and with four digits: not a word, date or address.
_ID = re.compile(r"(?=(?:[^0-9]*[0-9]){4})(?=.*[A-Za-z]|[0-9]+\Z)[A-Za-z0-9_-]{16,128}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}T")
_ID_WORDS = frozenset({"id", "uuid", "guid", "uid", "identifier", "number", "reference", "ref", "sha", "hash"})


@dataclass(frozen=True)
class Use:
    """An identifying value in an example."""

    name: str
    value: str
    pointer: str
    owner: str
    """The pointer of the object or operation that it belongs to."""
    in_list: bool

    @property
    def thing(self) -> frozenset[str]:
        """What is identified: the name without the words for an id."""
        return frozenset(singular(word) for word in words_of(self.name)) - _ID_WORDS

    @property
    def owner_words(self) -> frozenset[str]:
        """The words in the name of its owner."""
        return frozenset(singular(word) for word in words_of((tokens(self.owner) or ("",))[-1]))


def uses(evidence: DocumentEvidence) -> Iterator[Use]:
    """Yield every identifying value in the examples of properties and parameters, and of lists of them."""
    for example in examples(evidence):
        name, owner = name_of(example.element), example.element.owner
        values = example.value if isinstance(example.value, list) else [example.value]
        for value in dict.fromkeys(value for value in values if isinstance(value, str)):
            is_id = _PHONE.fullmatch(value) or (_ID.fullmatch(value) and not _DATE.match(value))
            if name and owner is not None and is_id:
                yield Use(name, value, example.pointer, owner.pointer, value is not example.value)
