"""The parameters of the invoices API, read strictly: a value that the contract forbids is malformed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

Query: TypeAlias = dict[str, Any]
"""Parameter name to its value, read; None where it was not sent and has no default."""

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class MalformedError(Exception):
    """A parameter is malformed; holds its name."""


@dataclass(frozen=True)
class QueryParameter:
    """How a value is read, and what counts without one."""

    read: Callable[[str], Any]
    """Raises a ValueError for what is malformed."""
    default: Any = None


def uuid(text: str) -> str:
    """Return a UUID in its canonical spelling."""
    if not _UUID.fullmatch(text):
        raise ValueError(text)
    return text.lower()


def _day(text: str) -> str:
    if len(text) != len("2026-01-01"):
        raise ValueError(text)
    return f"{date.fromisoformat(text)}"


def _integer(least: int, most: float = float("inf")) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,18}", text) or not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    return read


def _matching(pattern: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return read


def _page(most: int, usual: int) -> dict[str, QueryParameter]:
    return {"page": QueryParameter(_integer(1), 1), "page_size": QueryParameter(_integer(1, most), usual)}


PARAMETERS: Mapping[str, Mapping[str, QueryParameter]] = {
    "invoices": {
        "status": QueryParameter(_matching("draft|open|paid|void")),
        "issued_from": QueryParameter(_day),
        "issued_to": QueryParameter(_day),
        "customer_id": QueryParameter(uuid),
        "sort": QueryParameter(_matching("-?(issued_on|total|number)"), "-issued_on"),
        "limit": QueryParameter(_integer(1, 100), 20),
        "cursor": QueryParameter(_matching("INV-[0-9]{5}")),
    },
    "customers": {
        "country": QueryParameter(_matching("[A-Z]{2}")),
        "limit": QueryParameter(_integer(1, 50), 10),
        "offset": QueryParameter(_integer(0), 0),
    },
    "customer_invoices": _page(50, 5),
    "payments": {
        "method": QueryParameter(_matching("card|bank_transfer|cash")),
        "received_from": QueryParameter(_day),
        "received_to": QueryParameter(_day),
        "min_amount": QueryParameter(_integer(0)),
        "order": QueryParameter(_matching("asc|desc"), "desc"),
        **_page(100, 15),
    },
    "report": {"year": QueryParameter(_integer(2000, 2100))},
}
"""The parameters in the query of each kind of answer."""


def read_query(kind: str, text: str) -> Query:
    """Return the parameters of a kind of answer; others are ignored.

    Raises:
        MalformedError: One is malformed, or is sent twice.
    """
    given: dict[str, str] = {}
    declared = PARAMETERS.get(kind, {})
    for name, value in parse_qsl(text, keep_blank_values=True):
        if name in given and name in declared:
            raise MalformedError(name)
        given[name] = value
    found = {}
    for name, parameter in declared.items():
        try:
            found[name] = parameter.read(given[name]) if name in given else parameter.default
        except ValueError as error:
            raise MalformedError(name) from error
    return found
