"""Mutants whose bodies are written by hand, or written twice."""

from __future__ import annotations

import json

from conformance.reference.api import Answer
from conformance.reference.data import Row
from conformance.reference.mutants.base import Mutant, PropertyFault

_LIST_TYPE = "schema:#/components/schemas/BatchList/type"


class BodyHasTrailingComma(Mutant):
    """A list is written by a loop that leaves a comma after the last batch."""

    name = "body-has-trailing-comma"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write a list with the comma."""
        text = super().render(value)
        return text[:-1] + b",]" if isinstance(value, list) and value else text


class BodyIsJsonp(Mutant):
    """A list is a call of a function, for browsers of old."""

    name = "body-is-jsonp"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write a list as an argument."""
        text = super().render(value)
        return b"callback(" + text + b");" if isinstance(value, list) else text


class BodyHasWarning(Mutant):
    """A list follows the warning that a script printed."""

    name = "body-has-warning"
    kills = ("body-is-json",)

    def render(self, value: object) -> bytes:
        """Write the warning before a list."""
        return b"Warning: undefined index in batches\n" * isinstance(value, list) + super().render(value)


class BodyIsWrittenTwice(Mutant):
    """A list is written twice: the handler and its framework both did."""

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


class FileNameHasRawTab(PropertyFault):
    """A tab stands in a file name as it is: quotes were put around the text, and nothing was escaped."""

    name = "file-name-has-raw-tab"
    kills = ("body-is-json",)
    fault = ("file_name", "march\tleads.csv")

    def render(self, value: object) -> bytes:
        """Write the tab without its escape."""
        return super().render(value).replace(rb"\t", b"\t")


class ListIsJsonInText(Mutant):
    """A list is a text that holds JSON: it was written twice over."""

    name = "list-is-json-in-text"
    kills = (_LIST_TYPE,)

    def listing(self, agent: str) -> Answer:
        """Answer with the text."""
        return self.reply(200, json.dumps(self.rows(agent)))


class ListIsMap(Mutant):
    """A list is an object with numbers for names, as PHP writes an array with gaps."""

    name = "list-is-map"
    kills = (_LIST_TYPE,)

    def listing(self, agent: str) -> Answer:
        """Answer with the object."""
        return self.reply(200, {str(place): row for place, row in enumerate(self.rows(agent))})


class OnlyBatchIsBare(Mutant):
    """A list of one is that one batch, as converters from XML have it."""

    name = "only-batch-is-bare"
    kills = (_LIST_TYPE,)

    def rows(self, agent: str) -> list[Row]:
        """Return one batch at most."""
        return super().rows(agent)[:1]

    def listing(self, agent: str) -> Answer:
        """Answer with the batch outside of a list."""
        rows = self.rows(agent)
        return self.reply(200, rows[0] if rows else [])


class BatchIsItsId(Mutant):
    """A batch is nothing but its id: the list was not expanded."""

    name = "batch-is-its-id"
    kills = ("schema:#/components/schemas/Batch/type",)

    def listing(self, agent: str) -> Answer:
        """Answer with the last batch's id in place of the batch."""
        rows = self.rows(agent)
        return self.reply(200, [*rows[:-1], *(row["batch_id"] for row in rows[-1:])])


class CountIsNegativeInfinity(PropertyFault):
    """A count of contacts is minus infinity: the greatest of none."""

    name = "count-is-negative-infinity"
    kills = ("json-numbers-are-finite",)
    fault = ("valid_contacts", float("-inf"))


class ErrorCodeHasFraction(Mutant):
    """The code of an error is written with a fraction of zero."""

    name = "error-code-has-fraction"
    kills = ("json-integers-have-no-fraction",)

    def malformed(self, text: str) -> Answer:
        """Answer with a float."""
        return self.reply(400, {"error": 1001.0, "message": "agent_id is malformed"})
