"""Jobs as rows of an answer, which can contradict themselves, used by the tests of the rules on rows."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from conformance.contract.vocabulary import NOTHING, Fact
from conformance.model import Exchange, JsonValue
from conformance.selftests.exchanges import CONTRACT, Example, answer, fails, inapplicable, passes, unanswered, unclear

DATE = "Thu, 29 Feb 2024 12:00:00 GMT"
NOW = 1_709_208_000.0
TIME = {"type": "string", "format": "date-time"}
TEXT = {"type": "string"}
COUNT = {"type": "integer"}
COUNTS = {"type": "object", "description": "Count of jobs by status", "additionalProperties": COUNT}
STATUS = {"type": "string", "enum": ["created", "scheduled", "queued", "running", "done"]}
JOB: dict[str, JsonValue] = {
    "job_id": TEXT,
    "owner_id": TEXT,
    "created_at": TIME,
    "updated_at": TIME,
    "scheduled_at": TIME,
    "humanized_created_at": TEXT,
    "status": STATUS,
    "valid_lines": COUNT,
    "total_lines": {"type": "integer", "description": "Count of all lines"},
    "counts": COUNTS,
}


def listing(properties: JsonValue, path: str = "/jobs/{owner_id}/all", method: str = "get") -> str:
    """Return a contract whose only operation lists jobs of some properties."""
    made = json.loads(CONTRACT)
    schemas = made["components"]["schemas"]
    schemas["Job"] = {"type": "object", "properties": properties}
    schemas["Batches"] = {"type": "array", "items": {"$ref": "#/components/schemas/Job"}}
    (operation,) = made["paths"]["/batches/{agent_id}/all"].values()
    made["paths"] = {path: {method: {**operation, "parameters": []}}}
    return json.dumps(made)


def without(*names: str) -> str:
    """Return the contract of jobs that lack some properties."""
    return listing({name: schema for name, schema in JOB.items() if name not in names})


JOBS = listing(JOB)
HEADLESS = inapplicable("answers to HEAD have no body", answer(body=b""), of=listing(JOB, method="head"))
SILENT = unclear("no answer in time", unanswered(), of=JOBS)
COUNTED = "#/components/schemas/Job/properties/counts"
RETRIES = replace(NOTHING, repeats={COUNTED: Fact(2, "a page on retries")})
KEYS = replace(NOTHING, keys={COUNTED: Fact(("done", "in-progress"), "a page on statuses")})


def told(*rows: JsonValue, date: str | None = DATE, received: float | None = None, age: str | None = None) -> Exchange:
    """Return an answer with some rows, made at a given time."""
    headers = [(name, value) for name, value in (("Date", date), ("Age", age)) if value is not None]
    made = answer(body=list(rows), headers=headers)
    assert made.response is not None
    return replace(made, response=replace(made.response, received=received))


def sound(*rows: JsonValue, **changes: Any) -> Example:
    """Return an example of rows that satisfy a requirement."""
    return passes(told(*rows, **changes), of=JOBS)


def bad(shown: str, *rows: JsonValue, **changes: Any) -> Example:
    """Return an example of rows with one finding."""
    return fails(shown, told(*rows, **changes), of=JOBS)


def open_(*rows: JsonValue, reason: str = "no answer shows it", **changes: Any) -> Example:
    """Return an example of rows that show nothing either way."""
    return unclear(reason, told(*rows, **changes), of=JOBS)


def job(**members: JsonValue) -> dict[str, JsonValue]:
    """Return a row of some members."""
    return members


def ids(*values: JsonValue, name: str = "job_id") -> list[JsonValue]:
    """Return a row for each id, all of one owner."""
    return [{name: value, "owner_id": "o"} for value in values]


def times(created: JsonValue, updated: JsonValue) -> dict[str, JsonValue]:
    """Return a row of two times."""
    return {"created_at": created, "updated_at": updated}


def counted(total: JsonValue, counts: JsonValue) -> dict[str, JsonValue]:
    """Return a row of a total, and counts that break it down."""
    return {"total_lines": total, "counts": counts}


def state(status: JsonValue, counts: JsonValue, **others: JsonValue) -> dict[str, JsonValue]:
    """Return a row of a status and counts."""
    return {"status": status, "counts": counts, **others}


def plan(at: JsonValue, status: JsonValue = "scheduled", updated: JsonValue = None) -> dict[str, JsonValue]:
    """Return a row of a schedule."""
    return {"status": status, "scheduled_at": at, "updated_at": updated}


def said(text: JsonValue, created: JsonValue, updated: JsonValue = None) -> dict[str, JsonValue]:
    """Return a row with a relative time."""
    return {"humanized_created_at": text, "created_at": created, "updated_at": updated}


def known(example: Example) -> Example:
    """Return an example for which the keys of the counts are known."""
    return replace(example, vocabulary=KEYS)


def retried(example: Example) -> Example:
    """Return an example for which every line may be counted three times."""
    return replace(example, vocabulary=RETRIES)
