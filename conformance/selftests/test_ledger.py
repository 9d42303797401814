"""The ledger is what the rules require, with the overrides of an API; assertions of the contract are added to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.contract.derived_requirements import assertion_requirement, clause_of, response_assertions
from conformance.contract.document import parse
from conformance.contract.load import SPEC, load_contract
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Schemas
from conformance.model import Clause, InputError, Level, Position, Requirement, Subject
from conformance.rules.ledger import load_ledger
from conformance.rules.registry import requirements

ROW = """\
  - id: thing-is-sound
    level: MUST
    text: A thing is sound in every way.
    clause: "{operation}"
    subject: api
    since: 0.1.0
    source: common sense
"""
CONTRACT = """\
openapi: 3.1.0
paths:
  /a/{b}:
    get:
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/List'}}, text/plain: {}}}
        '400': {content: {application/json: {schema: {type: object, required: [error]}}}}
components:
  schemas:
    List: {type: array, items: {$ref: '#/components/schemas/Thing'}}
    Thing:
      properties:
        a/b: {type: string}
        when: {prefixItems: [{format: date}]}
        counts: {additionalProperties: {type: integer}, patternProperties: {^x: {minimum: 0}}}
        long: {enum: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]}
    Unused: {type: string}
"""


def ledger(folder: Path, **files: str) -> dict[str, Requirement]:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(f"requirements:\n{text}", encoding="utf-8")
    return load_ledger(folder)


def test_rules_alone(tmp_path: Path) -> None:
    """Without rows the ledger is what the rules require."""
    assert ledger(tmp_path) == requirements()
    assert ledger(tmp_path, a="  []\n") == requirements()


def test_overridden(tmp_path: Path) -> None:
    """A row overrides the fields that it names in a rule's requirement, and nothing else."""
    found = ledger(tmp_path, a="  - {id: row-id-is-unique, level: MAY}\n  - {id: body-is-json, notable: true}\n")
    own = requirements()
    expected = {
        **own,
        "row-id-is-unique": replace(own["row-id-is-unique"], level=Level.MAY),
        "body-is-json": replace(own["body-is-json"], notable=True),
    }
    assert found == expected


def test_whole_row(tmp_path: Path) -> None:
    """A row with all fields of a known requirement, as in the ledgers of earlier versions, overrides all of them."""
    found = ledger(tmp_path, a=ROW.replace("thing-is-sound", "row-id-is-unique"))["row-id-is-unique"]
    text = "A thing is sound in every way."
    expected = Requirement("row-id-is-unique", Level.MUST, text, "{operation}", Subject.API, "0.1.0", "common sense")
    assert found == expected


def test_excluded(tmp_path: Path) -> None:
    """A row with a reason excludes a rule; a sentence without a rule needs a complete row."""
    reason = "It cannot be seen from outside."
    found = ledger(tmp_path, b=f"{ROW}    excluded: {reason}\n", a=f"  - {{id: body-is-json, excluded: {reason}}}\n")
    assert found["body-is-json"] == replace(requirements()["body-is-json"], excluded=reason)
    assert found["thing-is-sound"] == Requirement(
        "thing-is-sound",
        Level.MUST,
        "A thing is sound in every way.",
        "{operation}",
        Subject.API,
        "0.1.0",
        "common sense",
        reason,
    )


