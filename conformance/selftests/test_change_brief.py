"""Many changes of one kind in one line; unions whatever their order; what an old document does not define."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.comparison.members import shape_of
from conformance.comparison.walk import Walk
from conformance.report.change_record import MANY, brief_changes
from conformance.selftests.changes import compared


def entry(number: int, impact: str = "documentation-only", kind: str = "externalDocs changed") -> dict[str, Any]:
    """Return a change of a record."""
    place = {"file": "new.yaml", "line": number}
    return {
        **{"impact": impact, "requirement": "descriptions-are-kept", "kind": kind, "message": f"{kind} {number}"},
        **{"old": place, "new": place, "operations": [f"GET /{number}"], "directions": ["response"]},
    }


class TestBrief:
    def test_many(self) -> None:
        """Documentation changes of one kind at many places are one, with all places and operations."""
        (found,) = brief_changes([entry(number) for number in range(959)])
        assert (found.message, len(found.places), len(found.operations)) == (
            "externalDocs changed (959 times)",
            959,
            959,
        )
        assert found.directions == ["response"]

    def test_few(self) -> None:
        """A few are shown one by one, and those of another kind are not counted with them."""
        found = brief_changes([*map(entry, range(MANY)), entry(9, kind="description changed")])
        assert len(found) == MANY + 1

    def test_safe(self) -> None:
        """Changes that are more than documentation are each shown."""
        assert len(brief_changes([entry(number, "safe") for number in range(20)])) == 20


def document(members: list[Any]) -> str:
    """Return a document whose answer is one of some members."""
    content = {"application/json": {"schema": {"oneOf": members}}}
    answer = {"200": {"description": "x", "content": content}}
    data = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "security": [{"undefined": []}],
        "paths": {"/things": {"get": {"responses": answer}}},
    }
    return json.dumps(data)


MEMBERS = [
    {"type": "object", "description": f"Kind {number}", "properties": {f"of_{number}": {"type": "string"}}}
    for number in range(30)
]


class TestUnions:
    def test_shape(self) -> None:
        """Schemas that differ in prose and in the order of lists have one shape; a property may be called `title`."""
        one = {"description": "a", "enum": ["x", "y"], "properties": {"title": {"type": "string"}}}
        assert shape_of(one) == shape_of({**one, "description": "b", "enum": ["y", "x"]})
        assert shape_of(one) != shape_of({**one, "properties": {}})

    def test_without_budget(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Members in another order, with other prose, are the same ones, however many were compared before."""
        monkeypatch.setattr(Walk, "_left", 0)
        reworded = [{**each, "description": f"{each['description']}."} for each in reversed(MEMBERS)]
        found = compared(document(MEMBERS), document(reworded)).changes
        assert {each.impact.value for each in found} == {"documentation-only"}


def test_undefined_scheme() -> None:
    """A security scheme that no document defines is compared by its name."""
    assert compared(document(MEMBERS), document(MEMBERS)).changes == ()
