"""Mutants whose list is damaged as JSON, or as text."""

from __future__ import annotations

import json
from collections.abc import Mapping

from conformance.reference.api import Answer
from conformance.reference.data import Row
from conformance.reference.mutants.base import Mutant, PropertyFault, RowFault

_TWIN = "@twin"
"""Stands for a second spelling of a name until the JSON is written; no dict can hold both."""


class BodyIsPython(Mutant):
    """A list is written as Python shows it, with single quotes."""

    name = "body-is-python"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write a value as Python shows it."""
        return str(value).encode()


class BodyIsLines(Mutant):
    """Every batch is a JSON text on a line of its own."""

    name = "body-is-lines"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write a list line by line."""
        if not isinstance(value, list):
            return super().render(value)
        return b"\n".join(super(BodyIsLines, self).render(row) for row in value)


class BodyIsCut(Mutant):
    """A list ends after eight kilobytes, and its length agrees."""

    name = "body-is-cut"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write no more than the buffer holds."""
        return super().render(value)[:8_192]


class BodyIsGuarded(Mutant):
    """A body begins with characters that keep scripts of other sites from reading it."""

    name = "body-is-guarded"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write the guard, then the value."""
        return b")]}',\n" + super().render(value)


class _FileNameFault(PropertyFault):
    """A last batch whose file name leads to damaged text."""

    def render(self, value: object) -> bytes:
        """Write a JSON value without escapes, then damage it."""
        return self.encode(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def encode(self, text: str) -> bytes:
        """Encode the JSON text."""
        raise NotImplementedError


class BodyIsLatin1(_FileNameFault):
    """A body is encoded as Latin-1."""

    name = "body-is-latin-1"
    kills = ("body-is-utf-8",)
    fault = ("file_name", "clientes_são_paulo.csv")

    def encode(self, text: str) -> bytes:
        """Encode one byte a character."""
        return text.encode("latin-1")


class BodyIsCesu8(_FileNameFault):
    """An emoji is encoded as two surrogates, three bytes each, as old databases do."""

    name = "body-is-cesu-8"
    kills = ("body-is-utf-8",)
    fault = ("file_name", "📞 leads.csv")

    def encode(self, text: str) -> bytes:
        """Encode each half of the pair."""
        return text.replace("📞", "\ud83d\udcde").encode("utf-8", "surrogatepass")


class CharacterIsCut(_FileNameFault):
    """A file name is cut to a number of bytes, in the middle of a character."""

    name = "character-is-cut"
    kills = ("body-is-utf-8",)
    fault = ("file_name", "ग्राहक.csv")

    def encode(self, text: str) -> bytes:
        """Drop the last byte of the name's last letter."""
        return text.encode().replace("क.csv".encode(), "क".encode()[:-1])


class ListHasByteOrderMark(Mutant):
    """A list begins with a byte order mark."""

    name = "list-has-byte-order-mark"
    kills = ("body-has-no-byte-order-mark",)

    def render(self, value: object) -> bytes:
        """Write the mark before a list."""
        return b"\xef\xbb\xbf" * isinstance(value, list) + super().render(value)


class ErrorHasByteOrderMark(Mutant):
    """An error begins with a byte order mark."""

    name = "error-has-byte-order-mark"
    kills = ("body-has-no-byte-order-mark",)

    def render(self, value: object) -> bytes:
        """Write the mark before an error."""
        return b"\xef\xbb\xbf" * isinstance(value, dict) + super().render(value)


class StatusStandsTwice(RowFault):
    """A batch has two statuses, and readers disagree which one counts."""

    name = "status-stands-twice"
    kills = ("json-names-are-unique",)

    def spoil(self, row: Row) -> None:
        """Add a second status."""
        row[_TWIN] = "queued"

    def render(self, value: object) -> bytes:
        """Write the second status under the first one's name."""
        return super().render(value).replace(_TWIN.encode(), b"status")


class CountStandsTwice(PropertyFault):
    """Calls of one status are counted in two parts, under the same name."""

    name = "count-stands-twice"
    kills = ("json-names-are-unique",)
    fault = ("execution_status", {"completed": 4, _TWIN: 3})

    def render(self, value: object) -> bytes:
        """Write the second count under the first one's name."""
        return super().render(value).replace(_TWIN.encode(), b"completed")


class CountIsNotANumber(PropertyFault):
    """A count of calls is NaN, from a table with gaps."""

    name = "count-is-not-a-number"
    kills = ("json-numbers-are-finite",)
    fault = ("execution_status", {"completed": float("nan")})


class CountIsInfinite(PropertyFault):
    """A count of contacts is Infinity, from a division by zero."""

    name = "count-is-infinite"
    kills = ("json-numbers-are-finite",)
    fault = ("total_contacts", float("inf"))


class FileNameIsHalfAnEmoji(PropertyFault):
    """A file name is cut to a number of UTF-16 units, in the middle of an emoji."""

    name = "file-name-is-half-an-emoji"
    kills = ("json-strings-are-unicode",)
    fault = ("file_name", "leads \ud83d")


class FileNameIsTheOtherHalf(PropertyFault):
    """A file name begins with the second half of an emoji."""

    name = "file-name-is-the-other-half"
    kills = ("json-strings-are-unicode",)
    fault = ("file_name", "\udcde leads.csv")


class ContactsHaveFraction(RowFault):
    """A count of contacts is written with a fraction of zero, as tables with gaps do."""

    name = "contacts-have-fraction"
    kills = ("json-integers-have-no-fraction",)

    def spoil(self, row: Row) -> None:
        """Make the count a float."""
        row["valid_contacts"] = float(str(row["valid_contacts"]))


class CallsHaveFraction(RowFault):
    """Counts of calls are written with a fraction of zero."""

    name = "calls-have-fraction"
    kills = ("json-integers-have-no-fraction",)

    def spoil(self, row: Row) -> None:
        """Make the counts floats."""
        counts = row["execution_status"]
        assert isinstance(counts, Mapping)
        row["execution_status"] = {status: float(count) for status, count in counts.items()}


class CharsetIsLatin1(Mutant):
    """Every body is labelled as Latin-1."""

    name = "charset-is-latin-1"
    kills = ("json-charset-is-utf-8",)
    content_type = "application/json; charset=iso-8859-1"


class ErrorCharsetIsAscii(Mutant):
    """An error is labelled as ASCII."""

    name = "error-charset-is-ascii"
    kills = ("json-charset-is-utf-8",)

    def malformed(self, text: str) -> Answer:
        """Answer with another character set."""
        return super().malformed(text).with_header("Content-Type", "application/json; charset=us-ascii")