@pytest.mark.parametrize(
    ("wrong", "right", "place"),
    [
        ("id: Thing", "id: thing-is-sound", "2: requirements/0/id: "),
        ("id: thing", "id: thing-is-sound", "2: requirements/0/id: "),
        ("id: thing-1-\n", "id: thing-is-sound\n", "2: requirements/0/id: "),
        ("level: must", "level: MUST", "3: requirements/0/level: "),
        ("level: REQUIRED", "level: MUST", "3: requirements/0/level: "),
        ("text: Short.", "text: A thing is sound in every way.", "4: requirements/0/text: "),
        ("clause: ''", 'clause: "{operation}"', "5: requirements/0/clause: "),
        ("subject: vendor", "subject: api", "6: requirements/0/subject: "),
        ("since: 0.1", "since: 0.1.0", "7: requirements/0/since: "),
        ("sources: none", "source: common sense", "2: requirements/0: "),
        ("source: common sense\n    exclude: misspelt", "source: common sense", "2: requirements/0: "),
        ("excluded: why\n    source: a", "source: common sense", "8: requirements/0/excluded: "),
    ],
)
def test_wrong_row(tmp_path: Path, wrong: str, right: str, place: str) -> None:
    """A row with a missing or unknown field is an error at its line."""
    assert right in ROW
    with pytest.raises(InputError) as caught:
        ledger(tmp_path, a=ROW.replace(right, wrong))
    assert str(caught.value).startswith(f"{tmp_path}/a.yaml:{place}")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("id: row-id-is-unqiue, level: MAY", "no rule judges row-id-is-unqiue: did you mean row-id-is-unique"),
        ("id: xxxx-yyyy, level: MAY", "no rule judges xxxx-yyyy: say why by `excluded`, or remove the row"),
        (
            "id: xxxx-yyyy, level: MAY, source: a, excluded: It cannot be seen from outside.",
            "no rule judges xxxx-yyyy, so its row needs text, clause, subject, since",
        ),
        ("id: row-id-is-unique, subject: document", "row-id-is-unique judges the API: remove `subject`"),
        ("id: row-id-is-unique", "requirements/1: "),
    ],
)
def test_unusable_row(tmp_path: Path, row: str, message: str) -> None:
    """A row that fits no rule, or overrides nothing, is an error in one line that says how to fix it."""
    with pytest.raises(InputError) as caught:
        ledger(tmp_path, a=f"  - {{id: body-is-json, level: MAY}}\n  - {{{row}}}\n")
    assert str(caught.value).startswith(f"{tmp_path}/a.yaml:3: {message}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("files", [{"a": ROW, "b": f"\n{ROW}"}, {"b": f"{ROW}{ROW}"}], ids=["two files", "one file"])
def test_id_twice(tmp_path: Path, files: dict[str, str]) -> None:
    """An id that occurs twice is an error at the later row."""
    line = 3 if len(files) == 2 else 9
    known = {name: text.replace("thing-is-sound", "row-id-is-unique") for name, text in files.items()}
    with pytest.raises(InputError) as caught:
        ledger(tmp_path, **known)
    assert str(caught.value) == f"{tmp_path}/b.yaml:{line}: the id row-id-is-unique already has a row"


def test_own_ledger() -> None:
    """Every pointer in the repository's ledger exists in its contract."""
    contract = load_contract(SPEC / "openapi.yaml")
    found = load_ledger(SPEC / "requirements")
    assert found
    for requirement in found.values():
        for operation in contract.operations:
            pointer = requirement.clause.replace("{operation}", operation.pointer)
            assert not pointer.startswith("#") or contract.document.has(pointer)
            assert clause_of(requirement, operation.pointer, contract.document).source


def test_response_assertions() -> None:
    """The assertions of an operation are those that its documented bodies can reach, by the id of the requirement."""
    contract = read_contract(parse(CONTRACT, "f.yaml"))
    found = response_assertions(contract.operations[0], Schemas(contract))
    error = "schema:#/paths/~1a~1{b}/get/responses/400/content/application~1json/schema"
    thing = "schema:#/components/schemas/Thing/properties"
    assert set(found) == {
        "schema:#/components/schemas/List/type",
        f"{thing}/a~1b/type",
        f"{thing}/when/prefixItems/0/format",
        f"{thing}/counts/additionalProperties/type",
        f"{thing}/counts/patternProperties/^x/minimum",
        f"{thing}/long/enum",
        f"{error}/type",
        f"{error}/required",
    }
    assert all(assertion.id == name for name, assertion in found.items())


@pytest.mark.parametrize(
    ("end", "text"),
    [
        ("schemas/List/type", 'List matches `type: "array"`.'),
        ("a~1b/type", 'Thing.a/b matches `type: "string"`.'),
        ("when/prefixItems/0/format", 'Thing.when[*] matches `format: "date"`.'),
        ("additionalProperties/type", 'Thing.counts.* matches `type: "integer"`.'),
        ("^x/minimum", "Thing.counts.* matches `minimum: 0`."),
        ("json/schema/required", 'The body matches `required: ["error"]`.'),
        ("long/enum", f'Thing.long matches `enum: ["{"a" * 75}...`.'),
    ],
)
def test_assertion_requirement(end: str, text: str) -> None:
    """An assertion is a MUST that reads as a sentence and points to its keyword."""
    contract = read_contract(parse(CONTRACT, "f.yaml"))
    found = response_assertions(contract.operations[0], Schemas(contract))
    (assertion,) = (each for name, each in found.items() if name.endswith(end))
    requirement = assertion_requirement(assertion, contract.document)
    assert (requirement.text, requirement.level, requirement.subject) == (text, Level.MUST, Subject.API)
    assert (requirement.id, requirement.clause) == (f"schema:{assertion.pointer}", assertion.pointer)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("{operation}", Clause("RFC", "#/paths/~1a~1{b}/get", "f.yaml", Position(4, 5), "get:")),
        (
            "{operation}/responses",
            Clause("RFC", "#/paths/~1a~1{b}/get/responses", "f.yaml", Position(5, 7), "responses:"),
        ),
        ("#/components", Clause("RFC", "#/components", "f.yaml", Position(8, 1), "components:")),
        ("RFC 9110 section 3", Clause("RFC 9110 section 3")),
    ],
)
def test_clause_of(clause: str, expected: Clause) -> None:
    """A clause in the contract has its pointer and its line; any other is its source."""
    contract = read_contract(parse(CONTRACT, "f.yaml"))
    requirement = Requirement("a-b", Level.MUST, "t", clause, Subject.API, "0", "RFC")
    assert expected == clause_of(requirement, contract.operations[0].pointer, contract.document)
