"""Things as rows of an answer: a contract whose prose states constraints on them."""

from __future__ import annotations

import json
from typing import Any

from conformance.selftests.exchanges import answer, content, contract

_THING = {
    "type": "object",
    "properties": {
        "phone": {"type": "string", "description": "Number of the sender in E.164 format", "deprecated": True},
        "numbers": {"type": "array", "items": {"type": "string"}, "description": "Each number is in E.164 format."},
        "file": {"type": "string", "description": "Name of the CSV file uploaded"},
        "at": {"type": "string", "format": "date-time", "description": "When it starts, in UTC"},
    },
}
_THING["properties"]["phone"]["description"] += ". Use `numbers` instead."  # type: ignore[index]


def things(**changes: Any) -> str:
    """Return a contract whose answers list things; changes are made to their schema."""
    data = json.loads(contract(responses={"200": content("Things")}))
    data["components"]["schemas"]["Things"] = {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
    data["components"]["schemas"]["Thing"] = {**_THING, **changes}
    return json.dumps(data)


THINGS = things()


def rows(*given: dict[str, Any]) -> Any:
    """Return an answer with some things."""
    return answer(body=list(given))
