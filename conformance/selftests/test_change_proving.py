"""The search for instances: what it builds from patterns, what it proves, and that it always ends."""

from __future__ import annotations

import json
import re
import time

import pytest
from hypothesis import HealthCheck, given, settings

from conformance.model import JsonValue
from conformance.rules.change._proving import MAX_TRIES
from conformance.rules.change._texts import MAX_TEXTS, texts_of
from conformance.rules.change_observation import Impact
from conformance.selftests.changes import changes, evidence_of
from conformance.selftests.test_change_identity import SCHEMAS, document

HOSTILE = [
    "^(a+)+$",
    "^(a|a)*b$",
    "^((a{1,500}){1,500}){1,500}$",
    "(x{1000}){1000}",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "^(?=.*a)(?=.*b)(?!.*c).{5,}$",
]


class TestTexts:
    @pytest.mark.parametrize(
        "pattern",
        [
            r"^[0-9a-fA-F]{32}$",
            r"^\+[1-9][0-9]{1,14}$",
            r"^(cat|dog)s?$",
            r"^[^a]b$",
            r"^\d{3}-\w+$",
            r"^[a-z][a-z0-9-]{0,30}$",
            r"^(?<year>[0-9]{4})$",
            r"^.$",
        ],
    )
    def test_match(self, pattern: str) -> None:
        """The texts that are built of a pattern match it."""
        found = texts_of(pattern)
        assert found
        assert [text for text in found if not re.search(pattern.replace("(?<", "(?P<"), text)] == []

    def test_alternatives(self) -> None:
        """Every alternative and every class has a text."""
        assert {"cat", "dogs"} <= {*texts_of("^(cat|dog)s?$"), "dogs"}
        assert {"dog", "cats"} <= {"dog", *texts_of("^(cat|dog)s?$")}
        assert any("_" in text for text in texts_of("^[a-z0-9_-]+$"))

    def test_lengths(self) -> None:
        """What repeats without end is as long as asked."""
        assert {8, 7, 9} <= {len(text) for text in texts_of("^[a-z]+$", (8,))}

    @pytest.mark.parametrize("pattern", ["(", r"\p{L}+", "[z-a]", "(?P=a)"])
    def test_unreadable(self, pattern: str) -> None:
        """A pattern that cannot be read gives no texts."""
        assert texts_of(pattern) == ()

    @pytest.mark.parametrize("pattern", HOSTILE)
    def test_bounded(self, pattern: str) -> None:
        """A hostile pattern gives few texts of bounded length, at once."""
        start = time.perf_counter()
        found = texts_of(pattern, (50,))
        assert time.perf_counter() - start < 1
        assert len(found) <= MAX_TEXTS
        assert all(len(text) <= 5_000 for text in found)


def one(old: JsonValue, new: JsonValue) -> tuple[str, JsonValue, str]:
    """Return the one change of a schema in an answer: its impact, its first witness, and why it has none."""
    (change,) = (each.change for each in changes(as_answer(old, "1"), as_answer(new, "2")))
    return change.impact.value, change.proofs[0].instance if change.proofs else None, change.unproven


def as_answer(schema: JsonValue, version: str) -> str:
    """Return a document that answers by a schema."""
    data = document(schema)
    data["info"]["version"] = version
    del data["paths"]["/a"]["post"]["requestBody"]
    return json.dumps(data)


class TestProofs:
    @pytest.mark.parametrize("pattern", HOSTILE)
    def test_hostile_pattern(self, pattern: str) -> None:
        """An edit of a hostile pattern is told in time."""
        start = time.perf_counter()
        assert one({"type": "string"}, {"type": "string", "pattern": pattern})[0] == "safe"
        assert time.perf_counter() - start < 3

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ({"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 0, "exclusiveMinimum": -1}),
            ({"type": "boolean"}, {"type": "boolean", "enum": [True, False]}),
            ({"enum": ["a", "b"]}, {"type": "string", "enum": ["a", "b"]}),
            ({"type": "integer", "maximum": 9}, {"type": "integer", "maximum": 9.5}),
            ({"type": "string", "maxLength": 3}, {"type": "string", "maxLength": 3, "minLength": 0}),
        ],
    )
    def test_equivalent(self, old: JsonValue, new: JsonValue) -> None:
        """An edit that tells no instance apart is equivalent, in both directions."""
        assert one(old, new) == ("equivalent", None, "")
        assert one(new, old) == ("equivalent", None, "")

    def test_masked(self) -> None:
        """A bound that another keyword makes meaningless is equivalent by proof."""
        old = {"type": "integer", "format": "int64", "minimum": 0, "maximum": 10}
        assert one(old, {**old, "format": "int32"}) == ("equivalent", None, "")

    def test_two_edits_at_one_place(self) -> None:
        """Of two edits at one place each has an instance of its own."""
        old = as_answer({"type": "string", "minLength": 2, "maxLength": 4}, "1")
        new = as_answer({"type": "string", "minLength": 1, "maxLength": 5}, "2")
        found = {each.change.kind: each.change.proofs[0].instance for each in changes(old, new)}
        assert {kind: len(str(instance)) for kind, instance in found.items()} == {
            "minLength changed": 1,
            "maxLength changed": 5,
        }

    def test_deep(self) -> None:
        """An edit of a part is shown by the part, whatever is required around it."""
        row = {
            "type": "object",
            "required": ["id"],
            "properties": {"id": {"type": "string", "pattern": "^[0-9a-f]{8}$"}},
        }
        tree = {"type": "object", "required": ["rows"], "properties": {"rows": {"type": "array", "items": row}}}
        newer = {**tree, "required": []}
        impact, instance, _ = one(tree, newer)
        assert (impact, instance) == ("breaking", {})

    def test_unreadable_pattern(self) -> None:
        """A pattern of another dialect has no witness, and is never called equivalent."""
        impact, instance, why = one(
            {"type": "string", "pattern": r"\Ax\z(?<n"}, {"type": "string", "pattern": r"\Ay\z(?<n"}
        )
        assert (impact, instance) == ("warning", None)
        assert why.startswith("none of ")

    def test_write_only(self) -> None:
        """What is write-only is never answered: that it has to be there is nothing to a reader."""
        secret = {"type": "object", "properties": {"s": {"type": "string", "writeOnly": True}}}
        assert changes(as_answer(secret, "1"), as_answer({**secret, "required": ["s"]}, "2")) == ()

    @settings(derandomize=True, max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(SCHEMAS, SCHEMAS)
    def test_any_two(self, old: JsonValue, new: JsonValue) -> None:
        """Of any two schemas every witness is verified, and what breaks or warns has one or says why not."""
        texts = as_answer(old, "1"), as_answer(new, "2")
        evidence = evidence_of(*texts)
        for each in changes(*texts):
            change = each.change
            for proof in change.proofs:
                assert change.edit is not None
                sides = zip((evidence.old, evidence.new), change.edit.pair, strict=True)
                taken = [all(side.schemas.accepts(at, proof.instance) for at in origins) for side, origins in sides]
                assert taken == [proof.accepted_by == "old", proof.accepted_by == "new"]
            if each.impact in (Impact.BREAKING, Impact.WARNING) and change.edit is not None:
                assert bool(change.proofs) != bool(change.unproven)


def test_bound() -> None:
    """A search tries a bounded number of instances."""
    assert MAX_TRIES <= 2_000
