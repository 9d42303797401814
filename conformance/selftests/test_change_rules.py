"""Every rule on changes is one file with a ledger row; it finds its edits of the table, and no others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.comparison.observation import Impact
from conformance.model import JsonValue, Subject
from conformance.rules import change
from conformance.selftests.change_document_edits import DOCUMENT
from conformance.selftests.change_edits import SCHEMA_EDITS, schema_documents
from conformance.selftests.changes import LEDGER, RULES, VERSION, changes, contract_of, evidence_of
from conformance.selftests.drawn import document
from conformance.selftests.edits import pairs
from conformance.verdict.change import compare


@pytest.fixture(scope="module")
def found() -> set[str]:
    """The requirements that any edit of the table breaks."""
    return {each.requirement.id for _, old, new, _ in pairs() for each in changes(old, new)}


class TestRules:
    def test_every_rule_has_a_row(self) -> None:
        """Every rule has a row in the ledger, and every row on changes a rule."""
        rows = {each.id for each in LEDGER.values() if each.subject is Subject.CHANGE and each.excluded is None}
        assert rows == {*RULES}

    def test_every_rule_finds_something(self, found: set[str]) -> None:
        """Every rule but that on the version finds an edit of the table."""
        assert {*RULES} - {VERSION} == found

    @pytest.mark.parametrize("requirement", RULES)
    def test_identity(self, requirement: str) -> None:
        """No rule finds a change between identical documents."""
        assert list(RULES[requirement](evidence_of(DOCUMENT, DOCUMENT))) == []

    @pytest.mark.parametrize("requirement", RULES)
    def test_says_the_same_twice(self, requirement: str) -> None:
        """A rule gives the same result twice."""
        evidence = evidence_of(*schema_documents(SCHEMA_EDITS[0], is_sent=True))
        assert list(RULES[requirement](evidence)) == list(RULES[requirement](evidence))

    def test_one_file_a_rule(self) -> None:
        """A rule is found by its file name; a file whose name starts with `_` is no rule."""
        files = {path.stem for path in Path(change.__path__[0]).glob("[!_]*.py")}
        assert {name.replace("-", "_") for name in RULES} == files


def test_encoding_is_a_format() -> None:
    """A content encoding is reported as a format."""
    (edit,) = (each for each in SCHEMA_EDITS if each.name == "base64 to another")
    assert {each.requirement.id for each in changes(*schema_documents(edit, is_sent=True))} == {"formats-are-kept"}


_LIST: dict[str, JsonValue] = {"type": "array", "minItems": 1, "items": {"type": "string"}}
_PAGE: dict[str, JsonValue] = {
    "type": "object",
    "required": ["items"],
    "properties": {"items": _LIST},
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_PAGE, _LIST),
        (_PAGE, {"type": "string", "minLength": 1, "pattern": "^a"}),
        ({"type": "integer", "minimum": 1, "format": "int32"}, _LIST),
        ({**_PAGE, "type": ["object", "null"]}, {**_LIST, "type": ["array", "null"]}),
    ],
)
def test_another_type(one: JsonValue, other: JsonValue) -> None:
    """A change of type is reported without the changes that follow from it."""
    for sides in ((one, other), (other, one)):
        old, new = (
            json.dumps({**document(each), "info": {"title": "T", "version": version}})
            for each, version in zip(sides, "12", strict=True)
        )
        assert {each.change.kind for each in changes(old, new)} == {"type changed"}


class TestVersion:
    def test_unchanged(self) -> None:
        """A contract that changed under the same version is reported."""
        old, new = (text.replace("2.0.0", "1.0.0") for text in schema_documents(SCHEMA_EDITS[0], is_sent=True))
        (told,) = (each for each in changes(old, new) if each.requirement.id == VERSION)
        assert (told.impact, told.change.new) == (Impact.WARNING, "#/info/version")

    def test_prose(self) -> None:
        """Prose alone needs no new version."""
        assert [each.impact for each in changes(DOCUMENT, DOCUMENT.replace("All things.", "Every thing."))] == [
            Impact.DOCUMENTATION
        ]


class TestCompare:
    def test_broken_rule(self) -> None:
        """A rule that breaks is reported, stops no other rule, and lets nothing pass."""

        def breaks(_: object) -> None:
            raise LookupError

        rules = {"operations-are-kept": breaks, "descriptions-are-kept": RULES["descriptions-are-kept"]}
        newer = contract_of(DOCUMENT.replace("All things.", "Every thing."))
        comparison = compare(contract_of(DOCUMENT), newer, LEDGER, rules)  # type: ignore[arg-type]
        assert comparison.broken == {"operations-are-kept": "the rule broke: LookupError"}
        assert comparison.fails(Impact.BREAKING)
        assert len(comparison.changes) == 1

    def test_order(self) -> None:
        """The worst comes first."""
        newer = DOCUMENT.replace("All things.", "Every thing.").replace("required: false", "required: true")
        assert [each.impact for each in changes(DOCUMENT, newer)] == [
            Impact.BREAKING,
            Impact.WARNING,
            Impact.DOCUMENTATION,
        ]

    def test_shared(self) -> None:
        """An edit of a shared component is one change."""
        newer = DOCUMENT.replace("name: X-Key", "name: X-Token").replace("1.0.0", "2.0.0")
        (told, other) = changes(DOCUMENT, newer)
        assert {use.operation for use in told.change.uses | other.change.uses} == {
            "GET /things/{thing_id}",
            "PUT /things/{thing_id}",
            "DELETE /things/{thing_id}",
        }

    def test_callback_of_a_renamed_path(self) -> None:
        """Renaming a path parameter keeps the callbacks of the operation."""
        hook = "      callbacks: {done: {'{$url}': {post: {responses: {'200': {description: Yes.}}}}}}\n"
        older = DOCUMENT.replace("    delete:\n", f"    delete:\n{hook}")
        newer = older.replace("thing_id", "id")
        assert {each.impact for each in changes(older, newer)} == {Impact.EQUIVALENT}

    def test_fingerprint(self) -> None:
        """The fingerprint of a change is unique, and stable over runs."""
        old, new = schema_documents(SCHEMA_EDITS[0], is_sent=True)
        prints = [[each.fingerprint for each in changes(old, new)] for _ in range(2)]
        assert prints[0] == prints[1]
        assert len(set(prints[0])) == len(prints[0])
