"""How a text is written in the source of a document."""

from __future__ import annotations

import re

from conformance.contract.document import Document, tokens


def is_plain(document: Document, pointer: str, value: str) -> bool:
    """Return whether a text is unquoted in the source, on the line of its name or on the next."""
    if pointer not in document.positions:
        return False
    place, origin = document.positions[pointer], document.origin(pointer)
    index = place.line - origin.first_line
    source = "\n".join(origin.lines[index : index + 2])[place.column - 1 :]
    name = re.escape(tokens(pointer)[-1])
    rest = re.sub(rf"^(?:(['\"]?){name}\1\s*:)?\s*", "", source, count=1)
    return rest.startswith(value)
