"""What an error of the schema of OpenAPI says, in words that name the place, what is allowed, and the fix."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from conformance.rules.document._type_names import type_fix

_WIDTH = 120
_PLACES = "query, header, path, cookie"
_SAID: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "enum": ("has a value that OpenAPI does not define here", lambda kind: _listed(kind.options)),
    "const": ("has a value that OpenAPI does not define here", lambda kind: json.dumps(kind.expected_value)),
    "type": ("has a value of another type", lambda kind: _listed(kind.types)),
    "minProperties": ("is empty", lambda _: "at least one"),
    "minItems": ("is empty", lambda _: "at least one"),
    "uniqueItems": ("has an item twice", lambda _: "each item once"),
    "pattern": ("is written in a form that OpenAPI does not allow", lambda kind: f"text that matches {kind.pattern}"),
}
"""For each keyword what is said of a place that breaks it, and what is expected there."""


def described(error: Any) -> tuple[str, str, str]:
    """Return an error as a kind, a sentence and what is expected."""
    missing, keyword = getattr(error.kind, "property", None), str(error.kind.name)
    at = str(error.instance_path[-1]) if error.instance_path else "the document"
    if _statuses(error):
        return f"no {missing}", "no status is documented: these are none", "a status, such as 200, 2XX or default"
    if missing is not None:
        return f"no {missing}", f"{missing} is missing", str(missing)
    if keyword not in _SAID:
        return keyword, f"{at} is not as OpenAPI defines it (`{keyword}`)", "what OpenAPI defines here"
    sentence, expected = _SAID[keyword]
    # One branch of the schema has one place each.
    return keyword, f"{at} {sentence}", _PLACES if at == "in" else expected(error.kind)


def fix(error: Any) -> str:
    """Return how to correct an error; empty where that is not certain."""
    missing = getattr(error.kind, "property", None)
    ranges = [each for each in map(status_fix, _statuses(error)) if each]
    if ranges:
        return "\n".join(ranges)
    if error.instance_path[-1:] == ["type"] and isinstance(error.instance, str):
        return type_fix(error.instance)
    return f"{missing}: …" if missing is not None else ""


def status_fix(name: str) -> str:
    """Return the range of statuses that a malformed one probably means, as a fix.

    >>> status_fix("20x"), status_fix("4xx"), status_fix("two")
    ('2XX: …', '4XX: …', '')
    """
    return f"{name[0]}XX: …" if re.fullmatch("[1-5].[xX]|[1-5][xX].", name) else ""


def _statuses(error: Any) -> list[str]:
    """Return the names of responses, if these lack a status: none of them is one."""
    is_responses = error.instance_path[-1:] == ["responses"] and getattr(error.kind, "property", None) == "default"
    return [name for name in error.instance if not name.startswith("x-")] if is_responses else []


def _listed(values: Any) -> str:
    return ", ".join(map(str, values if isinstance(values, list | tuple) else [values]))[:_WIDTH]
