"""The OpenAPI blocks inside a vendor's documentation page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.contract.document import Document, parse
from conformance.model import InputError

_FENCE = re.compile(r"(`{3,})\s*(?:ya?ml|json)\s+([A-Za-z]+)\s+(/\S*)\s*\Z")


@dataclass(frozen=True)
class Block:
    """One fenced OpenAPI document of a page, and the operation that its info string names."""

    text: str
    first_line: int
    method: str
    path: str

    def document(self, file: str) -> Document:
        """Return the parsed block, with its positions in the page.

        Raises:
            InputError: It cannot be parsed, or holds no such operation.
        """
        document = parse(self.text, file, self.first_line)
        item = _get(_get(document.data, "paths"), self.path)
        if _get(item, self.method.lower()) is None:
            message = f"the fence names {self.method} {self.path}, but the block has no such operation"
            raise InputError(message, file, self.first_line - 1)
        return document


def blocks(page: str, file: str) -> Iterator[Block]:
    """Yield the OpenAPI blocks of a page: fences such as ```` ````yaml GET /batches/{agent_id}/all ````.

    Raises:
        InputError: A fence is never closed (a truncated page).
    """
    lines = page.split("\n")
    number = 0
    while number < len(lines):
        opening = _FENCE.match(lines[number])
        number += 1
        if opening is None:
            continue
        start = number
        while number < len(lines) and lines[number].rstrip() != opening[1]:
            number += 1
        if number == len(lines):
            raise InputError("the OpenAPI block is never closed; the page is truncated", file, start)
        yield Block("\n".join(lines[start:number]) + "\n", start + 1, opening[2].upper(), opening[3])
        number += 1


def _get(node: object, key: str) -> object:
    return node.get(key) if isinstance(node, Mapping) else None
