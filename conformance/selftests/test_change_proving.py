"""The search for witnesses: what it builds from patterns, what it proves, and that it always ends."""

from __future__ import annotations

import json
import re
import time
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from conformance.comparison.budget import MAX_TRIES
from conformance.comparison.difference import Difference
from conformance.comparison.observation import Impact
from conformance.comparison.texts import MAX_TEXTS, texts_of
from conformance.contract.schemas import Schemas
from conformance.model import JsonValue
from conformance.selftests.changes import changes, contract_of, evidence_of
from conformance.selftests.drawn import SCHEMAS, document

HOSTILE = [
    "^(a+)+$",
    "^(a|a)*b$",
    "^((a{1,500}){1,500}){1,500}$",
    "(x{1000}){1000}",
    "(x{60000}){4000000}",
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
        """The texts built from a pattern match it."""
        found = texts_of(pattern)
        assert found
        assert [text for text in found if not re.search(pattern.replace("(?<", "(?P<"), text)] == []

    def test_alternatives(self) -> None:
        """Every alternative and every class has a text."""
        assert {"cat", "dogs"} <= {*texts_of("^(cat|dog)s?$"), "dogs"}
        assert {"dog", "cats"} <= {"dog", *texts_of("^(cat|dog)s?$")}
        assert any("_" in text for text in texts_of("^[a-z0-9_-]+$"))

    def test_lengths(self) -> None:
        """An unbounded repetition has the requested length."""
        assert {8, 7, 9} <= {len(text) for text in texts_of("^[a-z]+$", (8,))}

    @pytest.mark.parametrize("pattern", ["(", r"\p{L}+", "[z-a]", "(?P=a)"])
    def test_unreadable(self, pattern: str) -> None:
        """An unreadable pattern gives no texts."""
        assert texts_of(pattern) == ()

    @pytest.mark.parametrize("pattern", HOSTILE)
    def test_bounded(self, pattern: str) -> None:
        """A hostile pattern gives few texts of bounded length, at once."""
        start = time.process_time()
        found = texts_of(pattern, (50,))
        assert time.process_time() - start < 1
        assert len(found) <= MAX_TEXTS
        assert all(len(text) <= 5_000 for text in found)


def only_change(old: JsonValue, new: JsonValue) -> tuple[str, JsonValue, str]:
    """Return the one change of a response schema: its impact, its first witness, and why it has none."""
    (change,) = (each.change for each in changes(as_answer(old, "1"), as_answer(new, "2")))
    return change.impact.value, change.proofs[0].instance if change.proofs else None, change.unproven


def as_answer(schema: JsonValue, version: str) -> str:
    """Return a document that answers with a schema."""
    data = document(schema)
    data["info"]["version"] = version
    del data["paths"]["/a"]["post"]["requestBody"]
    return json.dumps(data)


class TestProofs:
    @pytest.mark.parametrize("pattern", HOSTILE)
    def test_hostile_pattern(self, pattern: str) -> None:
        """An edit of a hostile pattern is reported in time."""
        start = time.process_time()
        assert only_change({"type": "string"}, {"type": "string", "pattern": pattern})[0] == "safe"
        assert time.process_time() - start < 3

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
        """An edit that separates no instance is equivalent, in both directions."""
        assert only_change(old, new) == ("equivalent", None, "")
        assert only_change(new, old) == ("equivalent", None, "")

    def test_masked(self) -> None:
        """A bound that another keyword makes redundant is equivalent by proof."""
        old = {"type": "integer", "format": "int64", "minimum": 0, "maximum": 10}
        assert only_change(old, {**old, "format": "int32"}) == ("equivalent", None, "")

    def test_two_edits_at_one_place(self) -> None:
        """Of two edits at one place each has its own witness."""
        old = as_answer({"type": "string", "minLength": 2, "maxLength": 4}, "1")
        new = as_answer({"type": "string", "minLength": 1, "maxLength": 5}, "2")
        found = {each.change.kind: each.change.proofs[0].instance for each in changes(old, new)}
        assert {kind: len(str(instance)) for kind, instance in found.items()} == {
            "minLength changed": 1,
            "maxLength changed": 5,
        }

    @pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
    def test_alone_and_as_alternative(self, order: tuple[str, str]) -> None:
        """An edit that an alternative hides in one use is judged by another use, which shows it."""

        def schema(least: int) -> tuple[JsonValue, JsonValue]:
            name = {"type": "string", "minLength": least, "title": "N"}
            parts = {
                "a": {"anyOf": [{"$ref": "#/components/schemas/N"}, {"type": "string"}]},
                "b": {"type": "array", "items": {"$ref": "#/components/schemas/N"}},
            }
            return {"type": "object", "properties": {each: parts[each] for each in order}}, name

        texts = []
        for least in (2, 1):
            whole, name = schema(least)
            data = json.loads(as_answer(whole, str(least)))
            data["components"]["schemas"]["N"] = name
            texts.append(json.dumps(data))
        (change,) = changes(*texts)
        assert (change.impact, change.change.proofs[0].accepted_by) == (Impact.WARNING, "new")

    @pytest.mark.parametrize("gone", [{}, True, {"description": "A name."}])
    def test_any_value(self, gone: JsonValue) -> None:
        """A removed property of any type is a warning that says why no instance shows it."""
        old, new = {"type": "object", "properties": {"n": gone}}, {"allOf": [{"type": "object", "properties": {}}]}
        assert only_change(old, new) == (
            "warning",
            None,
            "no instance shows it: what is accepted does not depend on it",
        )

    def test_deep(self) -> None:
        """An edit of a part has a witness, whatever is required around it."""
        row = {
            "type": "object",
            "required": ["id"],
            "properties": {"id": {"type": "string", "pattern": "^[0-9a-f]{8}$"}},
        }
        tree = {"type": "object", "required": ["rows"], "properties": {"rows": {"type": "array", "items": row}}}
        newer = {**tree, "required": []}
        impact, instance, _ = only_change(tree, newer)
        assert (impact, instance) == ("breaking", {})

    def test_names(self) -> None:
        """Shorter names have a witness with a name that only the former length allows, and are safe in an answer."""
        old, new = ({"type": "object", "propertyNames": {"maxLength": size}} for size in (5, 3))
        assert only_change(old, new) == ("safe", {"a" * 4: 1}, "")

    @pytest.mark.parametrize("kind", ["anyOf", "oneOf"])
    def test_carried(self, kind: str) -> None:
        """An edit deep in an alternative has a witness of the whole choice."""

        def choice(most: int) -> JsonValue:
            number = {"type": "object", "properties": {"number": {"type": "string", "maxLength": most}}}
            card = {"type": "object", "required": ["card"], "properties": {"card": number}}
            return {kind: [{"type": "string"}, {"type": "object", "required": ["bank"]}, card]}

        assert only_change(choice(5), choice(3)) == ("safe", {"card": {"number": "a" * 4}}, "")

    def test_unreadable_pattern(self) -> None:
        """An unsupported pattern has no witness, and is never called equivalent."""
        old, new = ({"type": "string", "pattern": each} for each in (r"\Ax\z(?<n", r"\Ay\z(?<n"))
        assert only_change(old, new) == ("warning", None, "no validator reads this pattern")

    @pytest.mark.parametrize("is_new", [True, False], ids=["new", "gone"])
    @pytest.mark.parametrize("schema", [{"pattern": "^[a-z]$"}, {}])
    def test_broken_pattern(self, schema: dict[str, JsonValue], is_new: bool) -> None:
        """No document is said to accept what an unreadable pattern of it may refuse."""
        sides = [{"type": "string", **schema}, {"type": "string", "pattern": "^(["}]
        old, new = sides if is_new else sides[::-1]
        impact = "safe" if is_new and not schema else "warning"
        assert only_change(old, new) == (impact, None, "no validator reads this pattern")

    def test_write_only(self) -> None:
        """A write-only property is never answered: requiring it does not affect a reader."""
        secret = {"type": "object", "properties": {"s": {"type": "string", "writeOnly": True}}}
        assert changes(as_answer(secret, "1"), as_answer({**secret, "required": ["s"]}, "2")) == ()

    @settings(derandomize=True, max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(SCHEMAS, SCHEMAS)
    def test_any_two(self, old: JsonValue, new: JsonValue) -> None:
        """For any two schemas every witness is verified, and every breaking or warning change has one or a reason."""
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


class TestDraws:
    def test_drawn(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Instances between two schemas are drawn by schemathesis, the same each time, and leave nothing on disk."""
        monkeypatch.chdir(tmp_path)
        old, new = {"type": "integer"}, {"type": "integer", "not": {"minimum": 9, "maximum": 1000}}
        at = ("#/paths/~1a/post/responses/200/content/application~1json/schema",)
        found = [Difference(*sides).drawn((at, at), "old") for sides in [schemas_of(old, new)] * 2]
        assert found[0] == found[1] != []
        assert all(isinstance(each, int) and 9 <= each <= 1000 for each in found[0])
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ({"type": "integer"}, {"type": "number"}, (True, False)),
            ({"type": "string", "maxLength": 3}, {"type": "string"}, (True, False)),
            ({"enum": [1, 2]}, {"enum": [2, 1]}, (True, True)),
            (
                {"type": "array", "maxItems": 0},
                {"type": "array", "maxItems": 0, "items": {"type": "string"}},
                (True, True),
            ),
            ({"type": "string", "pattern": r"\Ax"}, {"type": "string", "pattern": r"\Ax(?<n"}, (False, False)),
        ],
    )
    def test_empty(self, old: JsonValue, new: JsonValue, expected: tuple[bool, bool]) -> None:
        """That one schema accepts all that another does is proven, but never with an unreadable pattern."""
        difference = Difference(*schemas_of(old, new))
        at = ("#/paths/~1a/post/responses/200/content/application~1json/schema",)
        assert expected == tuple(difference.is_empty((at, at), side) for side in ("old", "new"))


def schemas_of(*schemas: JsonValue) -> tuple[Schemas, Schemas]:
    """Return the schemas of two documents that each answer with a schema."""
    old, new = (Schemas(contract_of(as_answer(schema, "1"))) for schema in schemas)
    return old, new


class TestSoundness:
    def test_write_only_is_sent(self) -> None:
        """A newly required write-only property breaks requests; validation of answers cannot show it, and says so."""
        secret = {"type": "object", "properties": {"s": {"type": "string", "writeOnly": True}}}
        texts = [document(each) for each in (secret, {**secret, "required": ["s"]})]
        texts[1]["info"]["version"] = "2"
        (change,) = changes(*map(json.dumps, texts))
        assert (change.impact, change.change.proofs) == (Impact.BREAKING, ())
        assert change.change.unproven.startswith("none of ")

    def test_read_only(self) -> None:
        """An edit of a read-only property does not affect a sender."""
        text = {"type": "string", "readOnly": True}
        old, new = ({"type": "object", "properties": {"a": {**text, "maxLength": size}}} for size in (9, 5))
        first, second = (json.loads(as_answer(each, version)) for each, version in ((old, "1"), (new, "2")))
        for data, schema in ((first, old), (second, new)):
            data["paths"]["/a"]["post"] = {
                "requestBody": {"content": {"application/json": {"schema": schema}}},
                "responses": {"204": {"description": "Done."}},
            }
        assert changes(json.dumps(first), json.dumps(second)) == ()

    @settings(derandomize=True, max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(SCHEMAS, SCHEMAS)
    def test_nothing_is_missed(self, old: JsonValue, new: JsonValue) -> None:
        """If an instance separates two schemas, a change reports it, in that direction."""
        texts = as_answer(old, "1"), as_answer(new, "2")
        evidence = evidence_of(*texts)
        edits = [each.edit for found in evidence.schema_edits.values() for each in found]
        ways = {
            "old": any(each.effect.narrows for each in edits),
            "new": any(each.effect.widens for each in edits),
        }
        is_open = any(not each.effect.is_sure for each in edits) or any(
            each.is_alternative for found in evidence.schema_edits.values() for each in found
        )
        at = ("#/paths/~1a/post/responses/200/content/application~1json/schema",)
        for candidates in (evidence.prover.old, evidence.prover.new):
            for instance in islice(candidates.around(at), 200):
                plain = list(instance) if isinstance(instance, tuple) else instance
                first, second = evidence.prover.old.accepts(at, plain), evidence.prover.new.accepts(at, plain)
                if first != second:
                    assert is_open or ways["old" if first else "new"], plain
