"""Mutants whose JSON is damaged: written by hand, written twice, or wrongly encoded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from conformance.reference.api import Answer
from conformance.reference.mutants.base import Mutant, RowFault, Table, wrong_batch, wrong_value

_TWIN = "@twin"
"""Stands for the second occurrence of a name until the JSON is written; no dict can contain both."""


class _TwinFault(RowFault):
    """A last batch with a duplicate name."""

    twin_of: ClassVar[str]

    def render(self, value: object) -> bytes:
        """Write the second value under the name of the first one."""
        return super().render(value).replace(_TWIN.encode(), self.twin_of.encode())


TABLE: Table = {
    "json-names-are-unique": [
        wrong_value(
            "status-stands-twice",
            "A batch has two statuses, and parsers disagree which one counts.",
            _TwinFault,
            values={_TWIN: "queued"},
            twin_of="status",
        ),
        wrong_value(
            "count-stands-twice",
            "Calls of one status are counted in two parts, under the same name.",
            _TwinFault,
            values={"execution_status": {"completed": 4, _TWIN: 3}},
            twin_of="completed",
        ),
    ],
    "json-numbers-are-finite": [
        wrong_batch(
            "count-is-not-a-number",
            "A count of calls is NaN, from a table with gaps.",
            execution_status={"completed": float("nan")},
        ),
        wrong_batch(
            "count-is-infinite",
            "A count of contacts is Infinity, from a division by zero.",
            total_contacts=float("inf"),
        ),
        wrong_batch(
            "count-is-negative-infinity",
            "A count of contacts is minus infinity: the maximum of an empty list.",
            valid_contacts=float("-inf"),
        ),
    ],
    "json-strings-are-unicode": [
        wrong_batch(
            "file-name-is-half-an-emoji",
            "A file name is truncated to a number of UTF-16 units, in the middle of an emoji.",
            file_name="leads \ud83d",
        ),
        wrong_batch(
            "file-name-is-the-other-half",
            "A file name begins with the second half of an emoji.",
            file_name="\udcde leads.csv",
        ),
    ],
    "json-integers-have-no-fraction": [
        wrong_batch(
            "contacts-have-fraction",
            "A count of contacts is written as `7.0`, as tables with gaps do.",
            valid_contacts=float,
        ),
        wrong_batch(
            "calls-have-fraction",
            "Counts of calls are written as `7.0`.",
            execution_status=lambda counts: {status: float(count) for status, count in counts.items()},
        ),
    ],
    "json-charset-is-utf-8": [
        wrong_value(
            "charset-is-latin-1",
            "Every body is labelled as Latin-1.",
            content_type="application/json; charset=iso-8859-1",
        )
    ],
}


class BodyIsPython(Mutant):
    """A list is written as Python prints it, with single quotes."""

    name = "body-is-python"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write a value as Python's `str` does."""
        return str(value).encode()


class BodyIsLines(Mutant):
    """Every batch is a JSON text on its own line."""

    name = "body-is-lines"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write a list line by line."""
        if not isinstance(value, list):
            return super().render(value)
        return b"\n".join(super(BodyIsLines, self).render(row) for row in value)


class BodyIsCut(Mutant):
    """A list is cut off after eight kilobytes, and Content-Length agrees."""

    name = "body-is-cut"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write no more than a buffer of eight kilobytes."""
        return super().render(value)[:8_192]


class BodyIsGuarded(Mutant):
    """A body begins with characters that keep scripts of other sites from reading it."""

    name = "body-is-guarded"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write the guard, then the value."""
        return b")]}',\n" + super().render(value)


class BodyHasTrailingComma(Mutant):
    """A list is written by a loop that leaves a comma after the last batch."""

    name = "body-has-trailing-comma"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write a list with the comma."""
        text = super().render(value)
        return text[:-1] + b",]" if isinstance(value, list) and value else text


class BodyIsJsonp(Mutant):
    """A list is wrapped in a function call (JSONP), for old browsers."""

    name = "body-is-jsonp"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write a list as an argument."""
        text = super().render(value)
        return b"callback(" + text + b");" if isinstance(value, list) else text


class BodyHasWarning(Mutant):
    """A list is preceded by a warning that a script printed."""

    name = "body-has-warning"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write the warning before a list."""
        return b"Warning: undefined index in batches\n" * isinstance(value, list) + super().render(value)


class BodyIsWrittenTwice(Mutant):
    """A list is written twice: by the handler and by its framework."""

    name = "body-is-written-twice"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write a list twice."""
        return super().render(value) * (1 + isinstance(value, list))


class ListIsEmptyBody(Mutant):
    """An agent without batches gets an empty body."""

    name = "list-is-empty-body"
    kills = ("body-is-json",)

    def listing(self, agent: str) -> Answer:
        """Answer nothing for nothing."""
        rows = self.rows(agent)
        return self.reply(200, rows) if rows else Answer(200, (("Content-Type", self.content_type),), b"")


class FileNameHasRawTab(RowFault):
    """A file name contains a raw tab: the text was quoted, but nothing was escaped."""

    name = "file-name-has-raw-tab"
    kills = ("body-is-json",)
    values: ClassVar[Mapping[str, object]] = {"file_name": "march\tleads.csv"}

    def render(self, value: object) -> bytes:
        """Write the tab without its escape."""
        return super().render(value).replace(rb"\t", b"\t")


class _EncodingFault(RowFault):
    """A last batch whose file name leads to damaged text."""

    def render(self, value: object) -> bytes:
        """Write a JSON value without escapes, then damage it."""
        return self.encode(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def encode(self, text: str) -> bytes:
        """Encode the JSON text."""
        raise NotImplementedError


class BodyIsLatin1(_EncodingFault):
    """A body is encoded as Latin-1."""

    name = "body-is-latin-1"
    kills = ("body-is-utf-8",)
    values: ClassVar[Mapping[str, object]] = {"file_name": "clientes_são_paulo.csv"}

    def encode(self, text: str) -> bytes:
        """Encode one byte a character."""
        return text.encode("latin-1")


class BodyIsCesu8(_EncodingFault):
    """An emoji is encoded as two surrogates, three bytes each, as old databases do."""

    name = "body-is-cesu-8"
    kills = ("body-is-utf-8",)
    values: ClassVar[Mapping[str, object]] = {"file_name": "📞 leads.csv"}

    def encode(self, text: str) -> bytes:
        """Encode each half of the pair."""
        return text.replace("📞", "\ud83d\udcde").encode("utf-8", "surrogatepass")


class CharacterIsCut(_EncodingFault):
    """A file name is truncated to a number of bytes, in the middle of a character."""

    name = "character-is-cut"
    kills = ("body-is-utf-8",)
    values: ClassVar[Mapping[str, object]] = {"file_name": "ग्राहक.csv"}

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


class Nested(Mutant):
    """A list ends with something that is nested in itself."""

    levels: ClassVar[int]

    def listing(self, agent: str) -> Answer:
        """Return the list with a last item of many levels."""
        answer = super().listing(agent)
        inner = b"[" * self.levels + b"]" * self.levels
        return replace(answer, body=answer.body.removesuffix(b"]") + b"," + inner + b"]")


class ListIsNestedDeeply(Nested):
    """A list nests deeper than some common clients read."""

    name = "list-is-nested-deeply"
    kills = ("json-nesting-is-moderate",)
    levels = 100


class ListIsNestedWithoutEnd(Nested):
    """A list nests deeper than any common client reads."""

    name = "list-is-nested-without-end"
    kills = ("json-nesting-is-readable",)
    levels = 5_000
