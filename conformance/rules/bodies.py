"""The bodies of a run as JSON: each is read once, within a bound on time and memory."""

from __future__ import annotations

from conformance.exchange.json_text import MAX_VALUES, JsonText, read_json
from conformance.model import Exchange


class Bodies:
    """The bodies read so far; those beyond the bound are reported as too large, and not judged."""

    def __init__(self) -> None:
        self._texts: dict[int, JsonText] = {}
        self._values = 0

    def read(self, exchange: Exchange) -> JsonText:
        """Return the body of an exchange that has a response."""
        if exchange.sequence not in self._texts:
            assert exchange.response is not None
            text = read_json(exchange.response.body, MAX_VALUES - self._values)
            self._values += text.size
            self._texts[exchange.sequence] = text
        return self._texts[exchange.sequence]
