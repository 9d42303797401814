"""Generated cases are the same in every process, sendable, of the claimed validity, and use no network."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.contract.document import parse
from conformance.contract.load import SPEC, load_contract
from conformance.contract.openapi import Contract, read_contract
from conformance.contract.schemas import Schemas
from conformance.exchange.generation import Drawing, Generated, generate, load_schema
from conformance.exchange.values import Validity, is_sendable, validity

SCHEMA = "#/paths/~1batches~1{agent_id}~1all/get/parameters/0/schema"
TWO = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /things/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string, minLength: 1}}
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
        - {name: on, in: query, schema: {type: boolean}}
      responses: {'200': {description: things}}
  /ten/{digit}:
    get:
      parameters: [{name: digit, in: path, required: true, schema: {enum: [a, b]}}]
      responses: {'200': {description: ten}}
"""
SCRIPT = """\
import sys
from conformance.contract.document import parse
from conformance.contract.load import SPEC, load_contract
from conformance.contract.openapi import read_contract
from conformance.exchange.generation import generate, load_schema
for contract in (load_contract(SPEC / "openapi.yaml"), read_contract(parse(sys.stdin.read(), "two.yaml"))):
    print(generate(load_schema(contract), contract.operations[0]))
"""


def drawn_for(contract: Contract, index: int = 0, seed: int = 0) -> list[Generated]:
    return generate(load_schema(contract, Drawing(seed)), contract.operations[index])


@pytest.fixture(scope="module")
def own() -> Contract:
    return load_contract(SPEC / "openapi.yaml")


ANY = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /things/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: SCHEMA}]
      responses: {'200': {description: things}}
"""


@pytest.mark.parametrize(
    "schema",
    [
        *("{type: string}", "{}", "{type: string, maxLength: 40}"),
        *(pytest.param(schema, marks=pytest.mark.exhaustive) for schema in ("true", "{type: [string, 'null']}")),
    ],
)
def test_only_valid_values(schema: str) -> None:
    """If any text is valid, nothing invalid is drawn, but valid texts still are."""
    drawn = drawn_for(read_contract(parse(ANY.replace("SCHEMA", schema), "any.yaml")))
    assert len(drawn) >= 3
    assert all(is_sendable(value) for each in drawn for value in each.path.values() if isinstance(value, str))


@pytest.mark.parametrize("schema", ["false", "{type: string, enum: []}", "{type: string, minLength: 2, maxLength: 1}"])
def test_no_valid_value(schema: str) -> None:
    """If no value is valid, drawing ends with what it has: the document is responsible."""
    assert isinstance(drawn_for(read_contract(parse(ANY.replace("SCHEMA", schema), "any.yaml"))), list)


def test_same_in_every_process(own: Contract, tmp_path: Path) -> None:
    """Another process, with other modules, hash seed and folder, draws the same and leaves no file."""
    environment = {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONHASHSEED": "4711", "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, input=TWO, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment)
    here = [drawn_for(contract) for contract in (own, read_contract(parse(TWO, "two.yaml")))]
    assert done.stdout == "".join(f"{drawn}\n" for drawn in here)
    assert [*tmp_path.iterdir()] == []


def test_own_contract(own: Contract) -> None:
    """The vendored operation gets valid and invalid cases, more of each than a plan takes at most."""
    found = [validity(str(each.path["agent_id"]), SCHEMA, Schemas(own)) for each in drawn_for(own)]
    assert found.count(Validity.VALID) > 6
    assert len(found) - found.count(Validity.VALID) > 2


def test_sendable_and_distinct(own: Contract) -> None:
    """No draw would change the path or repeat another draw's request."""
    drawn = drawn_for(own)
    texts = [str(each.path["agent_id"]) for each in drawn]
    assert all(map(is_sendable, texts))
    assert len(set(texts)) == len(texts)
    assert all(text.isascii() for text in texts)


def test_seed(own: Contract) -> None:
    """A seed draws other cases, the same ones for the same seed."""
    assert drawn_for(own, seed=1) == drawn_for(own, seed=1)
    assert drawn_for(own, seed=1) != drawn_for(own)


def test_no_network(own: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither loading a contract nor drawing opens a socket."""

    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("a socket is opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert drawn_for(own)


def test_several_parameters() -> None:
    """Draws hold values of declared parameters as they were drawn, unquoted, and never the key."""
    contract = read_contract(parse(TWO, "two.yaml"))
    drawn = drawn_for(contract)
    assert {name for each in drawn for name in each.path} == {"id"}
    declared = [each.query for each in drawn if set(each.query) <= {"page", "on"}]
    valid = [each for each in declared if re.fullmatch("[1-9][0-9]*", str(each.get("page", 1)))]
    assert 0 < len([each for each in valid if each.get("on", "true") in ("true", "false")]) < len(drawn)
    assert any(each.get("page") for each in valid)
    assert any(each.get("on") for each in declared)


def test_few_values() -> None:
    """If the contract allows few values, all of them are drawn, once each."""
    contract = read_contract(parse(TWO, "two.yaml"))
    values = [each.path["digit"] for each in drawn_for(contract, index=1) if each.path]
    assert values.count("a") == values.count("b") == 1
    assert len({repr(value) for value in values}) == len(values) > 2


def test_settings() -> None:
    """Nothing is stored on disk, no key is generated, and only a seed changes a run."""
    fixed, seeded = Drawing().settings, Drawing(5, 9).settings
    assert (fixed["seed"], seeded["seed"], seeded["generation"]["max-examples"]) == (0, 5, 9)
    for found in (fixed, seeded):
        assert not found["generation"]["with-security-parameters"]
        assert (found["generation"]["database"], found["cache"]["enabled"]) == ("none", False)


def test_object_in_path() -> None:
    """An object in a path is drawn as one, beside what is drawn for the query."""
    schema = "{$ref: '#/components/schemas/Size'}"
    text = ANY.replace("SCHEMA", schema) + (
        "components: {schemas: {Size: {type: object, required: [n], properties: {n: {type: integer}}}}}\n"
    )
    drawn = drawn_for(read_contract(parse(text, "any.yaml")))
    assert [each for each in drawn if isinstance(each.path["id"], dict) and isinstance(each.path["id"].get("n"), int)]
    assert [name for each in drawn for name in each.query if "id" in name] == []
